"""Puts the house together: every page in its frame, the HTTP door beside them."""

from __future__ import annotations

import reflex as rx

from cleaning_app import api, pages
from cleaning_app.components import frames, one_session, theme, toast
from cleaning_app.components.handler import unexpected
from cleaning_app.settings import load_or_exit

settings = load_or_exit()
pages.load(gallery=not settings.is_prod)

app = rx.App(
    api_transformer=api.create(),
    stylesheets=theme.STYLESHEETS,
    head_components=[
        rx.el.script(src="/theme.js"),
        rx.el.link(rel="icon", href="/icon.svg", type="image/svg+xml"),
        rx.el.meta(name="theme-color", content=theme.LIGHT["bg"]),
    ],
    html_lang="en",
    toaster=toast.provider(),
    backend_exception_handler=unexpected,
)
app.register_lifespan_task(api.lifespan)
frames.add_all(app)
one_session.watch(app)

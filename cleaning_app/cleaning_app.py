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
        rx.el.link(rel="manifest", href="/manifest.json"),
        rx.el.link(rel="apple-touch-icon", href="/icons/apple-180.png"),
        rx.el.meta(name="mobile-web-app-capable", content="yes"),
        rx.el.meta(name="apple-mobile-web-app-capable", content="yes"),
        rx.el.meta(name="apple-mobile-web-app-title", content="Cleaning"),
        *[
            rx.el.meta(name="theme-color", content=bg, media=f"(prefers-color-scheme: {scheme})")
            for scheme, bg in (("light", theme.LIGHT["bg"]), ("dark", theme.DARK["bg"]))
        ],
    ],
    html_lang="en",
    toaster=toast.provider(),
    backend_exception_handler=unexpected,
)
app.register_lifespan_task(api.lifespan)
frames.add_all(app)
one_session.watch(app)

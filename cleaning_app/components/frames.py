"""Adds every declared page to the app, each in its audience's frame and behind its guard."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import registry
from cleaning_app.components.phone import phone
from cleaning_app.components.shell import Shell, office


def add_all(app: rx.App) -> None:
    """Add the registry's pages. Only public pages load without the guard."""
    for page in registry.PAGES.values():
        if page.audience == "public":
            view, before = page.view(), page.on_load
        elif page.audience == "worker":
            view, before = phone(page), Shell.enter(page.route)
        else:
            view, before = office(page), Shell.enter(page.route)
        app.add_page(view, route=page.route, title=f"{page.title} · Cleaning", on_load=before)

"""Adds every declared page to the app, each in its audience's frame and behind its guard."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx

from cleaning_app.components import lost, registry
from cleaning_app.components.office import office
from cleaning_app.components.phone import phone
from cleaning_app.components.shell import Shell
from cleaning_app.components.topbar import window_title


def add_all(app: rx.App) -> None:
    """Add the registry's pages, and one for addresses that lead nowhere. Only public pages load
    without the guard."""
    for page in registry.PAGES.values():
        before = page.on_load if page.audience == "public" else Shell.enter(page.route)
        app.add_page(_framed(page), route=page.route, title=window_title(page), on_load=before)
    app.add_page(lost.nowhere(), route="404", title="Not found · Cleaning")


def _framed(page: registry.Page) -> Callable[[], rx.Component]:
    """The page in its frame, as a function of the page's own module: Reflex writes the parts of a page
    into one file for each module, and a browser should load those of its page only."""

    def framed() -> rx.Component:
        if page.audience == "public":
            return page.view()
        if page.audience == "worker":
            return phone(page)
        if page.audience == "everyone":
            return rx.cond(Shell.ready & ~Shell.in_office, phone(page), office(page))
        return office(page)

    framed.__module__ = page.view.__module__
    return framed

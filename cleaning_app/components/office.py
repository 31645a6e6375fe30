"""The frame around every office page: sidebar, top bar, palette and shortcuts."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import overlay, pieces, registry
from cleaning_app.components.palette import palette
from cleaning_app.components.shell import Shell
from cleaning_app.components.sidebar import sidebar
from cleaning_app.components.topbar import topbar


def office(page: registry.Page) -> rx.Component:
    """A page in the office frame.

    Nothing of it is put up before the guard has let its visitor in: a page that is there asks for
    rows and opens its live feed, and would be refused aloud on the way to the sign-in page.
    """
    refused = rx.el.div(
        pieces.empty(
            "lock",
            "Not for your role",
            Shell.refusal,
            pieces.link_button("Go to the dashboard", "/"),
        ),
        class_name="page",
    )
    content = rx.cond(
        Shell.ready & Shell.in_office,
        rx.cond(Shell.refusal != "", refused, page.view()),
        rx.el.div(pieces.skeleton(6), class_name="page"),
    )
    return rx.el.div(
        rx.el.a("Skip to content", href="#content", class_name="skip-link"),
        rx.el.input(
            type="checkbox", id="nav-open", class_name="sr-only", aria_label="Open navigation"
        ),
        sidebar(page),
        rx.el.label(html_for="nav-open", class_name="nav-scrim", aria_label="Close navigation"),
        rx.el.div(
            topbar(page),
            rx.el.main(content, id="content", tab_index=-1, style={"minWidth": "0"}),
            class_name="content",
        ),
        overlay.Keys.create(go=registry.go_keys(), on_key=Shell.press),
        palette(),
        _help(),
        class_name="app",
    )


_SHORTCUTS = (
    ("Search or jump to", "Ctrl K"),
    ("Find in this list", "/"),
    ("Next and previous row", "J K"),
    ("Tick the row", "X"),
    ("Open the row", "Enter"),
    ("Fold the sidebar", "["),
    ("Close", "Esc"),
    ("This list", "?"),
)


def _help() -> rx.Component:
    """The shortcuts, without those that lead where this person may not go."""
    lines = [_shortcut(words, keys) for words, keys in _SHORTCUTS]
    lines.insert(1, rx.cond(Shell.creations.contains("booking"), _shortcut("New booking", "N")))
    for key, route in registry.go_keys().items():
        words = f"Go to {registry.PAGES[route].heading}"
        lines.append(rx.cond(Shell.routes.contains(route), _shortcut(words, f"G {key.upper()}")))
    return overlay.dialog(
        Shell.help_open,
        Shell.close_help,
        "Shortcuts",
        rx.el.div(*lines, class_name="shortcuts"),
        label="Keyboard shortcuts",
    )


def _shortcut(words: str, keys: str) -> rx.Component:
    pressed = [rx.el.kbd(key) for key in keys.split(" ")]
    return rx.fragment(rx.el.span(words), rx.el.span(*pressed, class_name="row keys"))

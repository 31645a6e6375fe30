"""What lies over a page: drawers, dialogs, keyboard shortcuts."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components.pieces import Content, icon_button


class Overlay(rx.Component):
    """A modal <dialog>; see assets/ui/overlay.jsx."""

    library = "$/public/ui/overlay.jsx"
    tag = "Overlay"

    open: rx.Var[bool]
    label: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


class Keys(rx.Component):
    """Keyboard shortcuts; see assets/ui/keys.jsx."""

    library = "$/public/ui/keys.jsx"
    tag = "Keys"

    go: rx.Var[dict[str, str]]
    on_key: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def drawer(open: Any, on_close: Any, title: Content, *body: Content, label: str = "Details"):
    """A panel at the right edge; Escape, the cross or a click outside closes it."""
    return _overlay("drawer", open, on_close, title, body, label)


def dialog(open: Any, on_close: Any, title: Content, *body: Content, label: str = "Dialog"):
    """A box in the middle, for something short."""
    return _overlay("centre", open, on_close, title, body, label)


def _overlay(kind: str, open: Any, on_close: Any, title: Content, body: Any, label: str):
    head = rx.el.div(
        rx.el.h1(title, class_name="grow"),
        icon_button("x", "Close", on_click=on_close),
        class_name="overlay-head",
    )
    inside = rx.el.div(*body, class_name="overlay-body")
    return Overlay.create(head, inside, open=open, on_close=on_close, label=label, class_name=kind)

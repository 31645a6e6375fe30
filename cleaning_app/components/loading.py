"""What a page shows while it is being filled, and what it says when that was refused."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces


class LoadState(rx.State, mixin=True):
    """Mix in for a page that a handler declared with `fills=True` fills.

    The handler sets `ready` at its end. When it is refused or breaks, the decorator sets `ready`
    and says why in `trouble`: the words stay on the page, where a toast would pass by.
    """

    ready: bool = False
    trouble: str = ""


def shown(state: Any, content: rx.Component, lines: int = 5, *, back: rx.Component | None = None):
    """The content once the state is ready, a skeleton until then, or why it can't be shown.

    `back` is a link to where a reader would look next.
    """
    return rx.cond(
        state.trouble != "",
        pieces.empty("search-x", "This can't be shown", state.trouble, _ways_on(state, back)),
        pieces.waiting(state.ready, content, lines),
    )


def named(state: Any, name: Any) -> Any:
    """The name of the thing that is shown, for the breadcrumb and the window; "" while it is being
    looked up, and where nothing can be shown: the last thing's name would stand there."""
    return rx.cond(state.ready & (state.trouble == ""), name, "")


def _ways_on(state: Any, back: rx.Component | None) -> rx.Component:
    again = pieces.button("Try again", on_click=state.load)
    return rx.el.div(again, *([back] if back is not None else []), class_name="row")

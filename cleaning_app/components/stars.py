"""Stars: chosen in a form, and shown."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces

_WORDS = ("1 star", "2 stars", "3 stars", "4 stars", "5 stars")


def choose(name: str, chosen: Any, label: str) -> rx.Component:
    """One to five stars as a group of radio buttons; the arrow keys walk through them."""
    return rx.el.fieldset(
        rx.el.legend(label, class_name="sr-only"),
        *[
            rx.el.label(
                rx.el.input(
                    type="radio",
                    name=name,
                    value=str(n),
                    default_checked=chosen == n,
                    class_name="sr-only",
                ),
                pieces.icon("star", 20),
                rx.el.span(words, class_name="sr-only"),
                title=words,
            )
            for n, words in enumerate(_WORDS, 1)
        ],
        class_name="stars",
    )


def shown(count: Any) -> rx.Component:
    """So many of five, in a row."""
    return rx.el.span(
        *[
            rx.el.span(pieces.icon("star", 14), class_name=rx.cond(count >= n, "is-full", ""))
            for n in range(1, 6)
        ],
        role="img",
        aria_label=count.to(str) + " of 5 stars",
        class_name="stars-shown",
    )

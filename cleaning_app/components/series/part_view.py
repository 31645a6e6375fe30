"""The card that says which series a booking is part of, and the choice whom a change is for."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces

_SCOPES = (
    ("one", "This visit only"),
    ("following", "This and all following"),
    ("all", "All visits to come"),
)


def scope(s: Any) -> rx.Component:
    """Which visits a form is for; nothing for a one-off."""

    def option(value: str, words: str) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="radio", name="scope", value=value, default_checked=value == "one"),
            rx.el.span(words),
            class_name="check",
        )

    return rx.cond(
        s.part.day != "",
        rx.el.fieldset(
            rx.el.legend("Apply to"),
            *[option(value, words) for value, words in _SCOPES],
            rx.cond(s.part.kept != "", rx.el.p(s.part.kept, class_name="faint")),
            class_name="group",
        ),
    )


def part_card(s: Any, repeat: rx.Component) -> rx.Component:
    """The series of the open booking; `repeat` makes one of a one-off."""
    p = s.part
    inside = rx.el.div(
        rx.el.div(
            pieces.icon("repeat", 16),
            rx.el.div(
                pieces.link(p.words, href="/series/" + p.id, class_name="strong"),
                _marks(p),
                class_name="grow",
            ),
            pieces.badge(p.state, p.colour),
        ),
        rx.cond(p.before_id != "", _neighbour("Before", p.before, p.before_id)),
        rx.cond(p.after_id != "", _neighbour("After", p.after, p.after_id)),
        class_name="lines",
    )
    act = rx.cond(
        s.booking.can_move & (p.day != ""),
        rx.fragment(
            pieces.button("Skip this one", kind="quiet", on_click=s.skip_visit),
            pieces.button("Detach", kind="quiet", on_click=s.detach_visit),
        ),
    )
    return rx.cond(p.id != "", pieces.card("Part of a series", inside, action=act), repeat)


def _marks(p: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(
            p.changed != "",
            rx.el.div("Changed by itself: ", p.changed, class_name="warn-text"),
        ),
        rx.cond(p.day == "", rx.el.div("It no longer stands for a day of it", class_name="faint")),
    )


def _neighbour(label: str, words: Any, id: Any) -> rx.Component:
    return pieces.link(
        rx.el.span(label, class_name="faint"),
        rx.el.span(words, class_name="push num"),
        href="/bookings/" + id,
    )

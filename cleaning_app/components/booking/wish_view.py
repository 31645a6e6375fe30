"""The fields of a wish on the waitlist: days, weekdays, part of the day."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms
from cleaning_app.domain.recurrence import WEEKDAY_NAMES

_CHOICES = [
    ("any", "Any time"),
    ("morning", "Mornings, over by 12:00"),
    ("afternoon", "Afternoons, 12:00 to 17:00"),
    ("evening", "Evenings, from 17:00"),
    ("own", "Between two times…"),
]


def wish_fields(s: Any) -> rx.Component:
    """From when to when, on which weekdays, at which time of day."""

    def ask(name: str, label: str, value: Any, kind: str, problem: str) -> rx.Component:
        box = forms.text_input(
            name, type=kind, value=value, on_change=lambda typed: s.set_wait(name, typed)
        )
        return forms.field(
            label, box, problem=rx.cond(s.problems[name], s.problems[name], s.problems[problem])
        )

    part = forms.select(
        "wait_part",
        _CHOICES,
        value=s.wait_part,
        on_change=lambda chosen: s.set_wait("wait_part", chosen),
    )
    return rx.el.div(
        forms.columns(
            ask("wait_from", "From day", s.wait_from, "date", "first_day"),
            ask("wait_to", "To day", s.wait_to, "date", "last_day"),
        ),
        _weekdays(s),
        forms.field("Time of day", part),
        rx.cond(
            s.wait_part == "own",
            forms.columns(
                ask("wait_after", "Not before", s.wait_after, "time", "not_before"),
                ask("wait_until", "Over by", s.wait_until, "time", "not_after"),
            ),
        ),
        class_name="form",
    )


def _weekdays(s: Any) -> rx.Component:
    def chip(day: int) -> rx.Component:
        on = s.wait_days.contains(day)
        return rx.el.button(
            WEEKDAY_NAMES[day][:2],
            type="button",
            class_name=rx.cond(on, "on", ""),
            aria_pressed=on,
            aria_label=WEEKDAY_NAMES[day],
            on_click=s.toggle_wait_day(day),
        )

    return rx.el.div(
        rx.el.span("Weekdays", class_name="label"),
        rx.el.div(
            *[chip(day) for day in range(7)],
            class_name="seg days",
            role="group",
            aria_label="Weekdays",
        ),
        rx.el.span("None chosen: any day will do.", class_name="help"),
        class_name="field",
    )

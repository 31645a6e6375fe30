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

    def ask(name: str, label: str, box: rx.Component, problem: str) -> rx.Component:
        return forms.field(
            label, box, problem=rx.cond(s.problems[name], s.problems[name], s.problems[problem])
        )

    def day(name: str, value: Any, **props: Any) -> rx.Component:
        return forms.date_input(
            name, value=value, on_change=lambda typed: s.set_wait(name, typed), **props
        )

    def hour(name: str, value: Any) -> rx.Component:
        return forms.time_input(
            name, default_value=value, on_change=lambda typed: s.set_wait(name, typed)
        )

    part = forms.select(
        "wait_part",
        _CHOICES,
        value=s.wait_part,
        on_change=lambda chosen: s.set_wait("wait_part", chosen),
    )
    return rx.el.div(
        forms.columns(
            ask("wait_from", "From day", day("wait_from", s.wait_from), "first_day"),
            ask("wait_to", "To day", day("wait_to", s.wait_to, follows="wait_from"), "last_day"),
        ),
        _weekdays(s),
        forms.field("Time of day", part),
        rx.cond(
            s.wait_part == "own",
            forms.columns(
                ask("wait_after", "Not before", hour("wait_after", s.wait_after), "not_before"),
                ask("wait_until", "Over by", hour("wait_until", s.wait_until), "not_after"),
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

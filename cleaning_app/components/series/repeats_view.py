"""The control that says how often, and the next visits it means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.domain.recurrence import WEEKDAY_NAMES

_HOLIDAYS = [
    ("keep", "Come all the same"),
    ("skip", "Leave the visit out"),
    ("move", "Come on the next working day"),
]
_ENDS = [("never", "Never"), ("until", "On a day"), ("times", "After a number of visits")]


def repeats(s: Any, *, may_stop: bool = True) -> rx.Component:
    """How often, until when, what of holidays; below, the next visits. Without `may_stop` it always
    repeats: the form changes a series."""
    chosen = s.repeat.kind != ""
    often = forms.field(
        "How often",
        forms.select(
            "repeats",
            s.repeat_choices,
            value=s.repeat.kind,
            on_change=lambda value: s.set_repeat("kind", value),
        ),
        problem=s.problems["repeats"],
    )
    return rx.el.div(
        often if may_stop else rx.fragment(),
        rx.cond(s.repeat.kind == "custom", _custom(s)),
        rx.cond(chosen, _ends(s)),
        rx.cond(chosen, upcoming(s)),
        class_name="form",
    )


def upcoming(s: Any) -> rx.Component:
    """The rule in words and its next visits, those that clash in amber."""

    def line(row: Any) -> rx.Component:
        return rx.el.li(
            rx.el.span(row.day, class_name="strong"),
            rx.el.span(row.time, class_name="muted"),
            rx.el.span(row.note, class_name=row.tone),
        )

    words = rx.el.div(
        pieces.icon("repeat", 14), rx.el.span(s.repeat_words), class_name="row strong"
    )
    problem = rx.el.span(s.repeat_problem, class_name="warn-text", role="alert")
    return rx.el.div(
        rx.cond(s.repeat_words != "", words),
        rx.cond(s.repeat_problem != "", problem),
        rx.el.ol(rx.foreach(s.coming, line), class_name="coming num"),
        class_name="foreseen",
        role="status",
    )


def _custom(s: Any) -> rx.Component:
    unit = forms.select(
        "unit",
        [("weeks", "weeks"), ("months", "months")],
        value=s.repeat.unit,
        aria_label="Weeks or months",
        on_change=lambda value: s.set_repeat("unit", value),
    )
    every = _typed(s, "every", s.repeat.every, type="number", min="1", max="52", aria_label="Every")
    monthly = forms.field(
        "On",
        forms.select(
            "monthly",
            s.repeat_months,
            value=s.repeat.monthly,
            on_change=lambda value: s.set_repeat("monthly", value),
        ),
        problem=s.problems["month_day"],
    )
    return rx.fragment(
        rx.el.div(
            rx.el.span("Every", class_name="label", custom_attrs={"aria-hidden": "true"}),
            rx.el.div(every, unit, class_name="every"),
            class_name="field",
        ),
        rx.cond(s.repeat.unit == "weeks", _weekdays(s), monthly),
    )


def _weekdays(s: Any) -> rx.Component:
    def chip(day: int) -> rx.Component:
        on = s.repeat.days.contains(day)
        return rx.el.button(
            WEEKDAY_NAMES[day][:2],
            type="button",
            class_name=rx.cond(on, "on", ""),
            aria_pressed=on,
            aria_label=WEEKDAY_NAMES[day],
            on_click=s.toggle_repeat_day(day),
        )

    wrong = s.problems["weekdays"]
    return rx.el.div(
        rx.el.span("On", class_name="label"),
        rx.el.div(
            *[chip(day) for day in range(7)], class_name="seg days", role="group", aria_label="On"
        ),
        rx.cond(wrong, rx.el.span(wrong, class_name="problem", role="alert")),
        class_name="field",
    )


def _ends(s: Any) -> rx.Component:
    until = forms.field(
        "Last day",
        _typed(s, "until", s.repeat.until, forms.date_input),
        problem=s.problems["until"],
    )
    times = forms.field(
        "Visits",
        _typed(s, "times", s.repeat.times, type="number", min="1", max="520"),
        problem=s.problems["times"],
    )
    return forms.columns(
        forms.field("Ends", _choice(s, "ends", _ENDS, s.repeat.ends), problem=s.problems["ends"]),
        rx.match(s.repeat.ends, ("until", until), ("times", times), rx.el.span()),
        forms.field("On public holidays", _choice(s, "holidays", _HOLIDAYS, s.repeat.holidays)),
    )


def _choice(s: Any, name: str, options: list[tuple[str, str]], value: Any) -> rx.Component:
    return forms.select(
        name, options, value=value, on_change=lambda chosen: s.set_repeat(name, chosen)
    )


def _typed(
    s: Any, name: str, value: Any, box: Callable[..., rx.Component] = forms.text_input, **props: Any
) -> rx.Component:
    """A field whose first value the form holds; typing never fights the server's answer."""
    return box(
        f"repeat_{name}",
        default_value=value,
        key=f"{name}-" + s.repeat.kind + s.repeat.ends,
        **forms.as_typed(lambda typed: s.set_repeat(name, typed)),
        **props,
    )

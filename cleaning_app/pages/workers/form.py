"""The worker form: contact, team, skills, pay and weekly hours."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, reading
from cleaning_app.components.address import known_id
from cleaning_app.domain.working_hours import WEEKDAY_NAMES
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.services.workers import WorkerChanges


def changes_of(form: dict[str, Any]) -> WorkerChanges:
    """A submitted worker form as the service's changes.

    Raises:
        Invalid: the rate is not an amount, or a day has only one of its two times.
    """
    text = {name: str(form.get(name, "")).strip() for name in ("name", "phone", "email", "notes")}
    changes: dict[str, Any] = dict(text)
    changes["team_id"] = known_id(form["team_id"]) if form.get("team_id") else None
    changes["skill_ids"] = [
        known_id(name.removeprefix("skill-"))
        for name, on in form.items()
        if name.startswith("skill-") and on
    ]
    if rate := str(form.get("rate", "")).strip():
        changes["hourly_rate_cents"] = reading.cents(rate, "hourly_rate_cents")
    changes["weekly_hours"] = _hours(form)
    return WorkerChanges(**changes)


def _hours(form: dict[str, Any]) -> dict[str, list[str]]:
    hours: dict[str, list[str]] = {}
    for day, words in WEEKDAY_NAMES.items():
        opens, closes = (str(form.get(f"{day}-{edge}", "")).strip() for edge in ("from", "to"))
        if bool(opens) != bool(closes):
            problem = FieldError("weekly_hours", f"{words} needs both times, or none.")
            raise Invalid("Look at the hours.", errors=[problem])
        if opens:
            hours[day] = [opens, closes]
    return hours


def worker_fields(state: Any, *, new: bool) -> list[rx.Component]:
    """Fields of a worker; `state` has `form`, `teams`, `skills` and `problems`. What a worker is paid
    is asked of new ones; later it changes by the day, on their page."""
    f, wrong = state.form, state.problems
    skill = lambda s: rx.el.label(  # noqa: E731
        rx.el.input(type="checkbox", name="skill-" + s.id, default_checked=s.on),
        rx.el.span(s.name),
        class_name="check",
    )
    rate = forms.field("Hourly rate", forms.money_input("rate"), problem=wrong["hourly_rate_cents"])
    return [
        forms.field(
            "Name",
            forms.text_input("name", default_value=f.name, required=True, max_length=120),
            problem=wrong["name"],
        ),
        forms.columns(
            forms.field(
                "Phone",
                forms.text_input("phone", default_value=f.phone, type="tel"),
                problem=wrong["phone"],
                help="They sign in with it.",
            ),
            forms.field(
                "E-mail", forms.text_input("email", default_value=f.email), problem=wrong["email"]
            ),
            forms.field(
                "Team",
                forms.select("team_id", state.teams, default_value=f.team_id),
                problem=wrong["team_id"],
            ),
            *([rate] if new else []),
        ),
        rx.el.fieldset(
            rx.el.legend("Skills"),
            rx.el.div(rx.foreach(state.skills, skill), class_name="ticks"),
            class_name="group",
        ),
        rx.el.fieldset(
            rx.el.legend("Weekly hours"),
            *[_day(f, day, words) for day, words in WEEKDAY_NAMES.items()],
            rx.el.span("Nothing filled in: the company's hours.", class_name="faint"),
            rx.cond(
                wrong["weekly_hours"],
                rx.el.span(wrong["weekly_hours"], class_name="bad-text", role="alert"),
            ),
            class_name="group",
        ),
        forms.field("Notes", forms.textarea("notes", default_value=f.notes, max_length=2000)),
    ]


def _day(form: Any, day: str, words: str) -> rx.Component:
    hours = form.hours[day]
    return rx.el.div(
        rx.el.span(words),
        forms.time_input(f"{day}-from", default_value=hours[0], aria_label=f"{words} from"),
        rx.el.span("to", class_name="faint"),
        forms.time_input(f"{day}-to", default_value=hours[1], aria_label=f"{words} to"),
        class_name="day-hours",
    )

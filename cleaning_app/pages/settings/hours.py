"""Settings → Hours & holidays: when the company works, on which days it closes, how it pays."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.registry import page
from cleaning_app.domain.payroll import PERIOD_KINDS, RULES
from cleaning_app.domain.public_holidays import PROVINCES
from cleaning_app.domain.working_hours import WEEKDAY_NAMES
from cleaning_app.pages.settings.hours_state import HoursState as S
from cleaning_app.pages.settings.sections import sections


@page(
    "/settings/hours",
    title="Hours & holidays",
    permission="settings.manage",
    module="module.settings",
    parent="/settings",
    on_load=S.load,
)
def hours() -> rx.Component:
    return rx.fragment(
        sections("/settings/hours"),
        rx.el.div(
            pieces.page_head(
                "Hours & holidays",
                rx.cond(
                    S.ready,
                    rx.fragment(
                        pieces.button("Discard", on_click=S.discard),
                        pieces.button("Save", kind="primary", type="submit", form="hours"),
                    ),
                ),
                under="When you work, the days you close, and how you pay.",
            ),
            pieces.waiting(
                S.ready,
                rx.el.div(
                    rx.el.form(
                        _week(), _pay(), on_submit=S.save, id="hours", class_name="stack",
                        key=S.revision,
                    ),
                    rx.el.div(_holidays(), _own(), class_name="stack"),
                    class_name="two",
                ),
                12,
            ),
            class_name="page",
        ),
    )  # fmt: skip


def _week() -> rx.Component:
    wrong = S.problems["weekly_hours"]
    return pieces.card(
        "Business hours",
        rx.el.div(
            rx.el.div(
                *[_day(day, words) for day, words in WEEKDAY_NAMES.items()],
                class_name="stack tight",
            ),
            rx.el.span(
                "Leave a day empty when you don't work. Workers can have hours of their own.",
                class_name="faint",
            ),
            rx.cond(wrong, rx.el.span(wrong, class_name="bad-text", role="alert")),
            forms.field(
                "Buffer between two visits",
                forms.measure("buffer_minutes", "min", default_value=S.typed["buffer_minutes"]),
                problem=S.problems["buffer_minutes"],
                help="A booking with less free around it warns. The drive counts separately.",
            ),
            class_name="card-body form",
        ),
        action=pieces.link(
            "Notice is under Policies", href="/settings/policies", class_name="link"
        ),
    )


def _day(day: str, words: str) -> rx.Component:
    opens, closes = f"{day}-from", f"{day}-to"
    return rx.el.div(
        rx.el.span(words),
        forms.time_input(
            opens, default_value=S.typed[opens], aria_label=f"{words} from", placeholder="Closed"
        ),
        rx.el.span("to", class_name="faint"),
        forms.time_input(
            closes, default_value=S.typed[closes], aria_label=f"{words} to", placeholder="Closed"
        ),
        class_name="day-hours",
    )


def _pay() -> rx.Component:
    rules = [(key, rule.name) for key, rule in sorted(RULES.items(), key=lambda one: one[1].name)]
    return pieces.card(
        "Pay",
        rx.el.div(
            forms.columns(
                forms.field(
                    "How often you pay",
                    _choice("pay_period", list(PERIOD_KINDS.items())),
                    problem=S.problems["pay_period"],
                ),
                forms.field(
                    "Counted from",
                    forms.date_input(
                        "pay_anchor",
                        default_value=S.typed["pay_anchor"],
                        on_change=lambda day: S.set_typed("pay_anchor", day),
                    ),
                    problem=S.problems["pay_anchor"],
                    help=S.period_words,
                ),
            ),
            forms.field(
                "Overtime by the rules of",
                _choice("overtime_rule", rules),
                problem=S.problems["overtime_rule"],
                help=S.rule_words,
            ),
            class_name="card-body form",
        ),
    )


def _choice(name: str, options: list[tuple[str, str]]) -> rx.Component:
    return forms.select(
        name,
        options,
        default_value=S.typed[name],
        on_change=lambda value: S.set_typed(name, value),
    )


def _holidays() -> rx.Component:
    def line(h: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=h.closes,
                on_change=lambda on: S.set_closes(h.name, on),
            ),
            rx.el.span(h.name, class_name="grow"),
            rx.el.span(h.day, class_name="muted num"),
        )

    provinces = [(key, name) for key, name in PROVINCES.items()]
    return pieces.card(
        "Public holidays",
        rx.el.div(
            forms.field(
                "Province or territory",
                rx.el.select(
                    *[rx.el.option(words, value=value) for value, words in provinces],
                    value=S.typed["province"],
                    on_change=lambda value: S.set_typed("province", value),
                    class_name="input",
                ),
                problem=S.problems["province"],
                help="On ticked days you are closed, and bookings warn. The others are only shown.",
            ),
            class_name="card-body",
        ),
        rx.el.div(rx.foreach(S.holidays, line), class_name="lines tight top-line"),
    )


def _own() -> rx.Component:
    def line(d: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(d.name, class_name="grow"),
            rx.el.span(d.day, class_name="muted num"),
            pieces.icon_button("x", "Remove " + d.name, on_click=S.drop_own_day(d.key)),
        )

    wrong = S.problems["own_days"]
    add = rx.el.form(
        rx.el.div(
            forms.date_input("own_day", aria_label="Day", required=True),
            forms.text_input("own_name", aria_label="What it is", placeholder="Company party",
                             max_length=60),
            pieces.button("Add", type="submit"),
            class_name="own-day",
        ),
        rx.cond(wrong, rx.el.span(wrong, class_name="bad-text", role="alert")),
        id="own-day",
        on_submit=S.add_own_day,
        class_name="card-body",
    )  # fmt: skip
    return pieces.card(
        "Days of your own",
        rx.el.div(rx.foreach(S.own_days, line), class_name="lines tight"),
        add,
        note="Closed beside the public holidays",
    )

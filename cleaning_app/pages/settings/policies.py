"""Settings → Policies: the terms bookings are made under, with a worked example beside them."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.settings.policy_state import PolicyState as S
from cleaning_app.pages.settings.sections import sections


@page(
    "/settings/policies",
    title="Policies",
    permission="policies.manage",
    module="module.settings",
    parent="/settings",
    on_load=S.load,
)
def policies() -> rx.Component:
    return rx.fragment(
        sections("/settings/policies"),
        rx.el.div(
            pieces.page_head(
                "Policies",
                under="A booking keeps the terms it was made under. Changes here are for new bookings.",
            ),
            shown(S, rx.el.div(_form(), _example(), class_name="side"), 12),
            class_name="page",
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        _deposit(),
        _cancelling(),
        _moving(),
        _risk(),
        rx.el.div(
            pieces.button("Discard", on_click=S.discard),
            pieces.button("Save policies", kind="primary", type="submit"),
            class_name="row form-bar",
            style={"justifyContent": "flex-end"},
        ),
        on_submit=S.save,
        class_name="stack",
        key=S.revision,
    )


def _card(title: str, note: str, *body: rx.Component) -> rx.Component:
    return pieces.card(
        title,
        rx.el.div(rx.el.p(note, class_name="muted"), *body, class_name="card-body form"),
    )


def _term(name: str, label: str, unit: str, help: str | None = None) -> rx.Component:
    return forms.field(
        label,
        forms.measure(
            name,
            unit,
            default_value=S.typed[name],
            **forms.as_typed(lambda typed: S.set_term(name, typed)),
        ),
        problem=S.problems[name],
        help=help,
    )


def _flag(name: str, label: str) -> rx.Component:
    return forms.checkbox(
        name,
        label,
        default_checked=S.typed[name] == "on",
        on_change=lambda on: S.set_flag(name, on),
    )


def _measures(*terms: rx.Component) -> rx.Component:
    return rx.el.div(*terms, class_name="measures")


def _deposit() -> rx.Component:
    return _card(
        "Deposit",
        "Asked for when something speaks for it. The highest share that applies counts.",
        rx.el.div(
            _flag("deposit_enabled", "Ask for deposits"),
            _flag("deposit_always", "Ask every time, whatever the booking"),
            class_name="stack",
            style={"gap": "2px"},
        ),
        _measures(
            _term("deposit_percent", "Usually", "%"),
            _term("deposit_percent_heavy", "Heavy services", "%"),
            _term("deposit_percent_high_value", "Large bookings", "%"),
            _term("high_value_from_cents", "Large means from", "$"),
            _term("deposit_percent_under_48h", "Less than 48 h ahead", "%"),
            _term("deposit_percent_under_24h", "Less than 24 h ahead", "%"),
            _term("deposit_minimum_cents", "At least", "$"),
            _term("deposit_maximum_cents", "At most", "$"),
        ),
    )


def _cancelling() -> rx.Component:
    return _card(
        "Cancelling",
        "Free up to a time before the start, then part of what was paid comes back, then nothing.",
        _measures(
            _term("free_hours", "Free until", "h before"),
            _term("partial_hours", "Part back until", "h before"),
            _term("free_hours_heavy", "Heavy: free until", "h before"),
            _term("partial_hours_heavy", "Heavy: part back until", "h before"),
        ),
        _measures(
            _term("refund_percent", "Part that comes back", "%"),
            _term("refund_percent_first_time", "New clients", "%"),
            _term("refund_percent_high_value", "Large bookings", "%"),
            _term("refund_percent_short_notice", "Booked under 24 h ahead", "%"),
        ),
        _measures(_term("late_fee_cents", "Least fee after the free time", "$")),
    )


def _moving() -> rx.Component:
    return _card(
        "Moving a visit",
        "What a client may ask for. What the office moves for its own reasons costs nobody anything.",
        _flag("reschedule_allowed", "Clients may have visits moved"),
        _measures(
            _term("reschedule_notice_hours", "Free until", "h before"),
            _term("reschedule_fee_cents", "Fee after that", "$"),
            _term("reschedule_most", "Most moves", "times"),
            _term("lead_time_hours", "Notice for new visits", "h ahead"),
        ),
    )


def _risk() -> rx.Component:
    return _card(
        "Risk",
        "Points add up. Medium and high ask for a deposit; high waits for somebody to confirm by hand.",
        _measures(
            _term("risk_new_client_points", "New client", "points"),
            _term("risk_high_total_points", "Large booking", "points"),
            _term("risk_short_notice_points", "Under 24 h ahead", "points"),
            _term("risk_area_flagged_points", "Flagged area", "points"),
            _term("risk_cancel_history_points", "Cancelled before", "points"),
            _term("risk_cancel_repeated_points", "More than once, on top", "points"),
            _term("risk_medium_from", "Medium from", "points"),
            _term("risk_high_from", "High from", "points"),
        ),
        forms.field(
            "Flagged areas",
            forms.text_input(
                "flagged_areas",
                default_value=S.typed["flagged_areas"],
                placeholder="T5H, T6W 1",
                **forms.as_typed(lambda typed: S.set_term("flagged_areas", typed)),
            ),
            help="Beginnings of postal codes, with commas. None to begin with.",
            problem=S.problems["flagged_areas"],
        ),
    )


def _example() -> rx.Component:
    """One booking, worked out while the terms are typed."""
    return rx.el.div(
        pieces.card(
            "Worked example",
            rx.el.div(
                rx.el.div(
                    _asked("Service", _service()),
                    _asked("Price", _number("price", "$")),
                    _asked("Ahead", _number("days", "days")),
                    class_name="thirds",
                ),
                forms.checkbox(
                    "example_new_client",
                    "A new client",
                    default_checked=True,
                    on_change=lambda on: S.set_example("new_client", rx.cond(on, "on", "")),
                ),
                class_name="card-body form",
            ),
            rx.el.div(
                rx.el.p(S.title, ":", class_name="muted"),
                rx.el.p(
                    rx.el.span("Deposit ", class_name="faint"), S.deposit, class_name="answer num"
                ),
                rx.el.p(S.deposit_why, class_name="faint"),
                class_name="card-body worked",
                role="status",
            ),
            rx.el.div(
                pieces.facts(
                    ("Cancelling", rx.foreach(S.cancelling, lambda line: rx.el.div(line))),
                    ("Moving", S.moving),
                    ("Risk", pieces.badge(S.risk, S.risk_colour)),
                ),
                class_name="card-body worked",
            ),
        ),
        class_name="sticky",
    )


def _asked(label: str, control: rx.Component) -> rx.Component:
    return forms.field(label, control)


def _service() -> rx.Component:
    return forms.select(
        "example_service",
        S.services,
        default_value=S.example["service"],
        on_change=lambda key: S.set_example("service", key),
    )


def _number(name: str, unit: str) -> Any:
    return forms.measure(
        f"example_{name}",
        unit,
        default_value=S.example[name],
        **forms.as_typed(lambda typed: S.set_example(name, typed)),
    )

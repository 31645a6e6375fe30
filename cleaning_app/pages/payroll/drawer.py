"""What is behind a worker's figures: days, visits, amounts."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.pages.payroll.rows import ITEM_WORDS
from cleaning_app.pages.payroll.state import PayrollState as S


def drawer() -> rx.Component:
    """One worker's rows of the period."""
    body = rx.el.div(
        rx.el.div(
            rx.el.b(S.worker_sum, class_name="figure num"),
            rx.el.span(S.label, " · ", S.worker_rate, class_name="muted num"),
            class_name="two-lines",
        ),
        _days(),
        _items(),
        rx.cond(S.adjustments.length() > 0, _adjustments()),
        class_name="stack",
    )
    title = pieces.link(S.worker, href="/workers/" + S.worker_id)
    return overlay.drawer(S.open, S.close, title, body, label="Hours and pay")


def _days() -> rx.Component:
    def visit(v: Any) -> rx.Component:
        return rx.el.div(
            pieces.link(v.client, href="/bookings/" + v.id, class_name="name grow"),
            rx.el.span(v.times, class_name="muted num"),
            rx.el.span(v.took, class_name="num took"),
        )

    def day(d: Any) -> rx.Component:
        return rx.el.div(
            rx.el.div(
                rx.el.b(d.day, class_name="grow"),
                rx.cond(d.overtime != "", rx.el.span(d.overtime, class_name="warn-text num")),
                rx.el.span(d.hours, class_name="num took strong"),
                class_name="row",
            ),
            rx.foreach(d.visits, visit),
            class_name="pay-day",
        )

    none = rx.el.p("No clocked time in this period.", class_name="card-body muted")
    return pieces.card(
        "Hours",
        rx.cond(S.days.length() > 0, rx.el.div(rx.foreach(S.days, day)), none),
        note="Open a visit to put its times right",
    )


def _items() -> rx.Component:
    def line(i: Any) -> rx.Component:
        remove = pieces.icon_button("x", "Remove " + i.what, on_click=S.set_removed(i.id, True))
        return rx.el.div(
            rx.el.span(
                rx.el.span(i.what),
                rx.el.span(i.day, class_name="muted num"),
                class_name="two-lines grow",
            ),
            rx.el.span(i.amount, class_name="num"),
            rx.cond(S.may_manage & (S.approval == ""), remove),
        )

    may_add = S.may_manage & ~S.adding
    return pieces.card(
        "Beside the hours",
        rx.cond(
            S.items.length() > 0, rx.el.div(rx.foreach(S.items, line), class_name="lines tight")
        ),
        rx.cond(S.adding, _form()),
        rx.cond(
            (S.items.length() == 0) & ~S.adding,
            rx.el.p("Tips, money laid out, bonuses, deductions.", class_name="card-body muted"),
        ),
        action=rx.cond(may_add, pieces.button("Add amount", on_click=S.set_adding(True))),
    )


def _form() -> rx.Component:
    wrong = S.problems
    return rx.el.div(
        forms.form(
            forms.columns(
                forms.field(
                    "What", forms.select("kind", list(ITEM_WORDS.items())), problem=wrong["kind"]
                ),
                forms.field(
                    "Amount",
                    forms.money_input("amount", required=True),
                    problem=wrong["amount_cents"],
                ),
                forms.field(
                    "Day",
                    forms.date_input("day", default_value=S.item_day, required=True),
                    problem=wrong["occurred_on"],
                ),
                forms.field(
                    "Note",
                    forms.text_input("description", max_length=200),
                    problem=wrong["description"],
                ),
            ),
            on_submit=S.add_item,
            on_cancel=S.set_adding(False),
            submit="Add",
        ),
        class_name="card-body",
    )


def _adjustments() -> rx.Component:
    return pieces.card(
        "From earlier periods",
        rx.el.div(
            rx.foreach(S.adjustments, lambda one: rx.el.div(one, class_name="num")),
            class_name="lines tight",
        ),
        note="Corrected after they were approved",
    )

"""Finance → Reconciliation: what fits, what does not, and the next step for each."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.finance.reconciliation.state import (
    Card,
    Check,
    Line,
    ReconciliationState,
)
from cleaning_app.pages.finance.sections import sections

ROUTE = "/finance/reconciliation"


@page(
    ROUTE,
    title="Reconciliation",
    permission="finance.view",
    module="module.finance",
    parent="/finance",
    on_load=ReconciliationState.load,
)
def reconciliation() -> rx.Component:
    s = ReconciliationState
    csv = pieces.csv("/v1/admin/finance/reconciliation.csv")
    return rx.fragment(
        sections(ROUTE),
        rx.el.div(
            pieces.page_head(
                "Reconciliation",
                rx.cond(s.may_export & s.ready, csv),
                under="Payments against invoices, deposits and the bank",
            ),
            shown(s, _content(), 12),
            class_name="page stack",
        ),
    )


def _content() -> rx.Component:
    s = ReconciliationState
    return rx.el.div(
        _verdict(),
        rx.foreach(s.cards, _card),
        rx.cond(s.checks.length() > 0, _checks()),
        class_name="stack",
    )


def _verdict() -> rx.Component:
    s = ReconciliationState
    fits = rx.el.div(
        pieces.icon("circle-check", 18),
        rx.el.span(
            rx.el.b("Every invoice agrees with its payments, to the cent. "),
            rx.cond(
                s.open != "",
                rx.fragment(s.open, " below wait for somebody to decide."),
                "Nothing waits for a decision.",
            ),
        ),
        class_name="verdict good",
        role="status",
    )
    wrong = rx.el.div(
        pieces.icon("triangle-alert", 18),
        rx.el.span(rx.el.b(s.wrong, " that should not be. "), "Begin with the red ones."),
        class_name="verdict bad",
        role="status",
    )
    return rx.cond(s.wrong == "", fits, wrong)


def _card(card: rx.Var[Card]) -> rx.Component:
    s = ReconciliationState
    mend = rx.cond(
        card.mends & s.may_mend, pieces.button("Put right", kind="primary", on_click=s.put_right)
    )
    more = rx.cond(card.more != "", pieces.link(card.more, href=card.href, class_name="link"))
    return pieces.card(
        card.title,
        rx.el.p(
            card.words,
            " ",
            rx.cond(card.next != "", rx.el.b(card.next)),
            class_name="card-body muted",
        ),
        rx.el.div(
            rx.el.table(
                rx.el.tbody(rx.foreach(card.lines, _line)),
                class_name="list cards num loose",
                aria_label=card.title,
            ),
            class_name="table-scroll",
            tab_index=0,
            role="region",
            aria_label=card.title,
        ),
        rx.cond(card.more != "", rx.el.div(more, class_name="card-end")),
        note=pieces.badge(card.count, card.colour, plain=True),
        action=rx.fragment(
            mend, pieces.link(card.amount, href=card.href, class_name="opens strong num")
        ),
    )


def _line(line: rx.Var[Line]) -> rx.Component:
    name: Any = rx.cond(
        line.href != "",
        pieces.link(line.number, href=line.href, class_name="name"),
        rx.el.span(line.number, class_name="strong"),
    )
    return rx.el.tr(
        rx.el.td(name, class_name="at-lead"),
        rx.el.td(line.who, class_name="at-rest"),
        rx.el.td(line.what, class_name="muted at-rest grow"),
        rx.el.td(line.day, class_name="muted at-rest"),
        rx.el.td(line.amount, class_name="right at-figure"),
    )


def _checks() -> rx.Component:
    def line(one: rx.Var[Check]) -> rx.Component:
        return rx.el.div(pieces.icon("check", 15), rx.el.span(one.title))

    return pieces.card(
        "Looked at, and nothing found",
        rx.el.div(rx.foreach(ReconciliationState.checks, line), class_name="checks"),
    )

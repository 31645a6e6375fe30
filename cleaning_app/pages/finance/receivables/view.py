"""Finance → Receivables: the buckets of a day, and the clients behind them."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces, table
from cleaning_app.components.choices import choices
from cleaning_app.components.registry import page
from cleaning_app.pages.finance.receivables.state import (
    ROUTE,
    Bucket,
    Cell,
    ReceivablesState,
)
from cleaning_app.pages.finance.sections import sections


def _cell(cell: rx.Var[Cell], css: str = "") -> rx.Component:
    opened = pieces.link(cell.text, href=cell.href, class_name=f"opens {css}".strip())
    return rx.cond(cell.href != "", opened, rx.el.span("–", class_name="faint nothing"))


def _more(row: Any) -> rx.Component:
    s = ReceivablesState
    remind = rx.cond(
        s.may_remind & (row.late != ""),
        rx.el.button(
            pieces.icon("bell"), "Remind of ", row.late, type="button", on_click=s.remind(row.id)
        ),
    )
    return pieces.menu(
        rx.el.span(pieces.icon("ellipsis"), class_name="btn icon quiet"),
        remind,
        pieces.download(pieces.icon("file-text"), "Statement", href=row.statement),
        pieces.link(pieces.icon("user"), "Client", href="/clients/" + row.id),
        text="More for " + row.client,
    )


_COLUMNS = [
    table.Column(
        "Client",
        lambda r: pieces.link(r.client, href="/clients/" + r.id, class_name="name"),
        "client",
    ),
    table.Column("Pays in", lambda r: rx.el.span(r.usual, class_name=r.usual_css), css="num"),
    table.Column("Current", lambda r: _cell(r.current), "current_cents", right=True),
    table.Column("1–30 days", lambda r: _cell(r.days_1_30), "days_1_30_cents", right=True),
    table.Column("31–60 days", lambda r: _cell(r.days_31_60), "days_31_60_cents", right=True),
    table.Column("61–90 days", lambda r: _cell(r.days_61_90), "days_61_90_cents", right=True),
    table.Column("90+ days", lambda r: _cell(r.over_90, "bad-text"), "over_90_cents", right=True),
    table.Column("Total", lambda r: _cell(r.total, "strong"), "total_cents", right=True),
    table.Column("", _more, css="tight"),
]


@page(
    ROUTE,
    title="Receivables",
    permission="finance.view",
    module="module.finance",
    parent="/finance",
    on_load=ReceivablesState.load,
)
def receivables() -> rx.Component:
    s = ReceivablesState
    return rx.fragment(
        sections(ROUTE),
        rx.el.div(
            pieces.page_head(
                "Receivables",
                _other_day(),
                under=rx.cond(
                    s.is_today,
                    rx.el.span("What clients owe today, ", s.as_of_words),
                    rx.el.span("What clients owed at the end of ", s.as_of_words),
                ),
            ),
            choices(s.days, "Day", css="no-print"),
            rx.cond(s.ready & (s.trouble == ""), _strip()),
            table.data_table(
                s,
                _COLUMNS,
                label="Clients who owe",
                find="Find by client",
                nothing=pieces.empty(
                    "hand-coins",
                    "Nobody owed anything",
                    "Invoices that were sent and not paid stand here, by how long they are past due.",
                    pieces.link_button("Invoices", "/invoices"),
                ),
                csv="/v1/admin/finance/receivables.csv",
                views=False,
            ),
            class_name="page wide stack",
        ),
    )


def _other_day() -> rx.Component:
    s = ReceivablesState
    return rx.el.label(
        rx.el.span("At the end of", class_name="muted"),
        forms.date_input("as_of", key=s.as_of, default_value=s.as_of, on_change=s.show_day),
        class_name="row as-of no-print",
    )


def _strip() -> rx.Component:
    s = ReceivablesState
    bar = rx.el.div(
        rx.foreach(s.buckets, lambda one: rx.el.i(class_name=one.tone, style={"width": one.width})),
        class_name="age-bar",
        custom_attrs={"aria-hidden": "true"},
    )
    return rx.el.section(
        rx.el.div(
            pieces.kpi("Owed", s.owed, s.owed_under, href=s.owed_href),
            pieces.kpi("Past due", s.late, s.late_under, href=s.late_href),
            class_name="kpis",
        ),
        rx.el.div(bar, rx.el.div(rx.foreach(s.buckets, _bucket), class_name="ages")),
        class_name="card ageing",
        aria_label="By age",
    )


def _bucket(one: rx.Var[Bucket]) -> rx.Component:
    return pieces.link(
        rx.el.span(rx.el.i(class_name=one.tone), one.label, class_name="muted"),
        rx.el.b(one.amount, class_name="num"),
        rx.el.span(one.under, class_name="faint num"),
        href=one.href,
    )

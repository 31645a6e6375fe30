"""Finance → Cash flow: what came in and went out, week by week, and what is expected."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import chart, pieces, spans
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.finance.cash_flow import bank
from cleaning_app.pages.finance.cash_flow.rows import PartRow, Share, Tile
from cleaning_app.pages.finance.cash_flow.state import CashFlowState
from cleaning_app.pages.finance.sections import sections

ROUTE = "/finance/cash-flow"


@page(
    ROUTE,
    title="Cash flow",
    permission="finance.view",
    module="module.finance",
    parent="/finance",
    on_load=CashFlowState.load,
)
def cash_flow() -> rx.Component:
    s = CashFlowState
    csv = pieces.csv("/v1/admin/finance/cash-flow.csv?" + s.csv_query)
    return rx.fragment(
        sections(ROUTE),
        rx.el.div(
            pieces.page_head(
                "Cash flow",
                rx.cond(s.may_export & s.ready, csv),
                under=rx.el.span(
                    s.days,
                    rx.cond(s.until != "", " · expected until " + s.until, ""),
                    class_name="num",
                ),
            ),
            spans.picker(s, compare=False),
            shown(s, rx.cond(s.has_entries, _content(), _nothing()), 14),
            bank.dialog(s),
            class_name="page wide stack",
        ),
    )


def _nothing() -> rx.Component:
    return pieces.empty(
        "arrow-left-right",
        "No money moved in these days",
        "Choose other days, record a payment, or import your books.",
        pieces.link_button("Import", "/imports"),
    )


def _content() -> rx.Component:
    s = CashFlowState
    return rx.el.div(
        rx.el.section(rx.foreach(s.tiles, _tile), class_name="card kpis", aria_label="Key figures"),
        bank.sentence(s),
        _chart(),
        rx.el.div(
            rx.el.div(_table(), _how(), class_name="stack"),
            rx.el.div(
                rx.cond(
                    s.until != "",
                    rx.fragment(
                        _shares("Expected in", s.coming_in, note="until " + s.until),
                        _shares("Expected out", s.coming_out, note="until " + s.until),
                    ),
                ),
                _shares("Came in", s.came, note=s.days),
                _shares("Went out", s.went, note=s.days),
                class_name="stack",
            ),
            class_name="side",
        ),
        class_name="stack",
    )


def _tile(one: rx.Var[Tile]) -> rx.Component:
    return pieces.kpi(one.label, one.figure, one.under, href=one.href)


def _chart() -> rx.Component:
    s = CashFlowState
    legend = rx.fragment(
        rx.el.span(rx.el.i(), "in", class_name="legend"),
        rx.el.span(rx.el.i(), "out", class_name="legend second"),
        rx.el.span(
            rx.el.i(),
            rx.cond(s.counts_from != "", "in the bank", "net"),
            class_name="legend violet",
        ),
        rx.cond(s.until != "", rx.el.span(rx.el.i(), "expected", class_name="legend pale")),
    )
    drawn = chart.chart(s.light, s.dark, label="Money in, money out and what is left of it")
    return pieces.card("In and out", drawn, note=legend)


def _table() -> rx.Component:
    s = CashFlowState
    heads = ("In", "Out", "Net", rx.cond(s.counts_from != "", "In the bank", "Running"))
    listed = rx.el.table(
        rx.el.thead(
            rx.el.tr(
                rx.el.th("From", scope="col"),
                *[rx.el.th(head, scope="col", class_name="right") for head in heads],
            )
        ),
        rx.el.tbody(rx.foreach(s.parts, _line)),
        class_name="list num statement",
        aria_label="Cash flow",
    )
    scrolled = rx.el.div(
        listed, class_name="table-scroll", tab_index=0, role="region", aria_label="Table"
    )
    return pieces.card(s.grain, scrolled, bank.counting(s), note="in whole dollars")


def _line(row: rx.Var[PartRow]) -> rx.Component:
    name = rx.el.th(
        row.label,
        rx.cond(row.css == "ahead", rx.el.span("expected", class_name="badge plain grey")),
        scope="row",
        title=row.days,
    )
    return rx.el.tr(
        name,
        _figure(row.money_in, row.in_href),
        _figure(row.money_out, row.out_href),
        _figure(row.net, row.net_href),
        rx.el.td(rx.el.span(row.running, class_name=row.running_css), class_name="right"),
        class_name=row.css,
    )


def _figure(words: Any, href: Any) -> rx.Component:
    return rx.el.td(
        rx.cond(href != "", pieces.link(words, href=href), rx.el.span("–", class_name="faint")),
        class_name="right",
    )


def _shares(title: str, rows: Any, *, note: Any) -> rx.Component:
    def line(share: rx.Var[Share]) -> rx.Component:
        bar = rx.el.i(style={"width": share.width + "%"})
        return pieces.link(
            rx.el.div(
                rx.el.div(
                    share.label, rx.el.span(share.amount, class_name="push"), class_name="row"
                ),
                rx.el.div(bar, class_name="progress", custom_attrs={"aria-hidden": "true"}),
                class_name="grow stack",
                style={"gap": "6px"},
            ),
            href=share.href,
        )

    return pieces.card(
        title,
        rx.cond(
            rows.length() > 0,
            rx.el.div(rx.foreach(rows, line), class_name="lines num"),
            rx.el.div("Nothing.", class_name="card-body faint"),
        ),
        note=note,
    )


def _how() -> rx.Component:
    s = CashFlowState
    words = rx.el.ul(
        rx.foreach(s.how, lambda words: rx.el.li(words)), class_name="card-body plain-list muted"
    )
    return rx.cond(s.how.length() > 0, pieces.card("How this is expected", words))

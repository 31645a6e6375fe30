"""Finance → Profit & loss: what was earned and spent, month by month, on either basis."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import chart, pieces, spans
from cleaning_app.components.choices import choices
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.finance import monthly
from cleaning_app.pages.finance.profit_loss.rows import Cell, Row, Tile
from cleaning_app.pages.finance.profit_loss.state import ProfitLossState
from cleaning_app.pages.finance.sections import sections

ROUTE = "/finance/profit-loss"


@page(
    ROUTE,
    title="Profit & loss",
    permission="finance.view",
    module="module.finance",
    parent="/finance",
    on_load=ProfitLossState.load,
)
def profit_loss() -> rx.Component:
    s = ProfitLossState
    csv = pieces.csv("/v1/admin/finance/profit-loss.csv?" + s.csv_query)
    return rx.fragment(
        sections(ROUTE),
        rx.el.div(
            pieces.page_head(
                "Profit & loss",
                choices(s.bases, "Basis"),
                monthly.link(s.report_on),
                rx.cond(s.may_export & s.ready, csv),
                under=rx.el.span(s.days, class_name="num"),
            ),
            spans.picker(s),
            shown(s, rx.cond(s.has_entries, _content(), _nothing()), 14),
            class_name="page wide stack",
        ),
    )


def _nothing() -> rx.Component:
    return pieces.empty(
        "chart-column",
        "Nothing earned or spent in these days",
        "Choose other days, or import your books.",
        pieces.link_button("Import", "/imports"),
    )


def _content() -> rx.Component:
    s = ProfitLossState
    return rx.el.div(
        rx.el.section(rx.foreach(s.tiles, _tile), class_name="card kpis", aria_label="Key figures"),
        _chart(),
        _table(),
        class_name="stack",
    )


def _tile(one: rx.Var[Tile]) -> rx.Component:
    return pieces.kpi(one.label, one.figure, one.under, href=one.href)


def _chart() -> rx.Component:
    s = ProfitLossState
    legend = rx.fragment(
        rx.el.span(rx.el.i(), "revenue", class_name="legend"),
        rx.el.span(rx.el.i(), "labour and expenses", class_name="legend second"),
        rx.el.span(rx.el.i(), "net profit", class_name="legend violet"),
    )
    drawn = chart.chart(
        s.light, s.dark, label="Revenue, labour with expenses, and net profit by month"
    )
    return pieces.card("By month", drawn, note=legend)


def _table() -> rx.Component:
    s = ProfitLossState
    head = rx.el.tr(
        rx.el.th("", scope="col"),
        rx.foreach(s.heads, lambda head: rx.el.th(head, scope="col", class_name="right part")),
        rx.el.th("Total", scope="col", class_name="right"),
        rx.cond(
            s.has_before,
            rx.fragment(
                rx.el.th("Before", scope="col", class_name="right", title=s.before_days),
                rx.el.th("Change", scope="col", class_name="right"),
            ),
        ),
    )
    listed = rx.el.table(
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(s.table, _line)),
        class_name="list num statement",
        aria_label="Profit and loss",
    )
    return pieces.card(
        "Statement",
        rx.el.div(
            listed, class_name="table-scroll", tab_index=0, role="region", aria_label="Table"
        ),
        rx.el.p(
            "Without GST and PST. Labour is minutes on the clock at each worker's hourly rate of that "
            "day; a finished visit nobody clocked counts as long as it was booked. Overtime, tips and "
            "employer's contributions are not in it. Every figure opens its rows.",
            class_name="card-body faint",
        ),
        note="in whole dollars",
    )


def _line(row: rx.Var[Row]) -> rx.Component:
    s = ProfitLossState
    compared = rx.fragment(
        _cell(row.before, "right muted"),
        rx.el.td(rx.el.span(row.change, class_name=row.change_css), class_name="right"),
    )
    figures = rx.fragment(
        rx.foreach(row.cells, lambda cell: _cell(cell, "right part")),
        _cell(row.total, "right total"),
        rx.cond(s.has_before, compared),
    )
    heading = rx.el.tr(rx.el.th(row.name, scope="rowgroup", col_span=20), class_name="heading")
    return rx.cond(
        row.css == "heading",
        heading,
        rx.el.tr(rx.el.th(row.name, scope="row"), figures, class_name=row.css),
    )


def _cell(cell: rx.Var[Cell], css: str) -> rx.Component:
    figure = pieces.link(cell.text, href=cell.href, title=cell.exact)
    return rx.el.td(
        rx.cond(cell.href != "", figure, rx.el.span(cell.text, class_name="faint")), class_name=css
    )

"""Finance → GST: what is owed for a period, on both bases, down to every payment."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import chart, forms, overlay, pieces, table
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.finance import gst_filing, gst_instalments
from cleaning_app.pages.finance.gst_state import GstState
from cleaning_app.pages.finance.sections import sections

_BASES = (("accrual", "Accrual"), ("cash", "Cash"))


@page(
    "/finance/gst",
    title="GST",
    icon="landmark",
    permission="finance.view",
    module="module.finance",
    parent="/finance",
    on_load=GstState.load,
)
def gst_page() -> rx.Component:
    return rx.fragment(
        sections("/finance/gst"),
        rx.el.div(
            _head(),
            shown(GstState, _content(), 14),
            _dates(),
            gst_filing.mark(GstState),
            gst_filing.withdraw(GstState),
            gst_instalments.form(GstState),
            class_name="page wide",
        ),
    )


def _content() -> rx.Component:
    return rx.el.div(
        rx.el.div(_equation(), _by_month(), _behind(), class_name="stack"),
        rx.el.div(
            gst_filing.filed(GstState),
            _worksheet(),
            _why(),
            _calendar(),
            gst_instalments.card(GstState),
            class_name="stack",
        ),
        class_name="side",
    )


def _head() -> rx.Component:
    s = GstState
    span = "?from=" + s.first + "&to=" + s.last + "&basis=" + s.basis
    bases = pieces.segmented(_BASES, s.basis, lambda key: s.show(s.period, key), "Basis")
    return rx.el.div(
        pieces.icon_button("chevron-left", "Period before", on_click=s.show(s.before, s.basis)),
        rx.el.h1(rx.cond(s.label != "", s.label, "GST"), class_name="num"),
        pieces.icon_button("chevron-right", "Period after", on_click=s.show(s.after, s.basis)),
        rx.cond(s.status != "", pieces.badge(s.status, s.status_colour)),
        bases,
        pieces.button("Other dates…", icon_name="calendar-range", on_click=s.choose(True)),
        rx.el.div(
            rx.cond(
                s.ready,
                pieces.download(
                    pieces.icon("download"),
                    "Download export",
                    href="/v1/admin/finance/taxes/export" + span,
                    class_name=rx.cond(s.may_file, "btn", "btn primary"),
                ),
            ),
            rx.cond(
                s.may_file,
                pieces.button("Mark as filed…", kind="primary", on_click=s.start_filing(True)),
            ),
            class_name="actions",
        ),
        class_name="page-head",
        style={"alignItems": "center"},
    )


def _dates() -> rx.Component:
    s, wrong = GstState, GstState.problems
    return overlay.dialog(
        s.choosing,
        s.choose(False),
        "Other dates",
        forms.form(
            forms.columns(
                forms.field(
                    "From", forms.date_input("from", default_value=s.first), problem=wrong["from"]
                ),
                forms.field(
                    "To", forms.date_input("to", default_value=s.last), problem=wrong["to"]
                ),
            ),
            rx.el.p("Both days count. At most five years.", class_name="faint"),
            on_submit=s.show_dates,
            on_cancel=s.choose(False),
            submit="Show",
        ),
        label="Other dates",
    )


def _equation() -> rx.Component:
    f, s = GstState.figures, GstState
    expenses = "/finance/expenses?from=" + s.first + "&to=" + s.last
    return rx.el.section(
        pieces.kpi("GST collected", f.collected, f.collected_rows, href=s.on_sales),
        pieces.kpi(
            "Input tax credits",
            f.credits,
            pieces.link(f.credits_rows, href=expenses, class_name="link"),
        ),
        pieces.kpi("Instalments paid", f.prepaid, f.prepaid_rows),
        rx.el.div(
            rx.el.span(f.balance_name, class_name="muted"),
            rx.el.span(f.balance, class_name="figure num"),
            rx.el.span(f.due, class_name="under muted"),
            class_name="kpi tinted",
        ),
        class_name="card kpis",
        aria_label="The return in one line",
    )


def _by_month() -> rx.Component:
    columns = [
        table.Column("Month", lambda r: r.month),
        table.Column("Collected", lambda r: r.collected, right=True),
        table.Column("Credits", lambda r: r.credits, right=True),
    ]
    legend = rx.fragment(
        rx.el.span(rx.el.i(), "collected", class_name="legend"),
        rx.el.span(rx.el.i(), "credits", class_name="legend second"),
    )
    return chart.chart_frame(
        "By month",
        GstState,
        chart.chart(GstState.light, GstState.dark, label="GST collected and credits by month"),
        table.plain_table(columns, GstState.months, label="GST by month"),
        legend=legend,
    )


def _behind() -> rx.Component:
    columns = [
        table.Column(
            "Invoice",
            lambda r: pieces.link(r.number, href="/invoices/" + r.invoice_id, class_name="name"),
        ),
        table.Column("When", lambda r: r.when, css="muted"),
        table.Column("Client", lambda r: r.client),
        table.Column("How", lambda r: r.how, css="muted"),
        table.Column("Amount", lambda r: r.amount, right=True),
        table.Column("GST inside", lambda r: r.tax, right=True),
    ]
    return rx.el.div(
        table.data_table(
            GstState,
            columns,
            label="Rows behind the figure",
            find="Find by invoice or client",
            nothing=pieces.empty(
                "landmark",
                "Nothing in this period",
                "Look at the period before, or import your books.",
            ),
        ),
        id="behind",
    )


def _lines(title: Any, rows: Any, *, numbered: bool, note: str = "") -> rx.Component:
    def line(row: Any) -> rx.Component:
        amount = pieces.link(row.amount, href=row.href, title="Open its rows")
        cells = [rx.el.td(row.label), rx.el.td(amount, class_name="right")]
        if numbered:
            cells.insert(0, rx.el.td(row.key, class_name="faint"))
        return rx.el.tr(*cells)

    return pieces.card(
        title,
        rx.el.table(rx.el.tbody(rx.foreach(rows, line)), class_name="list num sums"),
        note=note,
    )


def _worksheet() -> rx.Component:
    return _lines("Return worksheet", GstState.worksheet, numbered=True, note="GST34")


def _why() -> rx.Component:
    return rx.el.div(
        _lines(GstState.why_title, GstState.why, numbered=False, note="accrual to cash"),
        rx.cond(
            GstState.quick != "",
            rx.el.p(GstState.quick, class_name="faint", style={"padding": "8px 2px 0"}),
        ),
    )


def _calendar() -> rx.Component:
    def line(row: Any) -> rx.Component:
        return pieces.link(
            rx.el.span(row.label, class_name="strong"),
            rx.el.span(row.months, class_name="faint"),
            rx.el.span(pieces.badge(row.due, row.colour), class_name="push"),
            href="/finance/gst?period=" + row.key + "&basis=" + GstState.basis,
            custom_attrs={
                "aria-current": rx.cond(row.key == GstState.period, "true", rx.Var("undefined"))
            },
        )

    return pieces.card(
        "Calendar",
        rx.el.div(rx.foreach(GstState.returns, line), class_name="lines"),
        note="returns of this year and late ones",
    )

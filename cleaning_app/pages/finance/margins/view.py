"""Finance → Margins: the whole of a span, and what it is made of, the leanest first."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces, spans, table
from cleaning_app.components.choices import choices
from cleaning_app.components.registry import page
from cleaning_app.pages.finance.margins.state import MarginsState
from cleaning_app.pages.finance.sections import sections

ROUTE = "/finance/margins"


def _name(r: Any) -> rx.Component:
    about = rx.cond(r.about != "", rx.el.span(r.about, class_name="faint"))
    return rx.el.div(
        pieces.link(r.name, href=r.href, class_name="name"), about, class_name="stacked"
    )


def _figure(text: Any, href: Any, under: Any = "") -> rx.Component:
    """An amount that opens its jobs, with what has to be known about it."""
    parts: list[Any] = [pieces.link(text, href=href, class_name="opens")]
    if not isinstance(under, str):
        parts.append(rx.cond(under != "", rx.el.span(under, class_name="faint")))
    return rx.el.div(*parts, class_name="stacked")


def _hours(r: Any) -> rx.Component:
    planned = rx.cond(r.planned != "", rx.el.span(r.planned, class_name="faint"))
    return rx.el.div(rx.el.span(r.hours), planned, class_name="stacked")


def _share(r: Any) -> rx.Component:
    bar = rx.el.i(style={"width": r.width})
    return rx.el.div(
        rx.el.span(r.percent, class_name="num " + r.tone),
        rx.el.div(bar, class_name="progress " + r.tone, custom_attrs={"aria-hidden": "true"}),
        class_name="share",
    )


_COLUMNS = [
    table.Column("What", _name, "name"),
    table.Column("Hours", _hours, "minutes", right=True),
    table.Column(
        "Revenue", lambda r: _figure(r.revenue, r.revenue_href, r.unbilled), "revenue_cents", True
    ),
    table.Column("Labour", lambda r: _figure(r.labour, r.labour_href), "labour_cents", True),
    table.Column(
        "Margin",
        lambda r: _figure(r.margin, r.margin_href),
        "margin_cents",
        True,
        "strong",
        "figure",
    ),
    table.Column("Of revenue", _share, "percent", right=True),
]


@page(
    ROUTE,
    title="Margins",
    permission="finance.view",
    module="module.finance",
    parent="/finance",
    on_load=MarginsState.load,
)
def margins() -> rx.Component:
    s = MarginsState
    csv = pieces.csv(s.csv_address)
    return rx.fragment(
        sections(ROUTE),
        rx.el.div(
            pieces.page_head(
                "Margins",
                choices(MarginsState.views, "By"),
                rx.cond(s.may_export & s.ready, csv),
                under=rx.el.span(
                    "Finished jobs, ",
                    s.days,
                    rx.cond(s.sort == "percent", ", the leanest first", ""),
                    class_name="num",
                ),
            ),
            spans.picker(s, compare=False),
            rx.cond(s.ready & (s.trouble == ""), _strip()),
            table.data_table(
                s,
                _COLUMNS,
                label="Margins",
                find="Find",
                nothing=pieces.empty(
                    "scale",
                    "No finished jobs in these days",
                    "What a job leaves once its labour is paid shows here as soon as it is finished.",
                    pieces.link_button("Schedule", "/schedule"),
                ),
                views=False,
            ),
            _words(),
            class_name="page wide stack",
        ),
    )


def _strip() -> rx.Component:
    f = MarginsState.figures
    return pieces.kpi_strip(
        pieces.kpi("Revenue", f.revenue, f.revenue_under, href=f.revenue_href),
        pieces.kpi("Labour", f.labour, f.labour_under, href=f.labour_href),
        pieces.kpi("Margin", f.margin, f.margin_under, href=f.margin_href),
        pieces.kpi("Margin per hour worked", f.per_hour),
    )


def _words() -> rx.Component:
    f = MarginsState.figures
    elsewhere = rx.cond(
        f.elsewhere != "",
        rx.fragment(
            " Not in here: ",
            pieces.link(f.elsewhere, href=f.elsewhere_href, class_name="link in-text"),
            " of sales that name no job.",
        ),
    )
    return rx.el.p(
        "Revenue is before tax: what the job's invoice asks for less credits, or the booked price while "
        "there is no invoice; a crew shares it by the minutes each worked. Labour is time on the clock at "
        "the worker's rate of that day, and the planned time where nobody clocked; overtime, tips and "
        "employer's contributions are in Payroll.",
        elsewhere,
        class_name="faint",
    )

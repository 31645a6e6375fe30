"""Finance → Overview: how the company does, in one minute; every figure leads to what is behind it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.finance import monthly
from cleaning_app.pages.finance.overview.state import Bars, Budget, OverviewState, Tile, Wait
from cleaning_app.pages.finance.sections import sections

ROUTE = "/finance"


@page(
    ROUTE,
    title="Overview",
    section="Finance",
    icon="landmark",
    group="Money",
    permission="finance.view",
    module="module.finance",
    key="f",
    position=20,
    on_load=OverviewState.load,
)
def overview() -> rx.Component:
    s = OverviewState
    return rx.fragment(
        sections(ROUTE),
        rx.el.div(
            pieces.page_head(
                "Overview",
                monthly.link(s.report_on),
                under=rx.el.span(s.words, class_name="num"),
            ),
            shown(s, _content(), 12),
            class_name="page wide",
        ),
    )


def _content() -> rx.Component:
    s = OverviewState
    return rx.el.div(
        rx.el.section(
            rx.foreach(s.tiles, _tile), class_name="card kpis six", aria_label="Key figures"
        ),
        rx.el.div(
            rx.el.div(
                _chart(
                    "Revenue and net profit", s.months, ("revenue", "net profit"), "violet",
                    "/finance/profit-loss",
                ),
                _chart(
                    "Money in and out", s.cash, ("in", "out"), "second", "/finance/cash-flow",
                    rx.cond(s.in_bank != "", s.in_bank + " in the bank", "Open"),
                ),
                class_name="stack",
            ),
            rx.el.div(_waits(), _budgets(), class_name="stack"),
            class_name="side",
        ),
        class_name="stack",
    )  # fmt: skip


def _tile(one: rx.Var[Tile]) -> rx.Component:
    under = rx.fragment(
        rx.el.span(one.under, class_name=one.css),
        rx.cond(one.second != "", rx.el.span(one.second, class_name="line")),
    )
    return pieces.kpi(one.label, one.figure, under, href=one.href)


def _chart(
    title: str, months: Any, names: tuple[str, str], second: str, href: str, opens: Any = "Open"
) -> rx.Component:
    legend = rx.fragment(
        rx.el.span(rx.el.i(), names[0], class_name="legend"),
        rx.el.span(rx.el.i(), names[1], class_name="legend " + second),
    )

    def month(one: rx.Var[Bars]) -> rx.Component:
        bars = rx.el.span(
            rx.el.i(style={"height": one.first + "%"}),
            rx.el.i(
                style={"height": one.second + "%"}, class_name=second + " " + one.second_css.to(str)
            ),
            class_name="pair",
            custom_attrs={"aria-hidden": "true"},
        )
        says = one.days.to(str) + ": " + one.first_says.to(str) + ", " + one.second_says.to(str)
        return rx.el.li(
            pieces.link(
                bars,
                rx.el.span(one.month, class_name="faint"),
                href=one.href,
                aria_label=says,
                title=says,
                class_name=rx.cond(one.on, "on", ""),
            )
        )

    return pieces.card(
        title,
        rx.el.ol(rx.foreach(months, month), class_name="month-bars num"),
        note=legend,
        action=pieces.link(opens, href=href, class_name="link num"),
    )


def _waits() -> rx.Component:
    def line(one: rx.Var[Wait]) -> rx.Component:
        return rx.el.div(
            rx.el.span(class_name="dot " + one.colour.to(str)),
            rx.el.div(
                rx.el.div(one.title, class_name="strong"),
                rx.el.div(one.words, class_name="faint"),
                class_name="grow",
            ),
            pieces.link_button(one.label, one.href),
        )

    s = OverviewState
    return pieces.card(
        "Worth a look",
        rx.cond(
            s.waits.length() > 0,
            rx.el.div(rx.foreach(s.waits, line), class_name="lines waits num"),
            rx.el.div("Nothing waits for you.", class_name="card-body faint"),
        ),
    )


def _budgets() -> rx.Component:
    def line(one: rx.Var[Budget]) -> rx.Component:
        bar = rx.el.i(style={"width": one.width + "%"})
        return pieces.link(
            rx.el.div(
                rx.el.div(
                    one.category, rx.el.span(one.words, class_name="push muted"), class_name="row"
                ),
                rx.el.div(
                    bar,
                    class_name="progress " + one.css.to(str),
                    custom_attrs={"aria-hidden": "true"},
                ),
                class_name="grow stack",
                style={"gap": "6px"},
            ),
            href=one.href,
        )

    s = OverviewState
    none = rx.el.div(
        "No budgets yet. ",
        pieces.link("Set the first", href="/finance/expenses/budgets", class_name="link"),
        class_name="card-body faint",
    )
    return pieces.card(
        "Expenses against budgets",
        rx.cond(
            s.budgets.length() > 0,
            rx.el.div(rx.foreach(s.budgets, line), class_name="lines num"),
            none,
        ),
        action=pieces.link("Budgets", href="/finance/expenses/budgets", class_name="link"),
    )

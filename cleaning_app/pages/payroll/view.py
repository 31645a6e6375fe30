"""The payroll page: figures, people, and what has no clocked time."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import loading, pieces, table
from cleaning_app.components.live import live_feed
from cleaning_app.components.registry import page
from cleaning_app.pages.payroll.drawer import drawer
from cleaning_app.pages.payroll.state import PayrollState as S


@page(
    "/payroll",
    title="Payroll",
    icon="banknote",
    group="Money",
    permission="finance.view",
    module="module.finance",
    key="p",
    position=35,
    on_load=S.load,
)
def payroll() -> rx.Component:
    return rx.el.div(
        pieces.page_head("Payroll", _actions(), under=rx.cond(S.ready, S.rule, "")),
        loading.shown(
            S,
            rx.el.div(
                _period(), _figures(), _people(),
                rx.cond(
                    (S.unclocked.length() > 0) | (S.running.length() > 0),
                    rx.fragment(_running(), _unclocked()),
                ),
                class_name="stack",
            ),
            12,
        ),
        drawer(),
        live_feed(topics=["payroll", "bookings"], on_notice=S.hear),
        class_name="page",
    )  # fmt: skip


def _actions() -> rx.Component:
    reopen = pieces.button("Reopen", on_click=S.reopen(S.approval))
    approve = pieces.button(
        "Approve period",
        kind="primary",
        icon_name="lock",
        on_click=S.approve,
        disabled=~S.is_over,
        title=rx.cond(S.is_over, "Keep these figures", "The period isn't over yet"),
    )
    return rx.fragment(
        pieces.csv("/v1/admin/finance/payroll.csv?period=" + S.first),
        rx.cond(
            S.ready & S.may_manage,
            rx.cond(S.approval != "", reopen, approve),
        ),
    )


def _period() -> rx.Component:
    choices = rx.foreach(S.periods, lambda o: rx.el.option(o.label, value=o.value))
    return rx.el.div(
        _arrow("chevron-left", "Period before", S.before),
        rx.el.select(
            choices,
            value=S.first,
            on_change=S.choose,
            class_name="input small",
            aria_label="Pay period",
        ),
        _arrow("chevron-right", "Period after", S.after),
        rx.cond(
            S.approval != "",
            pieces.badge(S.approved, "green"),
            rx.cond(S.is_over, pieces.badge("Ready to approve", "amber"), pieces.badge("Open", "blue")),
        ),
        class_name="row num",
    )  # fmt: skip


def _arrow(icon: str, label: str, href: Any) -> rx.Component:
    link = pieces.link(
        pieces.icon(icon, 16),
        href=href,
        class_name="btn icon quiet",
        aria_label=label,
        title=label,
    )
    return rx.cond(href != "", link)


def _figures() -> rx.Component:
    return pieces.kpi_strip(
        pieces.kpi("To pay", S.sums.total, "wages, tips and the rest"),
        pieces.kpi("Hours", S.sums.hours, S.sums.overtime),
        pieces.kpi("People", S.sums.people, "with time or amounts"),
        pieces.kpi("Not clocked", S.sums.unclocked, S.sums.unclocked_planned),
    )


def _people() -> rx.Component:
    name = lambda r: rx.el.button(  # noqa: E731
        r.worker, class_name="link", type="button", on_click=S.open_worker(r.id)
    )
    columns = [
        table.Column("Worker", name),
        table.Column("Regular", lambda r: r.regular, right=True),
        table.Column("Overtime", lambda r: r.overtime, right=True, css="warn-text"),
        table.Column("Rate", lambda r: r.rate, right=True, css="muted"),
        table.Column("Wages", lambda r: r.wages, right=True),
        table.Column("Tips", lambda r: r.tips, right=True),
        table.Column("Laid out", lambda r: r.reimbursed, right=True),
        table.Column("Other", lambda r: r.other, right=True),
        table.Column("Earlier", lambda r: r.adjusted, right=True),
        table.Column("Total", lambda r: rx.el.b(r.total), right=True),
    ]
    nothing = pieces.empty(
        "banknote",
        "No hours in this period yet",
        "They come from the clocks on the workers' phones, as soon as somebody starts a job.",
    )
    return pieces.card(
        "People",
        rx.cond(
            S.lines.length() > 0,
            table.plain_table(columns, S.lines, label="Pay by worker"),
            nothing,
        ),
        note=S.label,
    )


def _unclocked() -> rx.Component:
    def line(u: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(
                pieces.link(u.client, href="/bookings/" + u.id, class_name="name"),
                rx.el.span(u.worker, " · ", u.when, class_name="muted num"),
                class_name="two-lines grow",
            ),
            rx.el.span(u.planned, class_name="faint num"),
            pieces.link("Enter times", href="/bookings/" + u.id, class_name="link"),
        )

    return rx.cond(
        S.unclocked.length() > 0,
        pieces.card(
            "Visits without clocked time",
            rx.el.div(rx.foreach(S.unclocked, line), class_name="lines tight"),
            note=S.unclocked_note,
        ),
    )


def _running() -> rx.Component:
    def line(u: Any) -> rx.Component:
        return rx.el.div(
            pieces.link(u.client, href="/bookings/" + u.id, class_name="name grow"),
            rx.el.span(u.when, class_name="muted num"),
        )

    return rx.cond(
        S.running.length() > 0,
        pieces.card(
            "Clocks that still run",
            rx.el.div(rx.foreach(S.running, line), class_name="lines tight"),
        ),
    )

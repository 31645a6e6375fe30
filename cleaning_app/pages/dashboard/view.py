"""Dashboard: what needs a hand first, then today, then what comes and what happened."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import live, pieces, table
from cleaning_app.components.booking.clash import clash_dialog
from cleaning_app.components.booking.override import override_dialog
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.dashboard.state import DashboardState


@page(
    "/",
    title="Dashboard",
    icon="house",
    group="Work",
    permission="core.view",
    module="module.dashboard",
    key="d",
    position=0,
    on_load=DashboardState.load,
)
def dashboard() -> rx.Component:
    s = DashboardState
    return rx.el.div(
        live.live_feed(topics=["bookings", "invoices", "time_off"], on_notice=s.notice),
        pieces.page_head(
            rx.cond(s.ready, s.greeting, "Dashboard"),
            rx.cond(s.sees_schedule, pieces.link_button("Open schedule", "/schedule")),
            rx.cond(s.may_book, pieces.link_button("New booking", "/bookings/new", kind="primary")),
            under=s.under,
        ),
        shown(s, _content(), 12),
        clash_dialog(s),
        override_dialog(s),
        class_name="page",
    )


def _content() -> rx.Component:
    s = DashboardState
    side = rx.cond(s.sees_schedule, _strip())
    return rx.el.div(
        rx.el.section(rx.foreach(s.tiles, _tile), class_name="card kpis", aria_label="Key figures"),
        rx.el.div(_needs(), side, class_name="two"),
        rx.el.div(rx.cond(s.sees_schedule, _upcoming()), _lately(), class_name="two"),
        class_name="stack",
    )


def _tile(tile: Any) -> rx.Component:
    return pieces.kpi(
        tile.label,
        tile.figure,
        rx.el.span(tile.under, class_name=tile.tone),
        tile.points,
        href=tile.href,
    )


def _needs() -> rx.Component:
    def line(need: Any) -> rx.Component:
        assign = pieces.button(
            need.action, on_click=DashboardState.assign(need.booking_id, need.worker_id)
        )
        go = pieces.link_button(need.action, need.href)
        return rx.el.div(
            rx.el.span(class_name="dot " + need.tone),
            rx.el.div(
                rx.el.div(need.title, class_name="strong"),
                rx.el.div(need.detail, class_name="faint"),
                class_name="grow",
            ),
            rx.cond(need.worker_id != "", assign, go),
        )

    return pieces.card(
        "Needs a hand",
        rx.cond(
            DashboardState.needs.length() > 0,
            rx.el.div(rx.foreach(DashboardState.needs, line), class_name="lines"),
            pieces.empty(
                "sparkles", "Nothing needs you", "Every job has a crew and nobody is late."
            ),
        ),
        note=rx.cond(DashboardState.needs.length() > 0, DashboardState.needs.length(), ""),
    )


def _strip() -> rx.Component:
    def bar(one: Any) -> rx.Component:
        return rx.el.i(
            title=one.title, class_name=one.css, style={"left": one.left, "width": one.width}
        )

    def line(row: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(row.worker, class_name="muted truncate"),
            rx.el.div(rx.foreach(row.bars, bar), class_name="track"),
            class_name="today-line",
        )

    hours = rx.el.div(
        rx.el.span(),
        rx.el.div(
            rx.foreach(DashboardState.hours, lambda hour: rx.el.span(hour)),
            class_name="today-hours",
        ),
        class_name="today-line faint num",
    )
    return pieces.card(
        "Today's board",
        rx.cond(
            DashboardState.strip.length() > 0,
            rx.el.div(
                rx.foreach(DashboardState.strip, line),
                hours,
                class_name="today",
                role="img",
                aria_label="Who works when today",
            ),
            pieces.empty("calendar", "Nobody works today", "Book a job with N."),
        ),
        action=pieces.link("Open schedule", href="/schedule", class_name="link"),
    )


def _client(row: Any) -> rx.Component:
    """The client; a status only where it isn't the usual one."""
    link = pieces.link(row.client, href="/bookings/" + row.id, class_name="name truncate")
    usual = row.status == "Confirmed"
    return rx.el.span(
        link, rx.cond(usual, None, pieces.badge(row.status, row.colour)), class_name="row"
    )


def _upcoming() -> rx.Component:
    columns = [
        table.Column("When", lambda r: r.when, css="muted"),
        table.Column("Client", _client),
        table.Column("What", lambda r: rx.el.span(r.what, title=r.what), css="muted clip"),
        table.Column("Crew", lambda r: rx.el.span(r.crew, title=r.crew), css="clip"),
    ]
    return pieces.card(
        "Next 24 hours",
        rx.cond(
            DashboardState.upcoming.length() > 0,
            table.plain_table(columns, DashboardState.upcoming, label="Next 24 hours"),
            pieces.empty(
                "moon", "Nothing in the next 24 hours", "The next visits will be listed here."
            ),
        ),
        css="upcoming",
    )


def _lately() -> rx.Component:
    def line(row: Any) -> rx.Component:
        about = rx.cond(
            (row.href != "") & (row.about != ""),
            pieces.link(row.about, href=row.href, class_name="link"),
            row.about,
        )
        return rx.el.div(
            rx.el.span(row.at, class_name="faint"),
            rx.el.span(rx.el.span(row.what, class_name="strong"), " ", about, class_name="what"),
        )

    return pieces.card(
        "Lately",
        rx.cond(
            DashboardState.lately.length() > 0,
            rx.el.div(rx.foreach(DashboardState.lately, line), class_name="lines num tight lately"),
            pieces.empty("history", "Nothing yet", "What colleagues do will be listed here."),
        ),
    )

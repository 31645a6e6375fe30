"""The schedule's page: header, figures, board, and the open booking beside it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.board import dispatch_board
from cleaning_app.components.booking import panel
from cleaning_app.components.live import live_feed, who_is_here
from cleaning_app.components.map import job_map
from cleaning_app.components.registry import page
from cleaning_app.components.worker_out import WorkerOut, may_plan
from cleaning_app.pages.schedule.calendar_view import in_cells
from cleaning_app.pages.schedule.range import listed
from cleaning_app.pages.schedule.shown import VIEWS
from cleaning_app.pages.schedule.state import ScheduleState as S
from cleaning_app.pages.schedule.tools import tools


@page(
    "/schedule",
    title="Schedule",
    icon="calendar",
    group="Work",
    permission="bookings.view",
    module="module.schedule",
    key="s",
    position=10,
    on_load=S.load,
)
def schedule() -> rx.Component:
    return rx.el.div(
        _head(),
        _strip(),
        rx.el.div(
            rx.match(
                S.view,
                ("list", listed()),
                ("board", _board()),
                ("worker", _board()),
                in_cells(),
            ),
            rx.cond(S.selected != "", _open()),
            rx.cond(S.has_map, _map()),
            class_name="schedule-body"
            + rx.cond(S.selected != "", " has-panel", "")
            + rx.cond(S.has_map, " has-map", ""),
        ),
        panel.dialogs(S),
        live_feed(topics=["bookings"], at=S.span, on_notice=S.hear, on_status=S.feel),
        class_name="page flush schedule",
    )


def _head() -> rx.Component:
    to = S.addresses
    return rx.el.div(
        _arrow("chevron-left", "Earlier", to["before"]),
        rx.el.h1(S.title),
        _arrow("chevron-right", "Later", to["after"]),
        pieces.link_button("Today", to["today"]),
        rx.el.nav(
            *[_choice(view, words) for view, words in VIEWS.items()],
            class_name="seg",
            aria_label="View",
        ),
        _live(),
        who_is_here(),
        rx.el.span(
            rx.cond(
                may_plan(),
                pieces.link_button(
                    "Optimise", "/schedule/optimise?day=" + S.day, icon_name="route"
                ),
            ),
            rx.cond(
                S.may_edit,
                pieces.link(
                    "New booking", rx.el.kbd("N"), href="/bookings/new", class_name="btn primary"
                ),
            ),
            class_name="push row",
        ),
        class_name="schedule-head",
    )


def _arrow(icon: str, label: str, href: Any) -> rx.Component:
    return pieces.link(
        pieces.icon(icon, 16),
        href=href,
        class_name="btn icon quiet",
        aria_label=label,
        title=label,
    )


def _choice(view: str, words: str) -> rx.Component:
    on = S.view == view
    return pieces.link(
        words,
        href=S.addresses[view],
        class_name=rx.cond(on, "on", ""),
        custom_attrs={"aria-current": rx.cond(on, "page", "false")},
    )


def _live() -> rx.Component:
    """Whether colleagues' changes arrive, and the last one of them."""
    on = (S.line == "connected") | (S.line == "reconnected")
    words = rx.cond(
        on,
        rx.cond(S.heard != "", "Live · " + S.heard, "Live"),
        rx.cond(S.line == "disconnected", "Reconnecting…", "Connecting…"),
    )
    return rx.el.span(words, class_name=rx.cond(on, "live-sign on", "live-sign"), role="status")


def _strip() -> rx.Component:
    def figure(f: Any) -> rx.Component:
        inside = rx.fragment(rx.el.b(f.value), rx.el.span(f.words, class_name="words"))
        return rx.cond(
            f.href != "",
            pieces.link(inside, href=f.href, class_name=f.tone),
            rx.el.span(inside, class_name=f.tone),
        )

    return rx.el.div(
        rx.el.div(
            rx.foreach(S.strip, figure), class_name="figures", role="group", aria_label="Figures"
        ),
        tools(),
        class_name="strip num",
    )


def _board() -> rx.Component:
    return rx.el.div(
        dispatch_board(
            view=rx.cond(S.view == "worker", "days", "day"),
            days=S.days,
            rows=S.rows,
            jobs=S.jobs,
            change=S.change,
            settled=S.settled,
            travel=S.travel,
            buffer=S.buffer,
            blocks=S.blocks,
            opens=S.opens,
            closes=S.closes,
            now=S.now,
            now_fold=S.now_fold,
            zone=S.zone,
            selected=S.selected,
            editable=S.may_edit,
            loading=~S.ready,
            label=S.title,
            on_move=S.drop,
            on_select=S.pick,
            on_create=S.sketch,
            on_worker=S.open_worker,
            may_out=may_plan(),
            on_out=lambda worker: WorkerOut.begin(worker, S.day),
            on_day=S.open_day,
        ),
        class_name="schedule-board",
    )


def _map() -> rx.Component:
    return rx.el.div(
        job_map(
            points=S.points,
            tiles=S.tiles,
            nowhere=S.nowhere,
            place=S.day,
            selected=S.selected,
            label="Map of " + S.title,
            on_select=S.pick,
        ),
        class_name="schedule-map no-print",
    )


def _open() -> rx.Component:
    b = S.booking
    return rx.el.aside(
        rx.el.div(
            rx.el.div(
                rx.el.span(
                    rx.el.h2(
                        pieces.link(b.client, href="/clients/" + b.client_id),
                        class_name="panel-title",
                    ),
                    panel.status_badge(b),
                    class_name="row wrap grow",
                ),
                rx.el.span(
                    pieces.link(b.number, href="/bookings/" + b.id, class_name="faint num"),
                    rx.el.button(
                        pieces.icon("x", 16),
                        type="button",
                        class_name="btn icon quiet",
                        aria_label="Close",
                        title="Close (Esc)",
                        custom_attrs={"data-escape": "true"},
                        on_click=S.pick(""),
                    ),
                    class_name="push row",
                ),
                class_name="row panel-head",
            ),
            rx.el.div(b.service, " · ", b.when, class_name="muted num"),
        ),
        panel.cautions(S),
        panel.facts(S),
        panel.buttons(S),
        rx.cond(S.happenings.length() > 0, _history()),
        class_name="panel",
        aria_label="Booking",
    )


def _history() -> rx.Component:
    def line(one: Any) -> rx.Component:
        by = rx.el.span(" by ", one.who, " ", one.when, class_name="faint")
        return rx.el.li(rx.el.span(one.words, by))

    return rx.fragment(
        rx.el.hr(),
        rx.el.div(
            rx.el.h2("History"),
            rx.el.ul(rx.foreach(S.happenings, line), class_name="timeline num"),
            class_name="stack tight",
        ),
    )

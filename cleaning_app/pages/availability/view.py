"""The availability page: requests first, then the calendar of people and weeks."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.live import live_feed
from cleaning_app.components.registry import page
from cleaning_app.pages.availability import drawers
from cleaning_app.pages.availability.state import AvailabilityState as S


@page(
    "/availability",
    title="Availability",
    icon="calendar-off",
    group="Work",
    permission="bookings.view",
    module="module.schedule",
    key="v",
    position=30,
    on_load=S.load,
)
def availability() -> rx.Component:
    return rx.el.div(
        pieces.page_head(
            "Availability",
            rx.cond(
                S.may_manage,
                pieces.button("Block time", kind="primary", icon_name="plus", on_click=S.new("")),
            ),
            under="Time off, and requests for it.",
        ),
        pieces.waiting(
            S.ready,
            rx.el.div(
                rx.cond(S.inbox.length() > 0, _inbox()),
                _calendar(),
                rx.el.div(_holidays(), _lately(), class_name="two"),
                class_name="stack",
            ),
            12,
        ),
        drawers.block(),
        drawers.request(),
        live_feed(topics=["blocks", "time_off"], on_notice=S.hear),
        class_name="page",
    )


def _inbox() -> rx.Component:
    def line(r: Any) -> rx.Component:
        return rx.el.div(
            pieces.avatar(r.initials),
            rx.el.div(
                rx.el.div(
                    pieces.link(r.worker, href="/workers/" + r.worker_id, class_name="name"),
                    rx.el.span(r.what, " · ", r.when, class_name="num"),
                    rx.el.span(r.lasts, class_name="faint num"),
                    class_name="row wrap",
                ),
                rx.el.div(
                    rx.cond(r.note != "", rx.el.span("“", r.note, "”", class_name="muted")),
                    rx.cond(
                        r.in_the_way != "", rx.el.span(r.in_the_way, class_name="warn-text num")
                    ),
                    rx.cond(r.others != "", rx.el.span(r.others, class_name="warn-text")),
                    rx.el.span(r.asked, class_name="faint num"),
                    class_name="row wrap small",
                ),
                class_name="grow stack tight-lines",
            ),
            rx.el.div(
                pieces.button("Review", kind="quiet", on_click=S.review(r.id)),
                pieces.button("Approve", on_click=S.approve(r.id)),
                class_name="row",
            ),
            class_name="request-line",
        )

    return pieces.card(
        "Waiting for an answer",
        rx.el.div(rx.foreach(S.inbox, line), class_name="lines"),
        note=S.inbox.length(),
    )


def _calendar() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            _arrow("chevron-left", "Four weeks earlier", S.before),
            rx.el.h2(S.title, class_name="num"),
            _arrow("chevron-right", "Four weeks later", S.after),
            pieces.link_button("Today", "/availability"),
            _legend(),
            class_name="card-head",
        ),
        rx.cond(S.people.length() > 0, _grid(), _nobody()),
        class_name="card",
        aria_label="Calendar",
    )


def _nobody() -> rx.Component:
    return pieces.empty(
        "users",
        "Nobody works here yet",
        "Add the people who clean; their time off then shows here.",
        pieces.link_button("Workers", "/workers"),
    )


def _arrow(icon: str, label: str, href: Any) -> rx.Component:
    return pieces.link(
        pieces.icon(icon, 16),
        href=href,
        class_name="btn icon quiet",
        aria_label=label,
        title=label,
    )


def _legend() -> rx.Component:
    kinds = (
        ("vacation", "Vacation"), ("sick", "Sick"), ("training", "Training"),
        ("other", "Other"), ("asked", "Asked for"),
    )  # fmt: skip
    return rx.el.span(
        *[
            rx.el.span(rx.el.i(class_name=f"off {kind}"), words, class_name="off-legend")
            for kind, words in kinds
        ],
        class_name="push row wide-only",
        style={"gap": "14px"},
    )


def _grid() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _months(),
            _days(),
            rx.cond(S.everybody.length() > 0, _everybody()),
            rx.foreach(S.people, _person),
            class_name="off-grid",
        ),
        class_name="off-scroll",
        tab_index=0,
        role="region",
        aria_label="Time off by person and week",
    )


def _months() -> rx.Component:
    def mark(m: Any) -> rx.Component:
        return rx.el.span(m.label, style={"left": m.left, "width": m.width})

    return rx.el.div(
        rx.el.div(class_name="off-name"),
        rx.el.div(rx.foreach(S.months, mark), class_name="off-lane months faint"),
        class_name="off-row head",
    )


def _days() -> rx.Component:
    def cell(d: Any) -> rx.Component:
        return rx.el.span(
            rx.el.span(d.letter, class_name="faint"),
            rx.el.b(d.number),
            class_name=d.css,
            title=d.title,
        )

    return rx.el.div(
        rx.el.div(class_name="off-name"),
        rx.el.div(rx.foreach(S.days, cell), class_name="off-days head num"),
        class_name="off-row head",
    )


def _everybody() -> rx.Component:
    return rx.el.div(
        rx.el.div(rx.el.span("Everybody", class_name="strong"), class_name="off-name"),
        _lane(S.everybody),
        class_name="off-row",
    )


def _person(p: Any) -> rx.Component:
    add = pieces.icon_button(
        "plus", "Block time for " + p.name, kind="quiet add", on_click=S.new(p.id)
    )
    return rx.el.div(
        rx.el.div(
            pieces.avatar(p.initials),
            rx.el.span(
                pieces.link(p.name, href="/workers/" + p.id, class_name="name"),
                rx.cond(p.team != "", rx.el.span(p.team, class_name="faint small")),
                class_name="two-lines grow",
            ),
            rx.cond(S.may_manage, add),
            class_name="off-name",
        ),
        _lane(p.bars),
        class_name="off-row",
    )


def _lane(bars: Any) -> rx.Component:
    ground = rx.foreach(S.days, lambda d: rx.el.i(class_name=d.css))
    return rx.el.div(
        rx.el.div(ground, class_name="off-days", custom_attrs={"aria-hidden": "true"}),
        rx.foreach(bars, _bar),
        class_name="off-lane",
    )


def _bar(b: Any) -> rx.Component:
    place = {"left": b.left, "width": b.width}
    return rx.cond(
        S.may_manage,
        rx.el.button(
            b.words,
            type="button",
            class_name=b.css,
            style=place,
            title=b.title,
            aria_label=b.title,
            on_click=rx.cond(b.is_asked, S.review(b.id), S.open_block(b.id)),
        ),
        rx.el.span(b.words, class_name=b.css, style=place, title=b.title),
    )


def _holidays() -> rx.Component:
    def line(h: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(h.day, class_name="num muted day-column"),
            rx.el.span(h.name, class_name="grow"),
            pieces.badge(h.badge, h.colour),
        )

    none = rx.el.p("None in these weeks.", class_name="card-body muted")
    return pieces.card(
        "Holidays",
        rx.cond(
            S.holidays.length() > 0,
            rx.el.div(rx.foreach(S.holidays, line), class_name="lines tight"),
            none,
        ),
        action=rx.cond(
            S.may_set,
            pieces.link("Choose the days you close", href="/settings/hours", class_name="link"),
        ),
    )


def _lately() -> rx.Component:
    def line(a: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(
                rx.el.span(a.worker, class_name="strong"),
                rx.el.span(a.what, class_name="muted num"),
                class_name="two-lines grow",
            ),
            rx.el.span(a.by, class_name="faint"),
            pieces.badge(a.status, a.colour),
        )

    return rx.cond(
        S.lately.length() > 0,
        pieces.card(
            "Answered lately", rx.el.div(rx.foreach(S.lately, line), class_name="lines tight")
        ),
    )

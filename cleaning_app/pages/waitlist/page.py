"""The waitlist as a page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.booking.clash import clash_dialog
from cleaning_app.components.booking.override import override_dialog
from cleaning_app.components.live import live_feed
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.waitlist.form import add_drawer
from cleaning_app.pages.waitlist.state import WaitlistState


@page(
    "/waitlist",
    title="Waitlist",
    icon="hourglass",
    group="Work",
    permission="bookings.view",
    module="module.schedule",
    position=45,
    on_load=WaitlistState.load,
)
def waitlist_page() -> rx.Component:
    s = WaitlistState
    put_on = pieces.button("Put somebody on it", kind="primary", on_click=s.begin)
    none = pieces.empty(
        "hourglass",
        "Nobody is waiting",
        "Put clients here who want a time that isn't free. When one becomes free, we say who could"
        " have it.",
        rx.cond(s.may_edit, pieces.button("Put somebody on it", on_click=s.begin)),
    )
    return rx.el.div(
        live_feed(topics=["waitlist", "bookings"], on_notice=s.hear),
        pieces.page_head(
            "Waitlist",
            rx.cond(s.may_edit, put_on),
            under="Free times of the next three weeks that suit them, the shortest drive first.",
        ),
        shown(
            s,
            rx.fragment(
                rx.cond(s.freed != "", _freed()),
                rx.cond(
                    s.rows.length() > 0,
                    rx.el.div(rx.foreach(s.rows, _card), class_name="stack"),
                    none,
                ),
            ),
            8,
        ),
        add_drawer(s),
        clash_dialog(s),
        override_dialog(s),
        class_name="page",
        style={"maxWidth": "980px"},
    )


def _freed() -> rx.Component:
    """Who could have a time that has just become free, the shortest drive first."""
    s = WaitlistState

    def line(row: Any) -> rx.Component:
        one = row.choices[0]
        return rx.el.div(
            rx.el.span(
                pieces.link(row.client, href="/clients/" + row.client_id, class_name="strong"),
                rx.el.span(one.when, " · ", one.who, class_name="muted num"),
                rx.el.span(row.what, class_name="faint"),
                class_name="two-lines",
            ),
            rx.cond(
                s.may_edit,
                pieces.button("Book", on_click=s.book(row.id, one.starts_at, one.workers)),
            ),
        )

    return pieces.card(
        "Just became free",
        rx.cond(
            s.freed_rows.length() > 0,
            rx.el.div(rx.foreach(s.freed_rows, line), class_name="lines"),
            rx.el.p("Nobody else who waits could have it.", class_name="card-body muted"),
        ),
        note=s.freed,
        style={"marginBottom": "14px"},
    )


def _card(row: Any) -> rx.Component:
    s = WaitlistState
    off = rx.cond(
        s.may_edit,
        rx.fragment(
            pieces.link_button("Choose a time…", row.by_hand, kind="quiet"),
            pieces.button("Take off the list", kind="quiet", on_click=s.set_closed(row.id, True)),
        ),
    )
    return pieces.card(
        pieces.link(row.client, href="/clients/" + row.client_id),
        rx.el.div(
            rx.el.div(
                rx.el.div(row.what),
                rx.el.div(row.wish, class_name="muted num"),
                rx.cond(row.notes != "", rx.el.div(row.notes, class_name="faint")),
            ),
            rx.cond(
                row.choices.length() > 0,
                rx.el.div(
                    rx.foreach(row.choices, lambda one: _choice(row, one)),
                    class_name="choices roomy",
                ),
                rx.el.span("Nothing that suits is free yet.", class_name="faint"),
            ),
            class_name="card-body stack",
        ),
        note=row.since,
        action=off,
        css="waiting",
    )


def _choice(row: Any, one: Any) -> rx.Component:
    s = WaitlistState
    return rx.el.div(
        rx.el.span(
            rx.el.span(one.when, class_name="strong"),
            rx.el.span(one.who, class_name="faint"),
            class_name="two-lines",
        ),
        rx.cond(
            s.may_edit,
            pieces.button("Book", on_click=s.book(row.id, one.starts_at, one.workers)),
        ),
        class_name="choice num plain-choice",
    )

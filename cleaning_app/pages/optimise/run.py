"""The page of one run: progress, then the proposal to look at, apply or put aside."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import overlay, pieces
from cleaning_app.components.live import live_feed
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.optimise import result
from cleaning_app.pages.optimise.applying import doubts
from cleaning_app.pages.optimise.run_state import RunState as S


@page(
    "/schedule/optimise/[run_id]",
    title="Plan",
    permission="bookings.assign",
    module="schedule.optimization",
    parent="/schedule",
    on_load=S.load,
)
def run() -> rx.Component:
    back = pieces.link_button("All plans", "/schedule/optimise")
    return rx.el.div(
        live_feed(topics=["optimisation"], on_notice=S.hear, on_status=S.feel),
        shown(S, rx.el.div(_head(), _body(), class_name="stack"), 12, back=back),
        _reasons(),
        doubts(S),
        class_name="page",
    )


def _head() -> rx.Component:
    return pieces.page_head(
        rx.el.span(S.title, pieces.badge(S.words, S.colour), class_name="row wrap"),
        pieces.link_button("Schedule", S.back, icon_name="calendar"),
        rx.match(
            S.status,
            ("done", _decide()),
            ("applied", pieces.button("Undo all", icon_name="undo-2", on_click=S.undo)),
            ("queued", rx.fragment()),
            ("running", rx.fragment()),
            pieces.button("Search again", kind="primary", on_click=S.again),
        ),
        under=S.under,
    )


def _decide() -> rx.Component:
    absent = S.kind == "absence"
    words = rx.cond(
        absent,
        rx.cond(S.moves.length() > 0, "Apply and record", "Record the absence"),
        "Apply "
        + rx.cond(
            S.chosen.length() == S.moves.length(),
            "all",
            S.chosen.length().to_string() + " of " + S.moves.length().to_string(),
        ),
    )
    nothing = (S.chosen.length() == 0) & ~absent
    return rx.fragment(
        pieces.button("Put aside", on_click=S.cancel),
        rx.cond(
            absent | (S.moves.length() > 0),
            pieces.button(words, kind="primary", on_click=S.apply, disabled=nothing),
        ),
    )


def _body() -> rx.Component:
    return rx.fragment(
        rx.cond(S.refused != "", _refused()),
        rx.match(
            S.status,
            ("queued", _progress()),
            ("running", _progress()),
            ("failed", rx.el.div(S.error, class_name="error-box", role="alert")),
            rx.cond(S.figures.length() > 0, result.proposal(), _aside()),
        ),
    )


def _refused() -> rx.Component:
    return rx.el.div(
        rx.el.span(S.refused, class_name="grow"),
        pieces.button("Search again", on_click=S.again),
        class_name="warning row wrap",
        role="alert",
    )


def _progress() -> rx.Component:
    return pieces.card(
        "Searching",
        rx.el.div(
            rx.el.div(
                rx.cond(S.best != "", S.best, "Looking at the day…"),
                class_name="best num",
                role="status",
            ),
            pieces.progress(S.percent, S.at),
            rx.el.div(
                pieces.button("Cancel", on_click=S.cancel),
                rx.cond(S.best != "", pieces.button("Use the best so far", on_click=S.enough)),
                class_name="row",
            ),
            class_name="card-body stack",
        ),
        note=rx.cond(S.kind == "absence", "who can take over", "shorter ways, the same promises"),
    )


def _aside() -> rx.Component:
    return pieces.empty(
        "route", "Put aside before it was done", "Nothing was moved.",
        pieces.button("Search again", on_click=S.again),
    )  # fmt: skip


def _reasons() -> rx.Component:
    def line(one) -> rx.Component:
        return rx.el.div(
            rx.el.span(class_name=rx.cond(one.possible, "dot green", "dot")),
            rx.el.span(one.who, class_name="strong grow"),
            rx.el.span(one.why, class_name="muted num"),
        )

    return overlay.drawer(
        S.asked_about != "",
        S.close,
        S.asked_about,
        rx.cond(S.asked_line != "", rx.el.p(S.asked_line, class_name="strong num")),
        rx.cond(S.asked_why != "", rx.el.p(S.asked_why, class_name="muted")),
        rx.el.h3("Why not somebody else?", class_name="label"),
        rx.el.div(rx.foreach(S.others, line), class_name="lines tight reasons"),
        label="Other crews",
    )

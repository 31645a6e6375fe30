"""One series: its rule in words, what comes next, what was, and what can be done with it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, history, overlay, pieces, table
from cleaning_app.components.live import live_feed
from cleaning_app.components.loading import named, shown
from cleaning_app.components.registry import page
from cleaning_app.pages.series.edit import edit_drawer
from cleaning_app.pages.series.state import SeriesState as S


@page(
    "/series/[series_id]",
    title="Series",
    named=named(S, S.facts.client),
    permission="bookings.view",
    module="module.schedule",
    parent="/series",
    on_load=S.load,
)
def one() -> rx.Component:
    every = pieces.link_button("All series", "/series")
    return rx.el.div(
        shown(S, _content(), 12, back=every),
        edit_drawer(S),
        _pause(),
        _end(),
        live_feed(topics=["series", "bookings"], on_notice=S.hear),
        class_name="page",
        style={"maxWidth": "1180px"},
    )


def _content() -> rx.Component:
    f = S.facts
    return rx.el.div(
        pieces.page_head(
            rx.el.span(f.words, pieces.badge(f.state, f.colour), class_name="row wrap"),
            _actions(),
            under=rx.fragment(
                pieces.link(f.client, href="/clients/" + f.client_id, class_name="link"),
                " · ", f.service, " · ", f.time, " · ", f.done,
            ),
        ),
        _cautions(),
        rx.el.div(
            rx.el.div(_upcoming(), _past(), class_name="stack"),
            rx.el.div(_every_visit(), history.history(S.happenings), class_name="stack"),
            class_name="side",
        ),
        class_name="stack",
    )  # fmt: skip


def _actions() -> rx.Component:
    f = S.facts
    pause = rx.cond(
        f.is_paused,
        pieces.button("Resume", icon_name="play", on_click=S.resume),
        pieces.button("Pause…", icon_name="pause", on_click=S.ask("pause")),
    )
    return rx.fragment(
        rx.cond(
            f.can_edit,
            rx.fragment(
                pieces.button("Change…", kind="primary", on_click=S.ask("edit")),
                pause,
                pieces.button("End…", kind="danger", on_click=S.ask("end")),
            ),
        ),
        rx.cond(f.is_ended, pieces.button("Take up again", on_click=S.reopen)),
    )


def _cautions() -> rx.Component:
    f = S.facts
    settle = pieces.link("Settle", href="/series/conflicts", class_name="link")
    other = rx.el.div(
        rx.cond(
            f.previous_id != "",
            pieces.link("Continues an earlier series", href="/series/" + f.previous_id,
                        class_name="link"),
        ),
        rx.cond(
            f.following_id != "",
            pieces.link("Goes on as another series", href="/series/" + f.following_id,
                        class_name="link"),
        ),
        class_name="row",
    )  # fmt: skip
    return rx.fragment(
        rx.cond(
            S.problems_open.length() > 0,
            pieces.warning(
                rx.foreach(S.problems_open, lambda text: rx.el.div(text)), rx.el.div(settle)
            ),
        ),
        rx.cond(f.ended != "", rx.el.p(f.ended, class_name="muted")),
        rx.cond((f.previous_id != "") | (f.following_id != ""), other),
    )


def _every_visit() -> rx.Component:
    f = S.facts

    def maybe(label: str, value: Any) -> rx.Component:
        return rx.cond(value != "", rx.fragment(rx.el.dt(label), rx.el.dd(value)))

    nobody = rx.el.span("Nobody yet", class_name="warn-text")
    return pieces.card(
        "Every visit",
        rx.el.div(
            rx.el.dl(
                rx.el.dt("Time"), rx.el.dd(f.time),
                rx.el.dt("Service"), rx.el.dd(f.service),
                rx.el.dt("Crew"), rx.el.dd(rx.cond(f.crew != "", f.crew, nobody)),
                maybe("Team", f.team),
                maybe("Promised", f.window),
                maybe("Address", f.address),
                rx.el.dt("Price"),
                rx.el.dd(f.price, rx.el.span(" before tax", class_name="faint")),
                maybe("Quoted for", f.quoted),
                maybe("Extras", f.extras),
                rx.el.dt("Holidays"), rx.el.dd(f.holidays),
                maybe("Paused", f.paused),
                maybe("Notes", f.notes),
                class_name="facts num",
            ),
            class_name="card-body",
        ),
    )  # fmt: skip


def _visit_columns(last: table.Column) -> list[table.Column]:
    return [
        table.Column(
            "When",
            lambda r: pieces.link(r.when, href="/bookings/" + r.id, class_name="name"),
        ),
        table.Column(
            "Crew",
            lambda r: rx.cond(
                r.crew != "", r.crew, rx.el.span("Unassigned", class_name="warn-text")
            ),
            css="clip",
        ),
        table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
        last,
    ]


def _upcoming() -> rx.Component:
    def changed(r: Any) -> rx.Component:
        return rx.cond(
            r.changed != "",
            rx.el.span(r.changed, class_name="warn-text"),
            rx.cond(r.crew == "", "", rx.el.span("As usual", class_name="faint")),
        )

    def skip(r: Any) -> rx.Component:
        return rx.cond(
            S.facts.can_edit, pieces.button("Skip", kind="quiet", on_click=S.skip(r.day))
        )

    columns = [
        *_visit_columns(table.Column("Changed by itself", changed)),
        table.Column("", skip, right=True),
    ]
    none = pieces.empty(
        "calendar-off", "No visits to come", "They are made eight weeks ahead while it goes on."
    )
    return pieces.card(
        "Next visits",
        rx.cond(
            S.upcoming.length() > 0,
            table.plain_table(columns, S.upcoming, label="Next visits"),
            none,
        ),
        rx.foreach(S.skipped, _left_out),
    )


def _left_out(day: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(day.words, " is left out", class_name="muted grow num"),
        rx.cond(
            S.facts.can_edit,
            pieces.button("Have it again", kind="quiet", on_click=S.unskip(day.day)),
        ),
        class_name="left-out row",
    )


def _past() -> rx.Component:
    price = table.Column("Price", lambda r: r.price, right=True)
    every = pieces.link("All visits", href="/bookings?series_id=" + S.facts.id, class_name="link")
    return rx.cond(
        S.past.length() > 0,
        pieces.card(
            "Last visits",
            table.plain_table(_visit_columns(price), S.past, label="Last visits"),
            action=every,
        ),
    )


def _pause() -> rx.Component:
    wrong = S.problems
    return overlay.dialog(
        S.asking == "pause",
        S.ask(""),
        "Pause series",
        forms.form(
            rx.el.p(
                "Visits in this time are cancelled by their terms, and the client gets one e-mail. "
                "Without a last day it lasts until you resume it.",
                class_name="muted",
            ),
            forms.columns(
                forms.field(
                    "From",
                    forms.date_input("from", default_value=S.today, required=True),
                    problem=wrong["from"],
                ),
                forms.field(
                    "Last day (optional)",
                    forms.date_input("until", follows="from"),
                    problem=wrong["until"],
                ),
            ),
            on_submit=S.pause,
            on_cancel=S.ask(""),
            submit="Pause",
        ),
        label="Pause series",
    )


def _end() -> rx.Component:
    wrong = S.problems
    return overlay.dialog(
        S.asking == "end",
        S.ask(""),
        "End series",
        forms.form(
            rx.el.p("What took place stays, and can be looked up here.", class_name="muted"),
            forms.field(
                "No more visits from",
                forms.date_input("since", default_value=S.today, required=True),
                problem=wrong["since"],
            ),
            forms.field(
                "Reason",
                forms.text_input(
                    "reason", required=True, max_length=500, placeholder="They are moving away"
                ),
                problem=wrong["reason"],
            ),
            forms.checkbox(
                "cancel", "Cancel the visits planned from then on", default_checked=True
            ),
            on_submit=S.end,
            on_cancel=S.ask(""),
            cancel="Keep it going",
            submit="End series",
        ),
        label="End series",
    )

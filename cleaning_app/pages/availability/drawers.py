"""What opens beside the calendar: a block, and a request to answer."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.pages.availability.state import AvailabilityState as S

_KINDS = [
    ("vacation", "Vacation"),
    ("sick", "Sick"),
    ("training", "Training"),
    ("holiday", "Holiday"),
    ("other", "Other"),
]


def block() -> rx.Component:
    """The form of a block, and the jobs that stand in its way."""
    f = S.form
    title = rx.cond(f.id != "", f.name, "Block time")
    body = rx.el.div(
        rx.cond(S.done, _inside(), _form()),
        class_name="stack",
    )
    return overlay.drawer(S.open, S.close, title, body, label="Block time")


def _form() -> rx.Component:
    f, wrong = S.form, S.problems
    return rx.el.form(
        rx.cond(
            f.id == "",
            forms.field(
                "For", forms.select("who", S.choices, default_value=f.who), problem=wrong["who"]
            ),
            rx.cond(
                f.source == "request",
                rx.el.p("They asked for this time off, and it was approved.", class_name="muted"),
            ),
        ),
        forms.field(
            "What for", forms.select("kind", _KINDS, default_value=f.kind), problem=wrong["kind"]
        ),
        rx.el.label(
            rx.el.input(type="checkbox", checked=f.whole, on_change=S.set_whole),
            rx.el.span("Whole days"),
            class_name="check",
        ),
        forms.columns(
            forms.field(
                "From", forms.date_input("first", default_value=f.first), problem=wrong["first"]
            ),
            forms.field(
                "To",
                forms.date_input("last", default_value=f.last, follows="first"),
                problem=wrong["last"],
            ),
        ),
        rx.cond(
            ~f.whole,
            forms.columns(
                forms.field(
                    "Starts at",
                    forms.time_input("from_time", default_value=f.from_time),
                    problem=wrong["from_time"],
                ),
                forms.field(
                    "Ends at",
                    forms.time_input("to_time", default_value=f.to_time),
                    problem=wrong["to_time"],
                ),
            ),
        ),
        forms.field(
            "Note",
            forms.text_input("reason", default_value=f.reason, max_length=200),
            problem=wrong["reason"],
            help="Shown on the schedule. Leave it empty for the word above.",
        ),
        rx.cond(S.refused != "", _refusal()),
        _foot(),
        class_name="form",
        on_submit=S.save,
        key=f.id,
    )


def _refusal() -> rx.Component:
    take_off = forms.checkbox("take_off", "Take them off these jobs and block the time")
    return rx.el.div(
        rx.el.div(S.refused, class_name="error-box", role="alert"),
        _jobs(S.jobs),
        rx.cond(S.may_assign, take_off),
        class_name="stack tight",
    )


def _foot() -> rx.Component:
    f = S.form
    remove = pieces.button(
        "Remove", kind="danger", on_click=S.set_deleted(f.id, True), icon_name="trash-2"
    )
    return rx.el.div(
        rx.cond(f.id != "", rx.el.span(remove, class_name="push-left")),
        pieces.button("Cancel", on_click=S.close),
        pieces.button(rx.cond(f.id != "", "Save", "Block time"), kind="primary", type="submit"),
        class_name="form-foot",
    )


def _inside() -> rx.Component:
    """After a block that only warns: what is booked inside it."""
    return rx.fragment(
        pieces.warning(
            "The time is blocked. These jobs stand inside it and stay as they are until you move them."
        ),
        _jobs(S.jobs),
        rx.el.div(pieces.button("Close", on_click=S.close), class_name="form-foot"),
    )


def _jobs(jobs: Any) -> rx.Component:
    def line(j: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(
                pieces.link(j.client, href="/bookings/" + j.id, class_name="name"),
                rx.el.span(j.when, " · ", j.worker, class_name="muted num"),
                class_name="two-lines grow",
            ),
            pieces.link("Open board", href=j.board, class_name="link"),
        )

    return rx.el.div(rx.foreach(jobs, line), class_name="card lines tight")


def request() -> rx.Component:
    """A request with what to know before answering."""
    r = S.request
    body = rx.el.div(
        pieces.facts(
            ("What", r.what),
            ("When", rx.el.span(r.when, " ", rx.el.span(r.lasts, class_name="faint"))),
            ("Note", rx.cond(r.note != "", r.note, "None")),
            ("Request", r.asked),
        ),
        rx.cond(r.others != "", pieces.warning(r.others)),
        rx.cond(
            S.request_jobs.length() > 0,
            rx.el.div(
                pieces.warning(
                    "These jobs stand in the way. Approving takes ",
                    r.worker,
                    " off them; give them to others on the board, before or after.",
                ),
                _jobs(S.request_jobs),
                class_name="stack tight",
            ),
        ),
        forms.field(
            "Your answer",
            rx.el.textarea(
                key=r.id,
                default_value=S.words,
                on_change=S.set_words.debounce(200),
                max_length=500,
                class_name="input",
                placeholder="Optional. They read it on the phone and by e-mail.",
            ),
            problem=S.problems["answer"],
        ),
        rx.el.div(
            pieces.button("Decline", on_click=S.decline),
            pieces.button(
                rx.cond(S.request_jobs.length() > 0, "Take off and approve", "Approve"),
                kind="primary",
                on_click=S.accept,
            ),
            class_name="form-foot",
        ),
        class_name="stack",
    )
    return overlay.drawer(S.answering, S.close, r.worker, body, label="Request for time off")

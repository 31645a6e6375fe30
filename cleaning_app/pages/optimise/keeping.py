"""What is to stay as it is: people who are left alone, jobs that are pinned."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.pages.optimise.ask_state import AskState as S


def kept() -> rx.Component:
    """The jobs and people of the chosen days."""
    return rx.cond(
        S.jobs.length() > 0,
        pieces.card(
            "What stays as it is",
            _people(),
            _jobs(),
            note=rx.cond(S.pins.length() > 0, S.pins.length().to_string() + " pinned", ""),
            action=rx.cond(
                S.pins.length() > 0,
                pieces.button("Unpin all", kind="quiet", on_click=S.unpin_all),
            ),
        ),
        pieces.card(
            "What stays as it is",
            pieces.empty("calendar-x", "No jobs on this day", "There is nothing to plan yet."),
        ),
    )


def _people() -> rx.Component:
    def chip(one: Any) -> rx.Component:
        off = S.alone.contains(one.id)
        return rx.el.button(
            pieces.icon("lock", 13),
            rx.el.span(one.name),
            rx.el.span(rx.cond(off, "left alone", one.jobs), class_name="faint"),
            type="button",
            class_name=rx.cond(off, "chip person off", "chip person"),
            aria_pressed=off,
            on_click=S.leave_alone(one.id),
        )

    return rx.el.div(
        rx.el.p(
            "Leave alone: they keep their day, nothing more and nothing less.", class_name="muted"
        ),
        rx.el.div(
            rx.foreach(S.people, chip), class_name="chips", role="group", aria_label="Leave alone"
        ),
        class_name="card-body stack",
    )


def _jobs() -> rx.Component:
    head = rx.el.tr(
        *[rx.el.th(words, scope="col") for words in ("Start", "Job", "Crew")],
        rx.el.th(rx.el.span("Pin", class_name="sr-only"), scope="col"),
    )
    return rx.fragment(
        rx.el.div(
            rx.el.table(
                rx.el.thead(head),
                rx.el.tbody(rx.foreach(S.jobs, _job)),
                class_name="list num pinning",
                aria_label="Jobs",
            ),
            class_name="table-scroll tall",
            tab_index=0,
            role="region",
            aria_label="Jobs",
        ),
        rx.cond(
            S.more > 0,
            rx.el.p(
                "And ", S.more, " more, which may move. Fewer days list all of them.",
                class_name="faint more-jobs",
            ),
        ),
    )  # fmt: skip


def _job(job: Any) -> rx.Component:
    pinned = S.pins.contains(job.id)
    pin = rx.el.button(
        pieces.icon("pin", 14),
        rx.cond(pinned, "Pinned", "Pin"),
        type="button",
        class_name=rx.cond(pinned, "btn quiet pinned", "btn quiet"),
        aria_pressed=pinned,
        aria_label="Pin " + job.client + ", " + job.when,
        on_click=S.pin(job.id),
    )
    return rx.el.tr(
        rx.el.td(job.when, class_name="strong"),
        rx.el.td(
            rx.el.div(job.client, class_name="name"), rx.el.div(job.about, class_name="faint")
        ),
        rx.el.td(job.who, class_name="muted"),
        rx.el.td(
            rx.cond(job.stays, rx.el.span("Stays anyway", class_name="faint"), pin),
            class_name="right",
        ),
        class_name=rx.cond(pinned | job.stays, "kept", ""),
    )

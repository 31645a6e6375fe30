"""The dialogs behind the buttons of ticked bookings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.services.bookings.message import LONGEST_SUBJECT, LONGEST_TEXT

SUBJECT = "About your visit"
WORDS = (
    "We look forward to your visit below.\n\n"
    "Please reply to this e-mail if anything has changed, or if there is something we should know."
)


def bulk_dialogs(state: Any) -> rx.Component:
    """The forms behind the buttons, and what was left out; once on a page."""
    return rx.fragment(
        _form(state, "assign", "Put a worker on them", state.bulk_assign, "Assign", [
            forms.field("Worker", forms.select("worker", state.bulk_hands), help=(
                "Joins whoever is on each booking already. Those they can't be at are left out."
            )),
            _why(),
        ]),
        _form(state, "move", "Move by days", state.bulk_move, "Move", [
            forms.columns(
                forms.field("Days", forms.text_input(
                    "days", type="number", min="1", max="366", default_value="1", required=True
                )),
                forms.field("Which way", forms.select("way", [("on", "Later"), ("back", "Earlier")])),
            ),
            rx.el.p("Each keeps its time of day and its crew; confirmed clients are told.",
                    class_name="muted"),
            _why(),
        ]),
        _form(state, "cancel", "Cancel bookings", state.bulk_cancel, "Cancel them", [
            forms.field("Reason", forms.textarea("reason", required=True, rows="3"), help=(
                "Stays with each booking; clients are told that nobody comes, not why."
            )),
        ]),
        _form(state, "message", "Write to their clients", state.bulk_message, "Send", [
            forms.field("Subject", forms.text_input(
                "subject", required=True, max_length=LONGEST_SUBJECT, default_value=SUBJECT
            )),
            forms.field("Message", forms.textarea(
                "text", required=True, rows="7", max_length=LONGEST_TEXT, default_value=WORDS
            ), help=(
                "Goes by e-mail, one for each booking, with a greeting above it and the visit's "
                "day, time and address below. Clients without an address are listed afterwards."
            )),
        ], heading=_to_whom(state)),
        overlay.dialog(
            state.left_out.length() > 0, state.bulk_close, "Some were left as they were",
            rx.el.p(state.bulk_said, class_name="muted"),
            rx.el.ul(rx.foreach(state.left_out, _left), class_name="left-out num"),
            rx.el.div(pieces.button("Close", on_click=state.bulk_close), class_name="form-foot"),
            label="Some were left as they were",
        ),
    )  # fmt: skip


def _to_whom(state: Any) -> rx.Var[str]:
    """Write to the clients of 3 bookings"""
    one = "Write to this booking's client"
    ticked = "Write to the clients of " + state.selected.length().to_string() + " bookings"
    matching = "Write to the clients of all " + state.total
    return rx.cond(state.all_matching, matching, rx.cond(state.selected.length() == 1, one, ticked))


def _why() -> rx.Component:
    """For bookings that break a rule without being impossible: a short drive, somebody's lunch."""
    return forms.field(
        "Reason, if a rule is in the way",
        forms.text_input("why", max_length=500),
        help="Without one, bookings that break a rule are left as they are and listed.",
    )


def _form(
    state: Any,
    what: str,
    title: str,
    submit: Any,
    word: str,
    fields: Sequence[rx.Component],
    *,
    heading: Any = None,
) -> rx.Component:
    close = state.bulk_ask("")
    return overlay.dialog(
        state.bulk_asking == what,
        close,
        title if heading is None else heading,
        forms.form(*fields, on_submit=submit, submit=word, on_cancel=close),
        label=title,
    )


def _left(one: Any) -> rx.Component:
    return rx.el.li(
        pieces.link(one.number, href="/bookings/" + one.id, class_name="name"),
        rx.el.span(one.client),
        rx.el.span(one.reason, class_name="muted"),
    )

"""A new booking on one screen."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.booking.clash import clash_dialog
from cleaning_app.components.booking.override import override_dialog
from cleaning_app.components.registry import page
from cleaning_app.pages.bookings.new.client import client_card
from cleaning_app.pages.bookings.new.crew import crew_card
from cleaning_app.pages.bookings.new.draft import as_drawn
from cleaning_app.pages.bookings.new.price import price_card
from cleaning_app.pages.bookings.new.repeats import repeats_card
from cleaning_app.pages.bookings.new.state import NewBookingState as S
from cleaning_app.pages.bookings.new.times import times_card
from cleaning_app.pages.bookings.new.visit import visit_card


@page(
    "/bookings/new",
    title="New booking",
    permission="bookings.edit",
    parent="/bookings",
    on_load=S.load,
)
def new() -> rx.Component:
    return rx.el.div(
        pieces.page_head("New booking", under=S.waits_for),
        pieces.waiting(S.ready, _form(), 10),
        clash_dialog(S),
        override_dialog(S),
        class_name="page",
        style={"maxWidth": "1180px"},
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.div(
                client_card(S),
                visit_card(S),
                times_card(S),
                repeats_card(S),
                _notes(),
                class_name="stack",
            ),
            rx.el.div(price_card(S), crew_card(S), class_name="stack"),
            class_name="side",
        ),
        rx.el.div(
            _confirm(),
            rx.el.span(class_name="push"),
            pieces.link_button("Cancel", "/bookings"),
            pieces.button(
                rx.cond(S.repeat.kind != "", "Book series", "Book"), kind="primary", type="submit"
            ),
            class_name="row wrap form-bar",
        ),
        as_drawn(S),
        on_submit=S.create,
        # The server refuses in words beside the field; a browser's bubble says nothing to most.
        no_validate=True,
        class_name="stack",
    )


def _confirm() -> rx.Component:
    """Promised at once, unless a deposit has to come first."""
    label = rx.cond(
        S.deposit != "",
        "Confirm now, before the deposit is paid",
        "Confirm now: the client gets an e-mail",
    )
    return rx.cond(
        S.deposit != "",
        forms.checkbox("confirmed", label, default_checked=False, key="later"),
        forms.checkbox("confirmed", label, default_checked=True, key="now"),
    )


def _notes() -> rx.Component:
    body = rx.el.div(
        forms.field(
            "For the crew",
            forms.textarea(
                "notes", max_length=2000, placeholder="No bleach on marble. Dog, friendly."
            ),
            problem=S.problems["notes"],
        ),
        forms.field(
            "Keys and codes for this visit",
            forms.text_input("access_notes", max_length=1000),
            help="Encrypted. The crew sees it on the day; every look is recorded.",
            problem=S.problems["access_notes"],
        ),
        class_name="card-body form",
    )
    return pieces.card("Notes", body)

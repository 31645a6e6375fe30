"""A new booking on one screen."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.booking.clash import clash_dialog
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.bookings.new_state import NewBookingState as S


@page(
    "/bookings/new",
    title="New booking",
    permission="bookings.edit",
    parent="/bookings",
    on_load=S.load,
)
def new() -> rx.Component:
    return rx.el.div(
        pieces.page_head("New booking"),
        shown(S, _form(), 10),
        clash_dialog(S),
        class_name="page",
        style={"maxWidth": "1080px"},
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.div(
                pieces.card("Client", rx.el.div(_client(), class_name="card-body stack")),
                pieces.card("Visit", rx.el.div(_visit(), class_name="card-body form")),
                pieces.card("Notes", rx.el.div(_notes(), class_name="card-body form")),
                class_name="stack",
            ),
            pieces.card(
                "Who could come",
                rx.el.div(_people(), class_name="card-body stack"),
                note=rx.cond(S.ends != "", "until " + S.ends, ""),
            ),
            class_name="side",
        ),
        rx.el.div(
            forms.checkbox(
                "confirmed", "Confirm now: the client gets an e-mail", default_checked=True
            ),
            rx.el.span(class_name="push"),
            pieces.link_button("Cancel", "/bookings"),
            pieces.button("Book", kind="primary", type="submit"),
            class_name="row wrap form-bar",
        ),
        on_submit=S.create,
        class_name="stack",
    )


def _client() -> rx.Component:
    chosen = rx.el.div(
        rx.el.div(
            rx.el.span(S.client_name, class_name="strong"),
            pieces.button("Change", kind="quiet", on_click=S.other_client),
            class_name="row",
        ),
        rx.cond(
            S.places.length() > 0,
            forms.field(
                "Address",
                forms.select(
                    "address_id",
                    S.places,
                    default_value=S.address_id,
                    on_change=S.set_address,
                    key=S.client_id,
                ),
                problem=S.problems["address_id"],
            ),
            rx.el.span("No address yet; the crew will ask where to go.", class_name="warn-text"),
        ),
        class_name="stack",
    )
    return rx.cond(S.client_id != "", chosen, rx.cond(S.is_new_client, _new_client(), _search()))


def _search() -> rx.Component:
    wrong = S.problems["client"]
    return rx.fragment(
        forms.text_input(
            "find_client",
            type="search",
            placeholder="Find a client by name, phone or e-mail",
            aria_label="Find a client",
            auto_focus=True,
            on_change=S.look_for_client.debounce(200),
        ),
        rx.el.div(
            rx.foreach(
                S.matches,
                lambda o: rx.el.button(
                    o.label, type="button", class_name="choice", on_click=S.choose_client(o.value)
                ),
            ),
            rx.el.button(
                pieces.icon("plus"),
                "New client",
                type="button",
                class_name="choice",
                on_click=S.new_client,
            ),
            class_name="choices two-up",
        ),
        rx.cond(wrong, rx.el.span(wrong, class_name="bad-text", role="alert")),
    )


def _new_client() -> rx.Component:
    wrong = S.problems
    return rx.el.div(
        rx.el.div(
            rx.el.span("New client", class_name="strong"),
            pieces.button("Find one instead", kind="quiet", on_click=S.other_client),
            class_name="row",
        ),
        forms.columns(
            forms.field(
                "Name",
                forms.text_input("name", required=True, max_length=200, auto_focus=True),
                problem=wrong["name"],
            ),
            forms.field("Phone", forms.text_input("phone", type="tel"), problem=wrong["phone"]),
            forms.field("E-mail", forms.text_input("email", type="email"), problem=wrong["email"]),
            forms.field(
                "Street", forms.text_input("street", max_length=200), problem=wrong["street"]
            ),
            forms.field("Area", forms.text_input("area", max_length=100), problem=wrong["area"]),
            forms.field("City", forms.text_input("city", max_length=100), problem=wrong["city"]),
        ),
        class_name="form",
    )


def _visit() -> rx.Component:
    wrong = S.problems
    return rx.fragment(
        forms.columns(
            forms.field(
                "Service",
                forms.select("service_id", S.services, value=S.service_id, on_change=S.set_service),
                problem=wrong["service_id"],
            ),
            forms.field(
                "Price before tax",
                # A new length or service brings the list's price; typing here overrules it.
                forms.money_input("price", default_value=S.price, key=S.price),
                problem=wrong["price_cents"],
            ),
        ),
        rx.el.div(
            forms.field("Day", _timed("day", S.day, "date"), problem=wrong["day"]),
            forms.field("Starts at", _timed("time", S.time, "time"), problem=wrong["time"]),
            forms.field(
                "Minutes",
                _timed("minutes", S.minutes, "number", min="15", max="1440", step="5"),
                problem=wrong["minutes"],
            ),
            class_name="thirds",
        ),
    )


def _timed(name: str, value: Any, kind: str, **props: Any) -> rx.Component:
    """A field that who is free depends on; the service chooses its first value."""
    return forms.text_input(
        name,
        type=kind,
        default_value=value,
        key=S.service_id + name,
        required=True,
        on_change=lambda typed: S.set_time(name, typed).debounce(300),
        **props,
    )


def _notes() -> rx.Component:
    return rx.fragment(
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
    )


def _people() -> rx.Component:
    nobody = rx.el.p("Choose a day and time to see who is free.", class_name="muted")
    return rx.fragment(
        rx.el.p(
            rx.cond(
                S.crew.length() == 0,
                "Nobody chosen: it waits in the unassigned lane.",
                rx.cond(S.crew.length() == 1, "1 chosen", S.crew.length().to_string() + " chosen"),
            ),
            class_name="faint",
            role="status",
        ),
        rx.cond(
            S.people.length() > 0,
            rx.el.div(rx.foreach(S.people, _person), class_name="choices"),
            nobody,
        ),
        rx.cond(
            S.problems["crew"], rx.el.span(S.problems["crew"], class_name="bad-text", role="alert")
        ),
    )


def _person(row: Any) -> rx.Component:
    on = S.crew.contains(row.id)
    return rx.el.button(
        pieces.avatar(row.initials),
        rx.el.span(
            rx.el.span(row.name, class_name="strong"),
            rx.cond(
                row.busy != "",
                rx.el.span(row.busy, class_name="bad-text"),
                rx.el.span(row.note, class_name="faint"),
            ),
            rx.cond(row.warning != "", rx.el.span(row.warning, class_name="warn-text")),
            class_name="two-lines",
        ),
        rx.cond(
            on,
            pieces.icon("check", 16),
            rx.cond(row.best, pieces.badge("Best fit", "green", plain=True)),
        ),
        type="button",
        class_name=rx.cond(on, "choice num on", "choice num"),
        aria_pressed=on,
        on_click=S.toggle(row.id),
    )

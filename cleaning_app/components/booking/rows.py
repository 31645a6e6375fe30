"""A booking as a line of a table."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import format, pieces, table
from cleaning_app.components.booking.view import number, when
from cleaning_app.context import Ctx
from cleaning_app.services import bookings


@dataclass
class Row:
    """A booking in a list; `lately` says what a colleague just did with it."""

    id: str
    number: str
    client_id: str
    client: str
    area: str
    when: str
    service: str
    crew: str
    status: str
    colour: str
    price: str
    lately: str = ""


def row(ctx: Ctx, b: bookings.BookingRow) -> Row:
    """A booking as its line says it."""
    return Row(
        id=str(b.id),
        number=number(b.number),
        client_id=str(b.client_id),
        client=b.client,
        area=b.area,
        when=when(ctx, b),
        service=b.service,
        crew=", ".join(member.name for member in b.crew),
        status=format.words(b.status),
        colour=format.colour(b.status),
        price=format.money(b.price_cents),
    )


COLUMNS = [
    table.Column(
        "Booking",
        lambda r: pieces.link(r.number, href="/bookings/" + r.id, class_name="name"),
        "number",
        phone="hidden",
    ),
    table.Column("When", lambda r: r.when, "starts_at", css="num"),
    table.Column(
        "Client",
        lambda r: rx.fragment(
            pieces.link(r.client, href="/clients/" + r.client_id),
            rx.cond(r.lately != "", rx.el.span(r.lately, class_name="just-changed")),
        ),
        phone="lead",
    ),
    table.Column("Area", lambda r: r.area, css="muted", phone="hidden"),
    table.Column("Service", lambda r: r.service, css="muted", phone="hidden"),
    table.Column(
        "Crew",
        lambda r: rx.cond(r.crew != "", r.crew, rx.el.span("Unassigned", class_name="warn-text")),
        css="muted clip",
    ),
    table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
    table.Column("Price", lambda r: r.price, "price_cents", right=True),
]

STATUSES = [
    ("", "Any status"),
    ("pending", "Pending"),
    ("confirmed", "Confirmed"),
    ("in_progress", "In progress"),
    ("completed", "Completed"),
    ("cancelled", "Cancelled"),
    ("no_show", "No-show"),
]

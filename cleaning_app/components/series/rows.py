"""A series as a line of a table."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import format, pieces, table
from cleaning_app.components.series import words
from cleaning_app.context import Ctx
from cleaning_app.services.series import SeriesRow


@dataclass
class Row:
    """A series in a list."""

    id: str
    client_id: str
    client: str
    words: str
    time: str
    service: str
    crew: str
    next: str
    price: str
    state: str
    colour: str
    conflicts: int


def row(ctx: Ctx, s: SeriesRow) -> Row:
    """A series as its line says it."""
    return Row(
        id=str(s.id),
        client_id=str(s.client_id),
        client=s.client,
        words=s.words,
        time=words.clock(s.at, s.minutes),
        service=s.service,
        crew=", ".join(worker.name for worker in s.crew),
        next=format.moment(s.next_visit, ctx.zone) if s.next_visit else "",
        price=format.money(s.price_cents),
        state=format.words(s.state),
        colour=words.STATE_COLOURS.get(s.state, "grey"),
        conflicts=s.conflicts,
    )


def _state(r: Row) -> rx.Component:
    to_do = pieces.link(
        pieces.badge(r.conflicts.to_string() + " to settle", "amber"),  # pyright: ignore[reportAttributeAccessIssue]
        href="/series/" + r.id,
    )
    return rx.el.span(
        pieces.badge(r.state, r.colour), rx.cond(r.conflicts > 0, to_do), class_name="row"
    )


COLUMNS = [
    table.Column(
        "Repeats", lambda r: pieces.link(r.words, href="/series/" + r.id, class_name="name")
    ),
    table.Column(
        "Client", lambda r: pieces.link(r.client, href="/clients/" + r.client_id), "client"
    ),
    table.Column("Time", lambda r: r.time, css="muted"),
    table.Column("Service", lambda r: r.service, css="muted"),
    table.Column(
        "Crew",
        lambda r: rx.cond(r.crew != "", r.crew, rx.el.span("Nobody yet", class_name="warn-text")),
        css="muted clip",
    ),
    table.Column(
        "Next visit",
        lambda r: rx.cond(r.next != "", r.next, rx.el.span("None", class_name="faint")),
    ),
    table.Column("State", _state),
    table.Column("Price", lambda r: r.price, "price_cents", right=True),
]

STATES = [
    ("", "Any state"),
    ("active", "Active"),
    ("paused", "Paused"),
    ("finished", "Finished"),
]

"""What Stripe told us: followed, waiting, and what fits nothing here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import format, pieces, table, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.system.sections import sections
from cleaning_app.services import card_payments, listing

_COLOURS = {"done": "green", "dead": "red", "pending": "amber", "working": "blue"}
_STATUSES = [
    ("", "Any status"),
    ("pending", "Waiting"),
    ("done", "Done"),
    ("ignored", "Ignored"),
    ("dead", "Given up"),
]
_WORDS = {"working": "Working", **dict(_STATUSES[1:])}


@dataclass
class Row:
    """One event."""

    id: str
    type: str
    when: str
    status: str
    colour: str
    attempts: str
    note: str
    replayable: bool


class StripeEventsState(ListState, rx.State):
    """The events on the screen."""

    _permission = "admin.manage"
    _things = ("event", "events")
    _default_sort = "-received_at"

    rows: list[Row] = []

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await card_payments.events.find(ctx, query)
        self.rows = [_row(ctx, event) for event in page.rows]
        return page

    @handler("admin.manage")
    async def try_again(self, ctx: Ctx, event_id: str):
        """Follow an event again that was given up."""
        await card_payments.events.try_again(ctx, event_id)
        return [toast.done("It will be looked at again in a moment."), type(self).load]


def _row(ctx: Ctx, event: card_payments.events.EventRow) -> Row:
    return Row(
        id=event.id,
        type=event.type,
        when=format.moment(event.received_at, ctx.zone),
        status=_WORDS[event.status],
        colour=_COLOURS.get(event.status, "grey"),
        attempts=str(event.attempts),
        note=event.last_error,
        replayable=event.replayable,
    )


def _again(row: Any) -> rx.Component:
    press = StripeEventsState.try_again(row.id)
    return rx.cond(row.replayable, pieces.button("Try again", on_click=press))


_COLUMNS = [
    table.Column("Event", lambda r: rx.el.span(r.type, class_name="strong")),
    table.Column("Id", lambda r: rx.el.code(r.id), css="muted clip", phone="rest"),
    table.Column("Received", lambda r: r.when, "received_at", css="muted"),
    table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
    table.Column("Tries", lambda r: r.attempts, right=True, phone="rest"),
    table.Column("Why", lambda r: rx.el.span(r.note, title=r.note), css="muted clip"),
    table.Column("", _again, right=True),
]


@page(
    "/system/stripe",
    title="Stripe",
    permission="admin.manage",
    parent="/system",
    on_load=StripeEventsState.load,
)
def stripe() -> rx.Component:
    return rx.fragment(
        sections("/system/stripe"),
        rx.el.div(
            pieces.page_head(
                "Stripe",
                under="What Stripe told us of card payments. Given up means that nothing here fits.",
            ),
            table.data_table(
                StripeEventsState,
                _COLUMNS,
                label="Events",
                find="Find by kind, id or reason",
                nothing=pieces.empty(
                    "credit-card",
                    "Nothing heard yet",
                    "When a client pays by card, what Stripe says of it is listed here.",
                ),
                filters=[table.Filter("status", "Status", _STATUSES)],
            ),
            class_name="page wide",
        ),
    )

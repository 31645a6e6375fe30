"""Events of Stripe's as the system page shows them: what came, and what fits nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import StripeEvent
from cleaning_app.models.cards import EVENT_STATUSES
from cleaning_app.services import audit, listing
from cleaning_app.services.card_payments.inbox import CHANNEL


@dataclass(frozen=True)
class EventRow:
    """One event. `last_error` says why it isn't done."""

    id: str
    type: str
    status: str
    happened_at: datetime
    received_at: datetime
    attempts: int
    last_error: str
    replayable: bool


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[EventRow]:
    """One page of this organisation's events, newest first; filter `status`, search in the type, the
    id and the reason. Where there is only one organisation, those that fit nothing are its own.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    ctx.require("admin.manage")
    statement: Any = select(StripeEvent)
    if status := query.filters.get("status"):
        if status not in EVENT_STATUSES:
            raise Invalid("There is no such status.")
        statement = statement.where(col(StripeEvent.status) == status)
    if query.search.strip():
        wanted = listing.contains(query.search)
        statement = statement.where(
            col(StripeEvent.type).ilike(wanted)
            | col(StripeEvent.id).ilike(wanted)
            | col(StripeEvent.last_error).ilike(wanted)
        )
    page = await listing.fetch(
        ctx, statement, query, {"received_at": StripeEvent.received_at},
        default="-received_at", scalars=True,
    )  # fmt: skip
    return page.map(_row)


async def try_again(ctx: Ctx, event_id: str) -> None:
    """Follow an event again that was given up, from the first attempt on.

    Raises:
        NotFound: no such event here.
        Conflict: it wasn't given up.
    """
    ctx.require("admin.manage")
    status = await ctx.session.scalar(
        select(col(StripeEvent.status)).where(col(StripeEvent.id) == event_id)
    )
    if status is None:
        raise NotFound("There is no such event.")
    if status != "dead":
        raise Conflict("Only an event that was given up can be tried again.")
    await ctx.session.execute(_AGAIN, {"id": event_id, "now": ctx.now(), "channel": CHANNEL})
    audit.record(ctx, "stripe_event.try_again", "stripe_event", event_id)


_AGAIN = text(
    """
    WITH again AS (
        UPDATE stripe_events
        SET status = 'pending', attempts = 0, next_attempt_at = :now, last_error = ''
        WHERE id = :id AND status = 'dead'
    )
    SELECT pg_notify(:channel, '')
    """
)


def _row(event: StripeEvent) -> EventRow:
    return EventRow(
        event.id,
        event.type,
        event.status,
        event.happened_at,
        event.received_at,
        event.attempts,
        event.last_error,
        replayable=event.status == "dead",
    )

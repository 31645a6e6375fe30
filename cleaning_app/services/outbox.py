"""The outbox: what is to be sent, written in the same transaction as the deed that meant it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import or_, text, update
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.ids import new_id
from cleaning_app.models import OutboxEvent

CHANNEL = "outbox"

UNDO_WINDOW: Final = timedelta(seconds=30)
"""How long a message waits whose cause the office can undo: as long as the toast offers it."""

# One trip to the database for the row and for the notice that wakes the runners on commit.
_QUEUE = text(
    """
    WITH queued AS (
        INSERT INTO outbox_events (id, org_id, kind, payload, dedupe_key, status, attempts,
                                   next_attempt_at, last_error)
        VALUES (:id, :org, :kind, CAST(:payload AS jsonb), :key, 'pending', 0, :due, '')
        ON CONFLICT ON CONSTRAINT uq_outbox_events_dedupe DO NOTHING
        RETURNING id
    )
    SELECT pg_notify(:channel, '') FROM queued
    """
)


async def queue(
    ctx: Ctx,
    kind: str,
    payload: dict[str, Any],
    *,
    dedupe_key: str,
    not_before: datetime | None = None,
) -> bool:
    """Queue one message; jobs deliver it after the commit, usually within a second.

    `dedupe_key` is unique per organisation: queueing the same key again does nothing and returns
    False. `not_before` holds it back until that moment. E-mails go through `messages.email`, which
    checks them.
    """
    values = {
        "id": new_id(),
        "org": ctx.org.id,
        "kind": kind,
        "payload": to_json(payload).decode(),
        "key": dedupe_key,
        "due": not_before or ctx.now(),
        "channel": CHANNEL,
    }
    return (await ctx.session.execute(_QUEUE, values)).one_or_none() is not None


@dataclass(frozen=True)
class Withdrawn:
    """A message that will not be sent: its key, and what it was going to say."""

    key: str
    payload: dict[str, Any]


async def withdraw(ctx: Ctx, *keys: str) -> list[Withdrawn]:
    """Take back messages that have not left yet: those whose key is, or begins with, one of `keys`."""
    key = col(OutboxEvent.dedupe_key)
    taken = await ctx.session.execute(
        update(OutboxEvent)
        .where(col(OutboxEvent.org_id) == ctx.org.id, col(OutboxEvent.status) == "pending")
        .where(or_(*(key.startswith(one, autoescape=True) for one in keys)))
        .values(status="skipped", last_error="Taken back before it was sent.")
        .returning(key, col(OutboxEvent.payload))
    )
    return [Withdrawn(*row) for row in taken]


async def wake(ctx: Ctx) -> None:
    """Have runners look into the outbox once this transaction commits."""
    await ctx.session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})

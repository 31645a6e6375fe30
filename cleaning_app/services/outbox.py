"""The outbox: what is to be sent, written in the same transaction as the deed that meant it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.ids import new_id
from cleaning_app.models import OutboxEvent

CHANNEL = "outbox"


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
    statement = (
        insert(OutboxEvent)
        .values(
            id=new_id(),
            org_id=ctx.org.id,
            kind=kind,
            payload=payload,
            dedupe_key=dedupe_key,
            status="pending",
            attempts=0,
            last_error="",
            next_attempt_at=not_before or ctx.now(),
        )
        .on_conflict_do_nothing(constraint="uq_outbox_events_dedupe")
        .returning(col(OutboxEvent.id))
    )
    if (await ctx.session.execute(statement)).scalar() is None:
        return False
    await wake(ctx)
    return True


async def wake(ctx: Ctx) -> None:
    """Have runners look into the outbox once this transaction commits."""
    await ctx.session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})

"""Tell open screens that something changed: a NOTIFY that PostgreSQL delivers on commit."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import text

from cleaning_app.context import Ctx

CHANNEL = "live"


async def announce(ctx: Ctx, topic: str, id: UUID | str, action: str) -> None:
    """Announce a change to every open screen of this organisation, once the transaction commits.

    `topic` names the kind of thing ("bookings"), `action` what happened in a word ("moved"). Only
    ids and the actor's name travel; each screen loads what it may see itself.
    """
    notice = {
        "org": str(ctx.org.id),
        "topic": topic,
        "id": str(id),
        "action": action,
        "actor": ctx.actor.name,
        "actor_id": str(ctx.actor.user_id or ""),
    }
    await ctx.session.execute(
        text("SELECT pg_notify(:channel, :notice)"),
        {"channel": CHANNEL, "notice": json.dumps(notice)},
    )

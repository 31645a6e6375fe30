"""Tell open screens that something changed: a NOTIFY that PostgreSQL delivers on commit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import String, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from cleaning_app.context import Ctx

CHANNEL = "live"
_NOTIFY = text("SELECT pg_notify(:channel, notice) FROM unnest(:notices) AS notice").bindparams(
    bindparam("notices", type_=ARRAY(String))
)


async def announce(ctx: Ctx, topic: str, id: UUID | str, action: str) -> None:
    """Announce a change to every open screen of this organisation, once the transaction commits.

    `topic` names the kind of thing ("bookings"), `action` what happened in a word ("moved"). Only
    ids and the actor's name travel; each screen loads what it may see itself.
    """
    await announce_each(ctx, topic, [(id, action)])


async def announce_each(ctx: Ctx, topic: str, changes: Sequence[tuple[UUID | str, str]]) -> None:
    """Announce several changes, ids with their actions, in one statement."""
    notices = [
        {
            "org": str(ctx.org.id),
            "topic": topic,
            "id": str(id),
            "action": action,
            "actor": ctx.actor.name,
            "actor_id": str(ctx.actor.user_id or ""),
        }
        for id, action in changes
    ]
    await ctx.session.execute(
        _NOTIFY, {"channel": CHANNEL, "notices": [json.dumps(notice) for notice in notices]}
    )

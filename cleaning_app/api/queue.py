"""Dead letters: what could not be delivered, and sending it again."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Query
from cleaning_app.context import Ctx
from cleaning_app.services import dead_letters, outbox_kinds
from cleaning_app.services.dead_letters import DeadLetters


class DeadLetterQuery(Query):
    """Which dead letters, and how many at most."""

    kind: dead_letters.Which = "all"
    limit: int = Field(default=50, ge=1, le=100)


class ReplayQuery(Query):
    """Which dead letters are sent again."""

    kind: dead_letters.Which = "all"


class Replayed(BaseModel):
    """How many dead letters are on their way again."""

    replayed: int


class Queued(BaseModel):
    """The event is on its way again."""

    status: Literal["queued"] = "queued"
    event_id: UUID


@endpoint("GET", "/v1/admin/queue/dlq", needs="admin.manage", answer=DeadLetters)
async def dead(ctx: Ctx, query: DeadLetterQuery) -> DeadLetters:
    """The organisation's dead letters, newest first."""
    return await dead_letters.dead(ctx, query.kind, query.limit)


@endpoint(
    "POST",
    "/v1/admin/queue/dlq/replay",
    needs="admin.manage",
    answer=Replayed,
    status=202,
    idempotency="required",
    action="outbox.replay",
)
async def replay_all(ctx: Ctx, query: ReplayQuery) -> Replayed:
    """Send dead letters again, up to 1,000 at a time, oldest first. Only dead ones are touched."""
    kinds = {
        "all": [],
        "export": [dead_letters.EXPORT],
        "outbox": [kind for kind in outbox_kinds.table() if kind != dead_letters.EXPORT],
    }
    return Replayed(replayed=await dead_letters.replay_all(ctx, kinds=kinds[query.kind]))


@endpoint(
    "POST",
    "/v1/admin/outbox/{id}/replay",
    needs="admin.manage",
    answer=Queued,
    status=202,
    idempotency="required",
    action="outbox.replay",
)
async def replay(ctx: Ctx, id: UUID) -> Queued:
    """Send one message again, with the same key, so that it can't have a second effect."""
    await dead_letters.replay(ctx, id)
    return Queued(event_id=id)

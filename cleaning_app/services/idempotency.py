"""Answers already given: a repeated request with the same key does nothing and gets the same one.

The key, the deed and the answer are written in one transaction. A second request with the same key
that comes meanwhile waits for the first; when the first fails, nothing is remembered and the second
does the deed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.models import IdempotencyKey

KEPT = timedelta(days=2)
_LONGEST_WAIT = "3s"


@dataclass(frozen=True)
class Answer:
    """What was answered: HTTP status, JSON body, the headers that belong to it."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict[str, str])


async def recall(ctx: Ctx, key: str, fingerprint: bytes) -> Answer | None:
    """The answer given to this key before, or None: then the key is this transaction's now.

    Raises:
        Conflict: the key came with a different request, or the first one takes too long.
    """
    await _wait_at_most(ctx, _LONGEST_WAIT)
    claim = (
        insert(IdempotencyKey)
        .values(org_id=ctx.org.id, key=key, fingerprint=fingerprint, created_at=ctx.now())
        .on_conflict_do_nothing(index_elements=["org_id", "key"])
        .returning(col(IdempotencyKey.key))
    )
    is_new = (await ctx.session.execute(claim)).scalar() is not None
    await _wait_at_most(ctx, "0")
    if is_new:
        return None
    row = await ctx.session.scalar(select(IdempotencyKey).where(col(IdempotencyKey.key) == key))
    if row is None or row.fingerprint != fingerprint:
        raise Conflict("This Idempotency-Key was used for a different request. Take a fresh one.")
    kept: dict[str, Any] = row.body or {}
    return Answer(row.status_code or 200, to_json(kept.get("body")), kept.get("headers", {}))


async def remember(ctx: Ctx, key: str, answer: Answer) -> None:
    """Keep the answer of a key that `recall` has claimed in this transaction."""
    kept = {"body": from_json(answer.body or b"null"), "headers": answer.headers}
    await ctx.session.execute(
        update(IdempotencyKey)
        .where(col(IdempotencyKey.key) == key)
        .values(status_code=answer.status, body=kept)
    )


async def forget_old(ctx: Ctx) -> int:
    """Remove the organisation's keys that nobody repeats any more; for the clean-up job."""
    old = col(IdempotencyKey.created_at) < ctx.now() - KEPT
    result: Any = await ctx.session.execute(delete(IdempotencyKey).where(old))
    return int(result.rowcount)


async def _wait_at_most(ctx: Ctx, limit: str) -> None:
    await ctx.session.execute(
        text("SELECT set_config('lock_timeout', :limit, true)"), {"limit": limit}
    )

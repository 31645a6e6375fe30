"""The secret address of a worker's calendar: made, made anew, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.context import Ctx
from cleaning_app.errors import Forbidden
from cleaning_app.models import CalendarFeed
from cleaning_app.permissions import OWN_BOOKINGS
from cleaning_app.services import audit, live
from cleaning_app.services.bookings import holding


@dataclass(frozen=True)
class Feed:
    """A worker's live feed. `last_used_at`: when a calendar fetched it last."""

    created_at: datetime
    last_used_at: datetime | None


async def issue(ctx: Ctx, worker_id: UUID | None = None) -> str:
    """A new address for a worker, oneself unless named; the old one stops working. Returns the
    path below the site's address. It is shown once: only its hash is kept.

    Raises:
        Forbidden: somebody else's, without `users.manage`.
        Invalid: no such worker, or they have left.
    """
    whose = _whose(ctx, worker_id)
    await holding.workers(ctx, [whose], joining=[whose])
    await _close(ctx, whose)
    token = crypto.new_token()
    feed = CalendarFeed(
        org_id=ctx.org.id, created_at=ctx.now(), worker_id=whose,
        token_hash=crypto.token_hash(token),
    )  # fmt: skip
    ctx.session.add(feed)
    await ctx.session.flush()
    audit.record(ctx, "calendar_feed.issue", "worker", whose)
    await live.announce(ctx, "workers", whose, "changed")
    return f"/calendar/{token}.ics"


async def revoke(ctx: Ctx, worker_id: UUID | None = None) -> None:
    """Close a worker's feed, oneself's unless named: calendars that have it get nothing any more.

    Raises:
        Forbidden: somebody else's, without `users.manage`.
    """
    whose = _whose(ctx, worker_id)
    if await _close(ctx, whose):
        audit.record(ctx, "calendar_feed.revoke", "worker", whose)
        await live.announce(ctx, "workers", whose, "changed")


async def status(ctx: Ctx, worker_id: UUID | None = None) -> Feed | None:
    """A worker's live feed, oneself's unless named; None when there is none. Raises Forbidden."""
    whose = _whose(ctx, worker_id)
    row = await ctx.session.scalar(_live_of(whose).execution_options(populate_existing=True))
    return Feed(row.created_at, row.last_used_at) if row is not None else None


def _whose(ctx: Ctx, worker_id: UUID | None) -> UUID:
    own = ctx.actor.worker_id
    if worker_id is None or worker_id == own:
        ctx.require(OWN_BOOKINGS, "users.manage")
        if own is None:
            raise Forbidden("Your sign-in isn't tied to a worker. Ask the office.")
        return own
    ctx.require("users.manage")
    return worker_id


async def _close(ctx: Ctx, worker_id: UUID) -> bool:
    row = await ctx.session.scalar(_live_of(worker_id).with_for_update())
    if row is None:
        return False
    row.revoked_at = ctx.now()
    await ctx.session.flush()
    return True


def _live_of(worker_id: UUID) -> Select[CalendarFeed]:
    return select(CalendarFeed).where(
        col(CalendarFeed.worker_id) == worker_id, col(CalendarFeed.revoked_at).is_(None)
    )

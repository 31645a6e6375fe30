"""What a calendar gets for an address: the worker's own jobs, and nothing for a wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.clock import Clock, SystemClock
from cleaning_app.context import Actor, Ctx, Identity
from cleaning_app.db import set_local, transaction, unit
from cleaning_app.domain.bookings import CALLED_OFF
from cleaning_app.errors import NotFound
from cleaning_app.models import CalendarFeed
from cleaning_app.permissions import ROLES
from cleaning_app.services import identities
from cleaning_app.services.calendar_feeds import ics
from cleaning_app.services.calendar_feeds.ics import Visit

BACK, AHEAD = timedelta(weeks=4), timedelta(weeks=12)
_USED_EVERY = timedelta(minutes=1)
_MISSING = "There is nothing at this address."


@dataclass(frozen=True)
class Calendar:
    """An iCalendar file (RFC 5545) and the tag that changes with it."""

    body: bytes
    etag: str


_VISITS = text(
    """
    SELECT b.id, b.number, b.status, b.deleted_at IS NOT NULL AS is_deleted, b.starts_at, b.ends_at,
           b.version, b.created_at, b.notes, c.name AS client, t.name AS service,
           coalesce(a.street, '') AS street, coalesce(a.city, '') AS city, a.lat, a.lng,
           ARRAY(SELECT w.name FROM booking_crew m JOIN workers w ON w.id = m.worker_id
                 WHERE m.org_id = b.org_id AND m.booking_id = b.id AND m.worker_id <> :worker
                 ORDER BY w.name) AS mates
    FROM booking_crew mine
    JOIN bookings b ON b.org_id = mine.org_id AND b.id = mine.booking_id
    JOIN clients c ON c.id = b.client_id
    JOIN service_types t ON t.id = b.service_type_id
    LEFT JOIN addresses a ON a.id = b.address_id
    WHERE mine.worker_id = :worker AND b.starts_at >= :start AND b.starts_at < :end
    ORDER BY b.starts_at, b.id
    """
)


async def read(token: str, *, clock: Clock | None = None) -> Calendar:
    """The calendar behind an address: from four weeks back to twelve ahead.

    No keys or codes, and no client's phone: calendars are shared and synced without anybody
    thinking of it.

    Raises:
        NotFound: unknown, closed, or of somebody who has left; the answer is always the same.
    """
    clock = clock or SystemClock()
    identity = await _whose(token, clock.now())
    async with unit(identity, clock=clock) as ctx:
        visits = await _visits(ctx)
    body = ics.written(visits, identity.org.name, identity.org.timezone)
    return Calendar(body, f'"{crypto.token_hash(body.decode()).hex()[:32]}"')


async def _whose(token: str, now: datetime) -> Identity:
    """The worker an address belongs to; notes that it was used, at most once a minute."""
    hashed = crypto.token_hash(token)
    async with transaction(token_hash=hashed.hex()) as session:
        found = await session.execute(
            select(
                col(CalendarFeed.id),
                col(CalendarFeed.org_id),
                col(CalendarFeed.worker_id),
                col(CalendarFeed.last_used_at),
            ).where(col(CalendarFeed.token_hash) == hashed, col(CalendarFeed.revoked_at).is_(None))
        )
        feed: Any = found.one_or_none()
        if feed is None:
            raise NotFound(_MISSING)
        await set_local(session, org_id=str(feed.org_id))
        name = await session.scalar(_WORKER, {"id": feed.worker_id})
        if name is None:
            raise NotFound(_MISSING)
        if feed.last_used_at is None or feed.last_used_at + _USED_EVERY <= now:
            mine = col(CalendarFeed.id) == feed.id
            await session.execute(update(CalendarFeed).where(mine).values(last_used_at=now))
        org = await identities.organisation(session, feed.org_id)
    return Identity(Actor("feed", None, name, "worker", ROLES["worker"], feed.worker_id), org)


_WORKER = text("SELECT name FROM workers WHERE id = :id AND archived_at IS NULL")


async def _visits(ctx: Ctx) -> list[Visit]:
    now, worker = ctx.now(), ctx.actor.worker_id
    values = {"worker": worker, "start": now - BACK, "end": now + AHEAD}
    return [_visit(row) for row in await ctx.session.execute(_VISITS, values)]


def _visit(row: Any) -> Visit:
    gone = row.is_deleted or row.status in CALLED_OFF
    about = [row.notes, f"With {', '.join(row.mates)}" if row.mates else "", f"B-{row.number:05}"]
    return Visit(
        id=UUID(str(row.id)),
        title=f"{row.client} · {row.service}",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status="CANCELLED" if gone else "TENTATIVE" if row.status == "pending" else "CONFIRMED",
        place=", ".join(part for part in (row.street, row.city) if part),
        at=(row.lat, row.lng) if row.lat is not None and row.lng is not None else None,
        about="\n".join(part for part in about if part),
        revision=row.version,
        made_at=row.created_at,
    )

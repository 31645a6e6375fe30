"""Whether a proposal still fits: nothing it touches has changed, and everybody has room at its end.

Whatever does not is refused as a whole, and named: a Conflict whose `extra["changed"]` lists booking,
client and what is different.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exc, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import NOT_BEGUN
from cleaning_app.errors import Conflict
from cleaning_app.models import Booking, Worker
from cleaning_app.refusals import constraint_of
from cleaning_app.services.bookings import holding, placing
from cleaning_app.services.optimisation.views import Move


async def held(
    ctx: Ctx, booking_ids: Sequence[UUID], worker_ids: Iterable[UUID]
) -> dict[UUID, Worker]:
    """Lock bookings, then workers, each in the order of their ids (see `bookings.holding`)."""
    await ctx.session.execute(
        select(col(Booking.id))
        .where(col(Booking.id).in_(booking_ids))
        .order_by(col(Booking.id))
        .with_for_update(key_share=True)
    )
    return await holding.workers(ctx, worker_ids)


async def expect_unchanged(ctx: Ctx, moves: Sequence[Move], workers: Mapping[UUID, Worker]) -> None:
    """Raise Conflict, naming every job that is not as it was, and every stand-in who has left."""
    now = await _standing(ctx, [move.booking_id for move in moves])
    different: list[dict[str, str]] = []
    for move in moves:
        booking = now.get(move.booking_id)
        joining = [id for id in move.after.crew if id not in move.before.crew]
        if booking is None:
            different.append(changed(move.booking_id, move.client, "was deleted"))
        elif booking[0].version != move.version or set(booking[1]) != set(move.before.crew):
            why = _difference(booking[0], booking[1], move)
            different.append(changed(move.booking_id, move.client, why))
        elif left := _left(joining, workers):
            different.append(changed(move.booking_id, move.client, f"{left} has left"))
    refuse(different)


def _difference(booking: Booking, crew: Collection[UUID], move: Move) -> str:
    if booking.status not in NOT_BEGUN:
        return f"is {booking.status.replace('_', ' ')} by now"
    if booking.starts_at != move.before.starts_at:
        return "was moved"
    if set(crew) != set(move.before.crew):
        return "has another crew"
    return "was changed"


async def expect_ours(
    ctx: Ctx, done: Sequence[dict[str, Any]], workers: Mapping[UUID, Worker]
) -> None:
    """Raise Conflict, naming every job that was changed since, or whose crew has left since."""
    now = await _standing(ctx, [UUID(one["booking"]) for one in done])
    different: list[dict[str, str]] = []
    for one in done:
        booking = now.get(UUID(one["booking"]))
        back = [UUID(id) for id in one["crew_before"] if id not in one["crew_after"]]
        if (
            booking is None
            or booking[0].starts_at != datetime.fromisoformat(one["start_after"])
            or {str(id) for id in booking[1]} != set(one["crew_after"])
        ):
            different.append(changed(UUID(one["booking"]), one["client"], "was changed since"))
        elif left := _left(back, workers):
            different.append(changed(UUID(one["booking"]), one["client"], f"{left} has left"))
    refuse(different)


def _left(joining: Iterable[UUID], workers: Mapping[UUID, Worker]) -> str:
    """The first who no longer works here, by name; "" when all do."""
    names = (workers[id].name for id in joining if workers[id].archived_at is not None)
    return next(names, "")


async def _standing(
    ctx: Ctx, booking_ids: Sequence[UUID]
) -> dict[UUID, tuple[Booking, tuple[UUID, ...]]]:
    """Bookings that are there, freshly read, with their crews."""
    found = await ctx.session.scalars(
        select(Booking)
        .where(col(Booking.id).in_(booking_ids), col(Booking.deleted_at).is_(None))
        .execution_options(populate_existing=True)
    )
    crews = await holding.crews_of(ctx, booking_ids)
    return {booking.id: (booking, crews[booking.id]) for booking in found}


@asynccontextmanager
async def at_once(
    ctx: Ctx, worker_ids: Collection[UUID], starts: Collection[datetime]
) -> AsyncGenerator[None]:
    """A block whose moves the constraints judge together, at its end; all of it or nothing.

    `worker_ids` are sent to jobs at these `starts`.
    """
    names = ", ".join(sorted(placing.CLASHES))
    async with ctx.attempt():
        await ctx.session.execute(text(f"SET CONSTRAINTS {names} DEFERRED"))
        yield
        await _check_room(ctx, worker_ids, starts)


async def _check_room(ctx: Ctx, worker_ids: Collection[UUID], starts: Collection[datetime]) -> None:
    """Raise Conflict, naming whom the plan would now book twice; then let the database agree."""
    if worker_ids and starts:
        whom = {"workers": list(worker_ids), "first": min(starts), "last": max(starts)}
        await _expect_room(ctx, whom)
    try:
        await ctx.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    except exc.IntegrityError as refused:
        if constraint_of(refused) not in placing.CLASHES:
            raise
        raise Conflict("Somebody of the plan is elsewhere by now. Search again.") from refused


async def _expect_room(ctx: Ctx, whom: dict[str, Any]) -> None:
    found = (await ctx.session.execute(_TWICE, whom)).all()
    refuse([
        changed(row.booking_id, row.client, f"{row.worker.split()[0]} is {row.elsewhere} by now")
        for row in found
    ])  # fmt: skip


_TWICE = text(
    """
    SELECT DISTINCT ON (a.booking_id) a.booking_id, c.name AS client, w.name AS worker,
           coalesce('at ' || oc.name, 'off') AS elsewhere
    FROM worker_time a
    JOIN worker_time b ON b.org_id = a.org_id AND b.worker_id = a.worker_id AND b.id <> a.id
      AND b.during && a.during
    JOIN bookings k ON k.id = a.booking_id
    JOIN clients c ON c.id = k.client_id
    JOIN workers w ON w.id = a.worker_id
    LEFT JOIN bookings ok ON ok.id = b.booking_id
    LEFT JOIN clients oc ON oc.id = ok.client_id
    WHERE a.worker_id = ANY(:workers) AND a.kind = 'booking'
      AND a.during && tstzrange(:first, :last, '[]')
    ORDER BY a.booking_id, lower(b.during)
    LIMIT 20
    """
).bindparams(bindparam("workers", type_=ARRAY(Uuid)))


def changed(booking_id: UUID, client: str, why: str) -> dict[str, str]:
    """A booking that is no longer what the plan knew, and why."""
    return {"booking_id": str(booking_id), "client": client, "why": why}


def refuse(changed: Sequence[dict[str, str]]) -> None:
    """Raise Conflict when anything has changed."""
    if not changed:
        return
    named = "; ".join(f"{one['client']}: {one['why']}" for one in changed[:3])
    more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
    raise Conflict(
        f"Things changed since this plan was made. {named}{more}. Nothing was moved.",
        extra={"changed": list(changed)},
    )

"""Locks that keep writers of the schedule in one order, so that none waits for another in a circle.

Whoever changes who is where locks, in this order: the bookings (by id), the workers (by id), the
number counter. An exclusion constraint alone would decide who is first, but two writers who each
see the other's unfinished row wait for one another until the database ends one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid, NotFound
from cleaning_app.models import Booking, BookingCrew, Client, Worker
from cleaning_app.services import rows

MISSING = "There is no such booking."


async def booking(
    ctx: Ctx, booking_id: UUID, version: int | None = None, *, deleted: bool = False
) -> Booking:
    """A booking, locked. Raises NotFound (also for a deleted one unless `deleted`) and
    PreconditionFailed."""
    found = await rows.locked(ctx, Booking, booking_id, MISSING, version)
    if found.deleted_at is not None and not deleted:
        raise NotFound(MISSING)
    return found


async def bookings(ctx: Ctx, booking_ids: Iterable[UUID], *, joining: Iterable[UUID] = ()) -> None:
    """Lock several bookings, everybody on them and who may be `joining`: first call of a unit that
    changes several."""
    wanted = sorted(set(booking_ids))
    await ctx.session.execute(
        select(col(Booking.id))
        .where(col(Booking.id).in_(wanted))
        .order_by(col(Booking.id))
        .with_for_update(key_share=True)
    )
    on_them = select(col(BookingCrew.worker_id)).where(col(BookingCrew.booking_id).in_(wanted))
    await workers(ctx, {*joining, *await ctx.session.scalars(on_them)})


async def workers(
    ctx: Ctx, worker_ids: Iterable[UUID], *, joining: Iterable[UUID] = ()
) -> dict[UUID, Worker]:
    """Workers, locked in the order of their ids.

    Raises:
        Invalid: one of those `joining` does not exist here or has left.
    """
    wanted = set(worker_ids) | set(joining)
    if not wanted:
        return {}
    found = await ctx.session.scalars(
        select(Worker)
        .where(col(Worker.id).in_(wanted))
        .order_by(col(Worker.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    held = {worker.id: worker for worker in found}
    for id in joining:
        if id not in held:
            raise Invalid("There is no such worker.", [FieldError("crew", "Choose a worker.")])
        if held[id].archived_at is not None:
            raise Invalid.field("crew", f"{held[id].name} no longer works here.")
    return held


async def with_crew(
    ctx: Ctx, booking_id: UUID, version: int | None = None, *, deleted: bool = False
) -> Booking:
    """A booking and everybody on it, locked: for whatever gives their time back or takes it.

    Freeing time needs the workers' locks too. Whoever books it next waits for this unit to end,
    holding those workers; a later verb of this unit must not have to wait for them.
    """
    found = await booking(ctx, booking_id, version, deleted=deleted)
    on_it = select(col(BookingCrew.worker_id)).where(col(BookingCrew.booking_id) == booking_id)
    await ctx.session.execute(
        select(col(Worker.id))
        .where(col(Worker.id).in_(on_it))
        .order_by(col(Worker.id))
        .with_for_update(key_share=True)
    )
    return found


async def standing(ctx: Ctx, booking: Booking) -> tuple[str, tuple[UUID, ...]]:
    """The client's name, and who is on a booking, in the order they joined."""
    crew = (
        select(
            func.array_agg(
                aggregate_order_by(
                    col(BookingCrew.worker_id),
                    col(BookingCrew.created_at),
                    col(BookingCrew.worker_id),
                )
            )
        )
        .where(col(BookingCrew.booking_id) == booking.id)
        .scalar_subquery()
    )
    found = await ctx.session.execute(
        select(col(Client.name), crew).where(col(Client.id) == booking.client_id)
    )
    name, ids = found.one()
    return name, tuple(ids or ())


async def crew_of(ctx: Ctx, booking_id: UUID) -> list[UUID]:
    """Who is on a booking, in the order they joined."""
    found = await ctx.session.scalars(
        select(col(BookingCrew.worker_id))
        .where(col(BookingCrew.booking_id) == booking_id)
        .order_by(col(BookingCrew.created_at), col(BookingCrew.worker_id))
    )
    return list(found)


async def crews_of(ctx: Ctx, booking_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Who is on each booking, in the order they joined."""
    wanted = sorted(set(booking_ids))
    found = await ctx.session.execute(
        select(col(BookingCrew.booking_id), col(BookingCrew.worker_id))
        .where(col(BookingCrew.booking_id).in_(wanted))
        .order_by(col(BookingCrew.created_at), col(BookingCrew.worker_id))
    )
    crews: dict[UUID, list[UUID]] = {id: [] for id in wanted}
    for booking_id, worker_id in found:
        crews[booking_id].append(worker_id)
    return {id: tuple(crew) for id, crew in crews.items()}


def checked_span(starts_at: datetime, minutes: int) -> tuple[datetime, datetime]:
    """Start and end in UTC. Raises Invalid for a start without zone, an odd year or length."""
    if starts_at.tzinfo is None:
        raise Invalid("A start needs its time zone.", [FieldError("starts_at", "Say which zone.")])
    if not 2000 <= starts_at.year <= 2199:
        raise Invalid.field("starts_at", "Check the year.")
    if not 15 <= minutes <= 1440:
        raise Invalid.field("minutes", "A visit lasts between 15 minutes and 24 hours.")
    start = starts_at.astimezone(UTC)
    return start, start + timedelta(minutes=minutes)

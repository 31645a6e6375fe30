"""Putting a booking and its crew into worker_time, where the database decides whether it fits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exc
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.slots import Interval
from cleaning_app.models import Booking, BookingCrew
from cleaning_app.refusals import constraint_of
from cleaning_app.services import numbers, rows
from cleaning_app.services.bookings import clash, holding

CLASHES = frozenset({"worker_time_no_double_booking", "worker_time_no_booking_in_block"})


async def place(
    ctx: Ctx,
    booking: Booking,
    *,
    starts_at: datetime,
    ends_at: datetime,
    crew: Collection[UUID] = (),
    leaving: Collection[UUID] = (),
    joining: Collection[UUID] = (),
    **changes: object,
) -> None:
    """Write a booking's time, crew and `changes` in one step, counting it; all of it or nothing.

    `crew` is everybody on it afterwards. Whoever leaves goes first and whoever joins comes last,
    so that nobody is checked against a time or a booking they do not have. Everybody is locked
    inside the savepoint: whoever is refused lets go at once and looks for alternatives without
    holding anybody up.

    Raises:
        Invalid: one of those joining does not exist here or has left.
        Conflict: one of the crew is elsewhere then; `extra` says where and what is free nearby.
    """
    id, service_id = booking.id, booking.service_type_id
    try:
        async with ctx.session.begin_nested():
            await holding.workers(ctx, {*crew, *leaving}, joining=joining)
            if booking.number:
                rows.touched(booking)
            else:
                booking.number = await numbers.take(ctx, "booking")
            if leaving:
                await ctx.session.execute(
                    delete(BookingCrew).where(
                        col(BookingCrew.booking_id) == id, col(BookingCrew.worker_id).in_(leaving)
                    )
                )
            booking.starts_at, booking.ends_at = starts_at, ends_at
            for name, value in changes.items():
                setattr(booking, name, value)
            ctx.session.add(booking)
            await ctx.session.flush()
            for worker_id in joining:
                row = BookingCrew(org_id=ctx.org.id, booking_id=id, worker_id=worker_id)
                ctx.session.add(row)
            await ctx.session.flush()
    except exc.IntegrityError as refused:
        if constraint_of(refused) not in CLASHES:
            raise
        wanted = Interval(starts_at, ends_at)
        raise await clash.describe(
            ctx, wanted, crew, booking_id=id, service_id=service_id
        ) from refused

"""A booking on another day, at the time it has."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import same_time_on
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.models import Booking
from cleaning_app.services.bookings import holding


async def on_day(ctx: Ctx, booking_id: UUID, day: date) -> datetime:
    """When a booking would start on `day` at its present time of day, on the organisation's clocks.

    9:30 stays 9:30 when the clocks change in between; a time that the day does not have becomes the
    moment the clocks jump over it.

    Raises:
        NotFound; Invalid: a year no schedule has.
    """
    ctx.require("bookings.view")
    if not 2000 <= day.year <= 2199:
        raise Invalid("Check the year.")
    starts_at = await ctx.session.scalar(
        select(col(Booking.starts_at)).where(
            col(Booking.id) == booking_id, col(Booking.deleted_at).is_(None)
        )
    )
    if starts_at is None:
        raise NotFound(holding.MISSING)
    return same_time_on(starts_at, day, ctx.zone)

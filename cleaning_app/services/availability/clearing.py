"""Taking a worker off the bookings that stand in the way of their time off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.services import bookings
from cleaning_app.services.availability.in_the_way import inside
from cleaning_app.services.bookings import holding


async def clear(ctx: Ctx, worker_id: UUID, start: datetime, end: datetime) -> list[UUID]:
    """Take a worker off every live booking in a stretch; returns the bookings. Undo: put them back
    with `bookings.assign`.

    Raises:
        Forbidden: that needs `bookings.assign`.
    """
    ctx.require("bookings.assign")
    ids = [one.booking_id for one in await inside(ctx, start, end, "worker", worker_id)]
    await holding.bookings(ctx, ids)
    for booking_id in ids:
        await bookings.unassign(ctx, booking_id, worker_id)
    return ids

"""Taking out a series that was made by mistake."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.models import Booking
from cleaning_app.services import audit, bookings, live
from cleaning_app.services.bookings import holding
from cleaning_app.services.series import telling, terms


async def discard(ctx: Ctx, series_id: UUID) -> int:
    """Take a series out again as if it had never been: visits made by it are deleted, those that
    were there before are one-offs again, and the client hears nothing that has not left yet. A
    series that is in use is ended instead. Returns how many visits were deleted.

    Raises:
        NotFound; Conflict: one of its visits has begun or is on an invoice.
    """
    ctx.require("bookings.edit")
    series = await terms.locked(ctx, series_id)
    rows = await ctx.session.execute(
        select(col(Booking.id), col(Booking.status), col(Booking.deleted_at)).where(
            col(Booking.series_id) == series_id, col(Booking.source) == "series"
        )
    )
    made = rows.all()
    if any(row.status in ("in_progress", "completed", "no_show") for row in made):
        raise Conflict("Visits of this series have taken place. End it instead.")
    await holding.bookings(ctx, [row.id for row in made])
    deleted = 0
    for row in made:
        if row.deleted_at is None:
            await bookings.delete(ctx, row.id)
            deleted += 1
    await telling.withdraw(ctx, series)
    await ctx.session.execute(
        update(Booking)
        .where(col(Booking.series_id) == series_id)
        .values(series_id=None, series_on=None)
    )
    await ctx.session.delete(series)
    await ctx.session.flush()
    audit.record(ctx, "series.discard", "series", series_id, deleted=deleted)
    await live.announce(ctx, "series", series_id, "deleted")
    return deleted

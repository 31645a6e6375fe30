"""Taking a start back: a thumb that slipped must not leave hours or a job under way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.domain.time_tracking import check_undo_start, moment_of_tap
from cleaning_app.models import Booking, TimeEntry, TimeSegment
from cleaning_app.services import audit, live
from cleaning_app.services.bookings import clocks, holding, telling


async def undo_start(ctx: Ctx, booking_id: UUID, *, at: datetime | None = None) -> None:
    """As if the worker had not started: no time of theirs, and the booking confirmed again when it
    was this start that began it. Taken back already, or never started: nothing changes.

    Raises:
        NotFound: no such booking.
        Conflict: more happened on the clock since, or it is too late.
    """
    worker_id = ctx.own_worker()
    booking = await holding.booking(ctx, booking_id)
    entry = await clocks.of_worker(ctx, booking_id, worker_id)
    spans = (await clocks.segments(ctx, [entry.id]))[entry.id] if entry else []
    if entry is None or not spans:
        return
    began = spans[0].started_at
    at = moment_of_tap(ctx.now(), at, began)
    check_undo_start(entry.state, len(spans), at - began)
    await ctx.session.execute(delete(TimeSegment).where(col(TimeSegment.entry_id) == entry.id))
    await ctx.session.delete(entry)
    await ctx.session.flush()
    audit.record(ctx, "time.undo_start", "booking", booking_id, started_at=began.isoformat())
    await live.announce(ctx, "bookings", booking_id, "clock_undo_start")
    if booking.status == BookingStatus.IN_PROGRESS and booking.started_at == began:
        await _not_begun(ctx, booking)


async def _not_begun(ctx: Ctx, booking: Booking) -> None:
    """Nobody else's clock says that the booking is under way."""
    others = select(col(TimeEntry.id)).where(col(TimeEntry.booking_id) == booking.id).limit(1)
    if await ctx.session.scalar(others) is not None:
        return
    booking.status, booking.started_at = BookingStatus.CONFIRMED.value, None
    to = BookingStatus.CONFIRMED.value
    await telling.changed(ctx, booking, "undo_start", to, to=to)

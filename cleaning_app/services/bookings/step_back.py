"""Taking back a step of a visit that was pressed by mistake: begun, done, or nobody was there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.errors import Conflict
from cleaning_app.services import audit
from cleaning_app.services.bookings import extras, holding, placing, telling
from cleaning_app.services.bookings.telling import UNDO_UNTIL
from cleaning_app.services.bookings.views import Advanced
from cleaning_app.services.deposits import waiving

_STEPS = {
    "booking.start": BookingStatus.IN_PROGRESS,
    "booking.finish": BookingStatus.COMPLETED,
    "booking.no_show": BookingStatus.NO_SHOW,
}


async def undo_step(ctx: Ctx, booking_id: UUID) -> Advanced:
    """Take the last of these steps back within 30 seconds. Clocks that finishing stopped stay
    stopped: nobody knows whether they would have run on.

    Raises:
        NotFound; Conflict: it is too late, it is on an invoice, or somebody is elsewhere by now.
    """
    ctx.require("bookings.status")
    booking = await holding.with_crew(ctx, booking_id)
    found = await audit.history(ctx, "booking", booking_id)
    last = next((entry for entry in found if entry.action in _STEPS), None)
    if last is None or _STEPS[last.action] != booking.status:
        raise Conflict("There is no step to take back.")
    if ctx.now() - last.created_at > UNDO_UNTIL:
        raise Conflict("It's too late to undo this.")
    if (number := await extras.billed_on(ctx, booking_id)) is not None:
        raise Conflict(f"This booking is on invoice {number} already. Void the invoice first.")
    after, before = booking.status, str(last.details.get("from", BookingStatus.CONFIRMED.value))
    cleared: dict[str, Any] = {
        "booking.start": {"started_at": None},
        "booking.finish": {"finished_at": None},
    }.get(last.action, {})
    await placing.place(
        ctx, booking, starts_at=booking.starts_at, ends_at=booking.ends_at,
        crew=await holding.crew_of(ctx, booking_id), status=before, **cleared,
    )  # fmt: skip
    if after == BookingStatus.NO_SHOW:
        await waiving.back_on(ctx, booking_id)
    await telling.recorded(ctx, booking, "undo_step", before, of=after, to=before)
    return Advanced(booking.id, booking.number, after, before, booking.version)

"""Taking bookings out of the schedule, and bringing them back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE, BookingStatus
from cleaning_app.errors import Conflict
from cleaning_app.models import Invoice
from cleaning_app.services import audit
from cleaning_app.services.bookings import holding, placing, telling
from cleaning_app.services.deposits import waiving

RESTORABLE = timedelta(days=30)


async def delete(ctx: Ctx, booking_id: UUID, *, version: int | None = None) -> int:
    """Delete a booking made by mistake; its time is free at once, and e-mails about it that have not
    left yet stay here. Undo: `restore`, for 30 days.

    Returns the new version. A visit that won't happen is cancelled instead.

    Raises:
        NotFound, PreconditionFailed; Conflict: it has an invoice; `extra` names it.
    """
    ctx.require("bookings.edit")
    booking = await holding.with_crew(ctx, booking_id, version)
    invoice = (
        await ctx.session.execute(
            select(col(Invoice.id), col(Invoice.number)).where(
                col(Invoice.booking_id) == booking_id, col(Invoice.status) != "void"
            )
        )
    ).first()
    if invoice is not None:
        raise Conflict(
            f"This booking is on invoice {invoice.number}. Void that first, or cancel the booking.",
            extra={"invoice_id": str(invoice.id), "number": invoice.number},
        )
    booking.deleted_at = ctx.now()
    unsent = await telling.withdraw(ctx, booking_id)
    await telling.changed(ctx, booking, "delete", "deleted", unsent=len(unsent))
    await waiving.called_off(ctx, booking_id)
    return booking.version


async def restore(ctx: Ctx, booking_id: UUID) -> int:
    """Bring a deleted booking back as it was; a promise that deleting it held back is sent after
    all. Returns the new version.

    Raises:
        NotFound; Conflict: deleted more than 30 days ago, or its crew is elsewhere by now.
    """
    ctx.require("bookings.edit")
    booking = await holding.with_crew(ctx, booking_id, deleted=True)
    if booking.deleted_at is None:
        return booking.version
    if ctx.now() - booking.deleted_at > RESTORABLE:
        raise Conflict("This booking was deleted more than 30 days ago and can't be brought back.")
    crew = await holding.crew_of(ctx, booking_id)
    await placing.place(
        ctx,
        booking,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        crew=crew,
        deleted_at=None,
    )
    if booking.status in LIVE:
        await waiving.back_on(ctx, booking_id)
    held_back = await _held_back(ctx, booking_id)
    await telling.recorded(ctx, booking, "restore", "restored")
    if held_back and booking.status == BookingStatus.CONFIRMED:
        await telling.tell_confirmed(ctx, booking)
    return booking.version


async def _held_back(ctx: Ctx, booking_id: UUID) -> bool:
    """Whether deleting it kept an e-mail from leaving; its audit row knows."""
    for entry in await audit.history(ctx, "booking", booking_id):
        if entry.action == "booking.delete":
            return bool(entry.details.get("unsent"))
    return False

"""Cancelling a booking by the terms frozen in it, and taking that back."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import policies
from cleaning_app.domain.bookings import BookingStatus, check_transition
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.policies import Cancellation, PolicySnapshot, Tier
from cleaning_app.errors import Conflict, NotFound
from cleaning_app.models import Booking
from cleaning_app.services import audit, rows
from cleaning_app.services.bookings import holding, placing, telling, terms
from cleaning_app.services.bookings.telling import UNDO_UNTIL
from cleaning_app.services.bookings.views import Advanced, Cancelled
from cleaning_app.services.deposits import waiving


async def cancellation_terms(ctx: Ctx, booking_id: UUID) -> Cancelled:
    """What cancelling a booking now would come to. Changes nothing.

    Raises:
        NotFound; Conflict: it can't be cancelled any more.
    """
    ctx.require("bookings.edit")
    booking = await rows.one(ctx, Booking, booking_id, holding.MISSING)
    if booking.deleted_at is not None:
        raise NotFound(holding.MISSING)
    check_transition(booking.status, BookingStatus.CANCELLED)
    return _outcome(booking, await _settle(ctx, booking))


async def cancel(
    ctx: Ctx, booking_id: UUID, reason: str, *, version: int | None = None, tell: bool = True
) -> Cancelled:
    """Cancel a booking; its time is free at once and its client is told, unless somebody else does
    (`tell`). Undo: `undo_cancel`.

    Raises:
        NotFound, PreconditionFailed; Invalid: no reason.
        Conflict: its status doesn't allow it.
    """
    ctx.require("bookings.edit")
    form = Fields()
    reason = form.text("reason", reason, 500, required=True)
    form.finish("Say why it is cancelled; the reason stays with the booking.")
    booking = await holding.with_crew(ctx, booking_id, version)
    check_transition(booking.status, BookingStatus.CANCELLED)
    settled = await _settle(ctx, booking)
    before, booking.status = booking.status, BookingStatus.CANCELLED.value
    booking.cancelled_at, booking.cancel_reason = ctx.now(), reason
    booking.cancel_fee_cents = settled.fee_cents
    await telling.changed(
        ctx,
        booking,
        "cancel",
        "cancelled",
        **{"from": before, "reason": reason, "fee_cents": settled.fee_cents},
        **({} if tell else {"by_series": str(booking.series_id)}),
    )
    await waiving.called_off(ctx, booking_id)
    if tell:
        await telling.tell_cancelled(ctx, booking)
    else:
        await telling.withdraw(ctx, booking_id)
    return _outcome(booking, settled)


async def undo_cancel(ctx: Ctx, booking_id: UUID) -> Advanced:
    """Take a cancellation back within 30 seconds: status, crew and time as before, and the
    e-mail about it is not sent.

    Raises:
        NotFound; Conflict: it isn't cancelled, it is too late, or somebody is elsewhere by now.
    """
    ctx.require("bookings.edit")
    booking = await holding.with_crew(ctx, booking_id)
    if booking.status != BookingStatus.CANCELLED or booking.cancelled_at is None:
        raise Conflict("This booking isn't cancelled.")
    if ctx.now() - booking.cancelled_at > UNDO_UNTIL:
        raise Conflict("It's too late to undo this. Make a new booking instead.")
    before = await _status_before(ctx, booking_id)
    crew = await holding.crew_of(ctx, booking_id)
    await placing.place(
        ctx,
        booking,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        crew=crew,
        status=before,
        cancelled_at=None,
        cancel_reason="",
        cancel_fee_cents=0,
    )
    await waiving.back_on(ctx, booking_id)
    await telling.recorded(ctx, booking, "undo_cancel", before, to=before)
    if not await telling.withdraw(ctx, booking_id) and before == BookingStatus.CONFIRMED:
        await telling.tell_confirmed(ctx, booking)
    return Advanced(booking.id, booking.number, "cancelled", before, booking.version)


async def _status_before(ctx: Ctx, booking_id: UUID) -> str:
    """The status a booking had when it was last cancelled; its audit row knows."""
    for entry in await audit.history(ctx, "booking", booking_id):
        if entry.action == "booking.cancel":
            return str(entry.details.get("from", BookingStatus.PENDING.value))
    return BookingStatus.PENDING.value


async def _settle(ctx: Ctx, booking: Booking) -> Cancellation:
    """Fee and refund by the booking's own terms; one that carries none costs nothing."""
    received = await terms.paid(ctx, booking.id)
    if not booking.policy:
        return Cancellation(Tier.FREE, received, 0, 0)
    frozen = PolicySnapshot.from_json(booking.policy).cancellation
    hours = (booking.starts_at - ctx.now()).total_seconds() / 3600
    return policies.cancel(frozen, max(0, received), hours)


def _outcome(booking: Booking, settled: Cancellation) -> Cancelled:
    return Cancelled(
        id=booking.id,
        number=booking.number,
        tier=settled.tier,
        fee_cents=settled.fee_cents,
        refund_cents=settled.refund_cents,
        owed_cents=settled.owed_cents,
        version=booking.version,
    )

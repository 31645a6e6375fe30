"""A booking's way through its statuses, one step at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import BookingStatus, check_transition
from cleaning_app.errors import Conflict
from cleaning_app.models import Booking
from cleaning_app.services import audit
from cleaning_app.services.bookings import clocks, holding, override, telling, terms
from cleaning_app.services.bookings.telling import UNDO_UNTIL
from cleaning_app.services.bookings.views import Advanced
from cleaning_app.services.deposits import waiving


async def confirm(
    ctx: Ctx, booking_id: UUID, *, version: int | None = None, override_reason: str = ""
) -> Advanced:
    """Promise a pending booking to its client, who gets an e-mail.

    Raises:
        NotFound, PreconditionFailed; Conflict: its status doesn't allow it.
        NeedsReason: its deposit isn't paid or it looks risky, and no reason was given.
    """
    ctx.require("bookings.status")
    booking = await holding.booking(ctx, booking_id, version)
    check_transition(booking.status, BookingStatus.CONFIRMED)
    why = override.expect(ctx, await terms.unsettled(ctx, booking), override_reason)
    advanced = await step(ctx, booking, BookingStatus.CONFIRMED, "confirm", why)
    await telling.tell_confirmed(ctx, booking)
    return advanced


async def undo_confirm(ctx: Ctx, booking_id: UUID) -> Advanced:
    """Take a confirmation back within 30 seconds; the e-mail about it is not sent.

    Raises:
        NotFound; Conflict: it isn't confirmed any more, or it is too late.
    """
    ctx.require("bookings.status")
    booking = await holding.booking(ctx, booking_id)
    found = await audit.history(ctx, "booking", booking_id)
    last = next((entry for entry in found if entry.action == "booking.confirm"), None)
    if booking.status != BookingStatus.CONFIRMED or last is None:
        raise Conflict("This booking isn't newly confirmed.")
    if ctx.now() - last.created_at > UNDO_UNTIL:
        raise Conflict("It's too late to undo this: the client has been told.")
    before, booking.status = booking.status, BookingStatus.PENDING.value
    await telling.withdraw(ctx, booking_id)
    await telling.changed(ctx, booking, "undo_confirm", BookingStatus.PENDING.value, to="pending")
    return Advanced(booking.id, booking.number, before, booking.status, booking.version)


async def start(ctx: Ctx, booking_id: UUID, *, version: int | None = None) -> Advanced:
    """The crew has begun. Raises what `confirm` raises."""
    ctx.require("bookings.status")
    booking = await holding.booking(ctx, booking_id, version)
    return await step(ctx, booking, BookingStatus.IN_PROGRESS, "start", started_at=ctx.now())


async def finish(ctx: Ctx, booking_id: UUID, *, version: int | None = None) -> Advanced:
    """The work is done. Raises what `confirm` raises."""
    ctx.require("bookings.status")
    booking = await holding.with_crew(ctx, booking_id, version)
    return await step(ctx, booking, BookingStatus.COMPLETED, "finish", finished_at=ctx.now())


async def no_show(ctx: Ctx, booking_id: UUID, *, version: int | None = None) -> Advanced:
    """Nobody was there to let the crew in. Raises what `confirm` raises."""
    ctx.require("bookings.status")
    booking = await holding.with_crew(ctx, booking_id, version)
    advanced = await step(ctx, booking, BookingStatus.NO_SHOW, "no_show")
    await waiving.called_off(ctx, booking_id)
    return advanced


async def step(
    ctx: Ctx,
    booking: Booking,
    to: BookingStatus,
    verb: str,
    why: Mapping[str, Any] | None = None,
    **moments: datetime,
) -> Advanced:
    """Give a locked booking its next status; `why` goes into the audit row. The caller has checked
    permission.

    When it is completed, nobody stays on its clock.

    Raises:
        Conflict: the state machine doesn't allow it.
    """
    check_transition(booking.status, to)
    before, booking.status = booking.status, to.value
    for name, moment in moments.items():
        setattr(booking, name, moment)
    if to is BookingStatus.COMPLETED:
        await clocks.finish_all(ctx, booking, booking.finished_at or ctx.now())
    details = {"from": before, "to": to.value, **(why or {})}
    await telling.changed(ctx, booking, verb, to.value, **details)
    return Advanced(booking.id, booking.number, before, to.value, booking.version)

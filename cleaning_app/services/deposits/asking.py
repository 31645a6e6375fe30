"""Asking for a deposit before a visit."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE as LIVE_BOOKINGS
from cleaning_app.domain.deposits import LIVE
from cleaning_app.domain.policies import PolicySnapshot
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import Booking, Deposit
from cleaning_app.money import to_decimal_string
from cleaning_app.services.deposits import state
from cleaning_app.services.deposits.mailing import booking_of, queue_email

MOST_CENTS = 1_000_000_00


def due(booking: Booking) -> int:
    """What a booking's frozen terms ask for, in cents; zero for none."""
    if not booking.policy:
        return 0
    wanted = PolicySnapshot.from_json(booking.policy).deposit
    return wanted.amount_cents if wanted.required else 0


async def ask(
    ctx: Ctx, booking_id: UUID, *, amount_cents: int | None = None, tell: bool = True
) -> UUID:
    """Ask a booking's client for a deposit: what its frozen terms say, unless an amount is given.

    `tell` queues an e-mail, after the half minute in which this can be taken back (`waive`).

    Raises:
        NotFound: no such booking.
        Invalid: its terms ask for none and no amount was given, or more than the booking costs.
        Conflict: it has one already, or does not take place.
    """
    ctx.require("bookings.edit", "invoices.edit")
    booking, client, service = await booking_of(ctx, booking_id)
    if booking.status not in LIVE_BOOKINGS:
        raise Conflict("This booking doesn't take place any more, or is over.")
    amount = due(booking) if amount_cents is None else amount_cents
    if amount <= 0:
        raise Invalid.field("amount", "Its terms ask for no deposit. Enter how much to ask for.")
    if amount > min(MOST_CENTS, booking.price_cents or MOST_CENTS):
        raise Invalid.field(
            "amount", f"At most the price of the booking, {to_decimal_string(booking.price_cents)}."
        )
    if any(one.status in LIVE for one in await state.of_booking(ctx, booking_id)):
        raise Conflict("This booking has a deposit already.")
    deposit = Deposit(
        org_id=ctx.org.id,
        booking_id=booking_id,
        client_id=booking.client_id,
        amount_cents=amount,
        currency=ctx.org.currency,
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(deposit)
    await ctx.session.flush()
    if tell and client.email:
        await queue_email(ctx, deposit, booking, client, service)
    await state.tell(ctx, deposit, "ask", amount_cents=amount)
    return deposit.id

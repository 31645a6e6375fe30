"""Keeping a deposit, and settling one whose booking was called off."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import policies
from cleaning_app.domain.bookings import CALLED_OFF
from cleaning_app.domain.deposits import Settlement, tax_inside
from cleaning_app.domain.deposits import settle as settlement
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.policies import PolicySnapshot
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import Booking, Deposit, Invoice, TaxCode
from cleaning_app.money import to_decimal_string
from cleaning_app.services.deposits import applying, state
from cleaning_app.services.deposits.giving_back import refund
from cleaning_app.services.invoices import state as invoice_state
from cleaning_app.services.invoices import tax_lines
from cleaning_app.services.invoices.create import create
from cleaning_app.services.invoices.send import send
from cleaning_app.services.invoices.tax_lines import NewLine

LATE = "Cancelled late, by the terms of the booking"


async def keep(ctx: Ctx, deposit_id: UUID, reason: str, *, amount_cents: int | None = None) -> UUID:
    """Keep what is held of a deposit, all or a part, and return the invoice that says so.

    A deposit that is kept is a sale with the tax inside (Excise Tax Act, s. 182): so it becomes an
    invoice over just that amount, paid by the deposit. Whatever counts sales and tax counts it.
    Undo: void that invoice, which gives the deposit back to where it was.

    Raises:
        NotFound: no such deposit.
        Invalid: no reason, or more than is held.
        Conflict: nothing is held.
    """
    ctx.require("payments.record")
    form = Fields()
    reason = form.text("reason", reason, 300, required=True)
    form.finish("Say why it is kept; the client may ask.")
    deposit = await state.locked(ctx, deposit_id)
    free = await state.free_cents(ctx, deposit)
    amount = free if amount_cents is None else amount_cents
    if free <= 0:
        raise Conflict("Nothing is held of this deposit.")
    if not 0 < amount <= free:
        raise Invalid.field("amount", f"Between 0.01 and {to_decimal_string(free)}.")
    invoice = await _invoice(ctx, deposit, amount, reason)
    await applying.move(ctx, deposit, invoice)
    deposit.note = reason
    await state.tell(ctx, deposit, "keep", amount_cents=amount, reason=reason)
    return invoice.id


async def _invoice(ctx: Ctx, deposit: Deposit, amount: int, reason: str) -> Invoice:
    """The invoice over a kept deposit. It belongs to no booking: that may have one of its own."""
    number = await ctx.session.scalar(
        select(col(Booking.number)).where(
            col(Booking.org_id) == ctx.org.id, col(Booking.id) == deposit.booking_id
        )
    )
    code = await tax_lines.standard(ctx, ctx.today())
    inside = _tax_within(amount, code)
    line = NewLine(
        f"Deposit kept, booking B-{number:05d}: {reason}"[:255], amount - inside, tax_code=code.key
    )
    invoice_id = await create(ctx, client_id=deposit.client_id, lines=[line], due_on=ctx.today())
    invoice = await invoice_state.locked(ctx, invoice_id)
    # Not every amount is a base with its rounded tax; the cent that differs is tax.
    invoice.tax_cents += amount - invoice.total_cents
    invoice.total_cents = amount
    await send(ctx, invoice_id, without_email=True)
    return invoice


def _tax_within(amount: int, code: TaxCode) -> int:
    return tax_inside(amount, int((code.rate + code.provincial_rate) * 100_000))


async def settlement_of(ctx: Ctx, deposit_id: UUID) -> Settlement:
    """What its booking's terms leave of a held deposit now that it is cancelled. Changes nothing.

    Raises NotFound.
    """
    ctx.require("bookings.view", "invoices.view")
    found = (
        await ctx.session.execute(
            select(Deposit, Booking)
            .join(Booking, col(Booking.id) == col(Deposit.booking_id))
            .where(col(Deposit.org_id) == ctx.org.id, col(Deposit.id) == deposit_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFound(state.MISSING)
    deposit, booking = found
    return _terms(deposit, booking)


def _terms(deposit: Deposit, booking: Booking) -> Settlement:
    if not booking.policy:
        return Settlement(deposit.held_cents, 0)
    terms = PolicySnapshot.from_json(booking.policy).cancellation
    when = booking.cancelled_at or booking.starts_at
    hours = (booking.starts_at - when).total_seconds() / 3600
    return settlement(deposit.held_cents, policies.cancel(terms, deposit.held_cents, hours))


async def settle(ctx: Ctx, deposit_id: UUID) -> Settlement:
    """Do with a held deposit what the terms of its cancelled booking say: keep one part as the fee,
    give the other back.

    Raises:
        NotFound: no such deposit.
        Conflict: its booking takes place, or nothing is held.
    """
    ctx.require("payments.record")
    deposit = await state.locked(ctx, deposit_id)
    booking = await ctx.session.scalar(
        select(Booking).where(
            col(Booking.org_id) == ctx.org.id, col(Booking.id) == deposit.booking_id
        )
    )
    if booking is None or booking.status not in CALLED_OFF:
        raise Conflict("Its booking isn't cancelled.")
    if not deposit.held_cents:
        raise Conflict("Nothing is held of this deposit.")
    terms = _terms(deposit, booking)
    if terms.refund:
        await refund(ctx, deposit_id, amount_cents=terms.refund, note="Booking cancelled")
    if terms.keep:
        await keep(ctx, deposit_id, LATE, amount_cents=terms.keep)
    return terms

"""Money of a deposit going back to the client, and a payment that was a slip of the hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import Invoice, Payment
from cleaning_app.money import to_decimal_string
from cleaning_app.services.deposits import applying, state
from cleaning_app.services.deposits.receive import DepositMoved, moved
from cleaning_app.services.gst.filed import closed
from cleaning_app.services.payments import by_card, transfer
from cleaning_app.services.payments.record import checked


async def refund(
    ctx: Ctx,
    deposit_id: UUID,
    *,
    amount_cents: int | None = None,
    method: str | None = None,
    note: str = "",
    provider: str = "office",
    provider_ref: str | None = None,
) -> DepositMoved:
    """Give back what is held of a deposit, all or a part: rows of their own, negative, on the
    payments it came by, the newest first. What came by card goes back to the card: it is held until
    Stripe says that it went.

    Raises:
        NotFound: no such deposit.
        Invalid: more than is held.
        Conflict: nothing is held.
    """
    ctx.require("payments.record")
    deposit = await state.locked(ctx, deposit_id)
    free = await state.free_cents(ctx, deposit)
    amount = free if amount_cents is None else amount_cents
    if free <= 0:
        raise Conflict("Nothing is held of this deposit.")
    if not 0 < amount <= free:
        raise Invalid.field("amount", f"Between 0.01 and {to_decimal_string(free)}.")
    moment, rest, made, pending = ctx.now(), amount, list[UUID](), False
    for payment, left in await _refundable(ctx, deposit_id):
        part = min(rest, left)
        if part <= 0:
            continue
        to_card = payment.provider == by_card.PROVIDER and (method or "card") == "card"
        row = Payment(
            org_id=ctx.org.id,
            deposit_id=deposit_id,
            status="pending" if to_card else "succeeded",
            amount_cents=-part,
            currency=deposit.currency,
            method=method or payment.method,
            received_at=checked(ctx, part, method or payment.method, moment, note),
            provider=by_card.PROVIDER if to_card else provider,
            provider_ref=provider_ref,
            refund_of_id=payment.id,
            note=note.strip(),
            created_by=ctx.actor.user_id,
        )
        ctx.session.add(row)
        made.append(row.id)
        if to_card:
            await by_card.queue_refund(ctx, row)
            pending = True
        rest -= part
    if rest:
        raise Conflict("Put back what was moved to an invoice first.")
    await state.refresh(ctx, deposit, DepositStatus.RETURNED)
    await state.tell(ctx, deposit, "refund", amount_cents=amount, note=note)
    return replace(moved(deposit, made), is_pending=pending)


async def from_invoice(
    ctx: Ctx, invoice: Invoice, cents: int, *, method: str | None, note: str
) -> int:
    """Give back money that came to a locked invoice from deposits, up to `cents`; how much it was.

    Each deposit comes back whole, is refunded in part, and what is left of it goes to the invoice
    again. Raises what `refund` raises.
    """
    ctx.require("payments.record")
    rest = cents
    for made in await transfer.of_deposits(ctx, invoice_id=invoice.id):
        part = min(rest, made.cents)
        if part <= 0:
            break
        deposit = await state.locked(ctx, made.away.deposit_id or made.id)
        why = deposit.note
        await applying.back(ctx, made)
        await refund(ctx, deposit.id, amount_cents=part, method=method, note=note)
        await applying.move(ctx, deposit, invoice)
        deposit.note = why
        rest -= part
    return cents - rest


async def take_back(ctx: Ctx, payment_id: UUID) -> DepositMoved:
    """Undo `record`: the payment goes back at its own moment, and the deposit is asked for again,
    unless another one is by now. What had gone on to an invoice comes back from there first.

    Raises:
        NotFound: no such payment of a deposit.
        Conflict: part of it was given back, or kept.
    """
    ctx.require("payments.record")
    payment = await ctx.session.scalar(
        select(Payment).where(col(Payment.org_id) == ctx.org.id, col(Payment.id) == payment_id)
    )
    if payment is None or payment.deposit_id is None or payment.kind != "payment":
        raise NotFound("There is no such payment of a deposit.")
    if payment.provider == by_card.PROVIDER:
        raise Conflict("This was paid by card: give it back instead.")
    deposit, invoices = await applying.with_invoices(ctx, payment.deposit_id)
    if deposit.status == DepositStatus.KEPT:
        raise Conflict("This was kept. Void the invoice that says so first.")
    left = {row.id: cents for row, cents in await _refundable(ctx, deposit.id)}
    if left.get(payment_id) != payment.amount_cents:
        raise Conflict("Some of this was given back already.")
    await applying.bring_back(ctx, deposit, least=payment.amount_cents)
    if await state.free_cents(ctx, deposit) < payment.amount_cents:
        raise Conflict("Some of this deposit was given back already.")
    at = payment.received_at
    row = Payment(
        org_id=ctx.org.id,
        deposit_id=deposit.id,
        amount_cents=-payment.amount_cents,
        currency=payment.currency,
        method=payment.method,
        received_at=ctx.now() if (await closed(ctx)).covers(at) else at,
        refund_of_id=payment.id,
        note="Entered by mistake",
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(row)
    asked = DepositStatus.ASKED
    others = [one for one in await state.of_booking(ctx, deposit.booking_id) if one is not deposit]
    if any(one.status == asked for one in others):
        await state.refresh(ctx, deposit, DepositStatus.RETURNED)
    else:
        deposit.status = asked.value
        await state.refresh(ctx, deposit, asked)
    await state.tell(ctx, deposit, "take_back", amount_cents=payment.amount_cents)
    await applying.pass_on(ctx, deposit, invoices)
    return moved(deposit, [row.id])


async def _refundable(ctx: Ctx, deposit_id: UUID) -> Sequence[tuple[Payment, int]]:
    """Payments of a deposit and what is left of each to give back, the newest first."""
    found = list(
        await ctx.session.scalars(
            select(Payment)
            .where(col(Payment.org_id) == ctx.org.id, col(Payment.deposit_id) == deposit_id)
            .where(col(Payment.status) != "failed", col(Payment.kind) == "payment")
            .order_by(col(Payment.received_at).desc(), col(Payment.id).desc())
        )
    )
    back: dict[UUID, int] = {}
    for row in found:
        if row.refund_of_id is not None:
            back[row.refund_of_id] = back.get(row.refund_of_id, 0) + row.amount_cents
    return [(row, row.amount_cents + back.get(row.id, 0)) for row in found if _came(row)]


def _came(row: Payment) -> bool:
    return row.amount_cents > 0 and row.status == "succeeded"

"""Money that comes for a deposit, by hand or from a provider, and goes back to the client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import LIVE, DepositStatus
from cleaning_app.domain.invoices import OPEN
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.models import Deposit, Invoice, Payment
from cleaning_app.money import to_decimal_string
from cleaning_app.services import rows
from cleaning_app.services.deposits import applying, state
from cleaning_app.services.invoices import state as invoice_state
from cleaning_app.services.payments.record import checked


@dataclass(frozen=True)
class DepositMoved:
    """What a payment or refund left of a deposit, in cents."""

    deposit_id: UUID
    payment_ids: list[UUID]
    status: DepositStatus
    held_cents: int


async def record(
    ctx: Ctx,
    deposit_id: UUID,
    *,
    amount_cents: int | None = None,
    method: str,
    received_at: datetime | None = None,
    note: str = "",
    provider: str = "office",
    provider_ref: str | None = None,
    fee_cents: int = 0,
    status: str = "succeeded",
) -> DepositMoved:
    """Record money received for a deposit: all that is missing, unless an amount is given.

    If the booking's invoice was sent already, the money goes on to it at once. A provider's payment
    is recorded whatever the deposit has become meanwhile: the money is here. Undo: `take_back`.

    Raises:
        NotFound: no such deposit.
        Invalid: naming the fields that are wrong; by hand, more than is missing.
        Conflict: by hand, a deposit that is not asked for any more.
    """
    ctx.require("payments.record")
    if provider != "office":
        deposit_id = await _waiting(ctx, deposit_id)
    invoice = await _open_invoice(ctx, deposit_id)
    deposit = await state.locked(ctx, deposit_id)
    missing = max(0, deposit.amount_cents - deposit.held_cents)
    amount = missing if amount_cents is None else amount_cents
    if provider == "office":
        if deposit.status != DepositStatus.ASKED:
            raise Conflict("This deposit isn't asked for any more.")
        if not 0 < amount <= missing:
            message = f"Between 0.01 and {to_decimal_string(missing)}."
            raise Invalid(message, [FieldError("amount", message)])
    moment = checked(ctx, amount, method, received_at, note)
    payment = Payment(
        org_id=ctx.org.id,
        deposit_id=deposit_id,
        amount_cents=amount,
        fee_cents=fee_cents,
        currency=deposit.currency,
        method=method,
        status=status,
        received_at=moment,
        provider=provider,
        provider_ref=provider_ref,
        note=note.strip(),
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(payment)
    await state.refresh(ctx, deposit, DepositStatus(deposit.status))
    await state.tell(
        ctx, deposit, "pay", payment_id=str(payment.id), amount_cents=amount, method=method
    )
    if invoice is not None and status == "succeeded":
        await applying.move(ctx, deposit, invoice)
    return moved(deposit, [payment.id])


async def _waiting(ctx: Ctx, deposit_id: UUID) -> UUID:
    """The deposit that a provider's payment is for: the booking's later one, when this was waived
    and another asked for while the client was paying."""
    booking_id = (await rows.one(ctx, Deposit, deposit_id, state.MISSING)).booking_id
    live = [one.id for one in await state.of_booking(ctx, booking_id) if one.status in LIVE]
    return live[0] if live else deposit_id


async def _open_invoice(ctx: Ctx, deposit_id: UUID) -> Invoice | None:
    """The booking's invoice that was sent and is still owed, locked; before the deposit is."""
    invoice_id = await ctx.session.scalar(
        select(col(Invoice.id))
        .join(Deposit, col(Deposit.booking_id) == col(Invoice.booking_id))
        .where(col(Deposit.org_id) == ctx.org.id, col(Deposit.id) == deposit_id)
        .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.status).in_([*OPEN]))
    )
    return await invoice_state.locked(ctx, invoice_id) if invoice_id else None


def moved(deposit: Deposit, payment_ids: list[UUID]) -> DepositMoved:
    return DepositMoved(deposit.id, payment_ids, DepositStatus(deposit.status), deposit.held_cents)

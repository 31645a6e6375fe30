"""Money that comes for a deposit, by hand or from a provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus, missing_cents
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import Deposit, Payment
from cleaning_app.money import to_decimal_string
from cleaning_app.services.deposits import applying, state
from cleaning_app.services.payments.record import checked


@dataclass(frozen=True)
class DepositMoved:
    """What a payment or refund left of a deposit, in cents."""

    deposit_id: UUID
    payment_ids: list[UUID]
    status: DepositStatus
    held_cents: int
    is_pending: bool = False
    """Some of it is on its way to a card."""


async def record(
    ctx: Ctx,
    deposit_id: UUID,
    *,
    amount_cents: int | None = None,
    method: str,
    received_at: datetime | None = None,
    note: str = "",
) -> DepositMoved:
    """Record money received for a deposit: all that is missing, unless an amount is given.

    If the booking's invoice was sent already, the money goes on to it at once. What is paid by card
    is written down by `card_payments`. Undo: `take_back`.

    Raises:
        NotFound: no such deposit.
        Invalid: naming the fields that are wrong; more than is missing.
        Conflict: it is not asked for any more.
    """
    ctx.require("payments.record")
    deposit, invoices = await applying.with_invoices(ctx, deposit_id)
    if deposit.status != DepositStatus.ASKED:
        raise Conflict("This deposit isn't asked for any more.")
    missing = missing_cents(deposit.status, deposit.amount_cents, deposit.held_cents)
    amount = missing if amount_cents is None else amount_cents
    if not 0 < amount <= missing:
        raise Invalid.field("amount", f"Between 0.01 and {to_decimal_string(missing)}.")
    moment = checked(ctx, amount, method, received_at, note)
    payment = Payment(
        org_id=ctx.org.id,
        deposit_id=deposit_id,
        amount_cents=amount,
        currency=deposit.currency,
        method=method,
        received_at=moment,
        note=note.strip(),
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(payment)
    await state.refresh(ctx, deposit, DepositStatus(deposit.status))
    await state.tell(
        ctx, deposit, "pay", payment_id=str(payment.id), amount_cents=amount, method=method
    )
    await applying.pass_on(ctx, deposit, invoices)
    return moved(deposit, [payment.id])


def moved(deposit: Deposit, payment_ids: list[UUID]) -> DepositMoved:
    """How a deposit stands after those payments or refunds."""
    return DepositMoved(deposit.id, payment_ids, DepositStatus(deposit.status), deposit.held_cents)

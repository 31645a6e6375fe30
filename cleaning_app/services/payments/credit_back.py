"""Giving a client's credit back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.models import Payment
from cleaning_app.money import to_decimal_string
from cleaning_app.services.deposits import giving_back
from cleaning_app.services.invoices import state
from cleaning_app.services.payments.record import refund


async def give_back(
    ctx: Ctx, invoice_id: UUID, *, amount_cents: int, method: str | None = None, note: str = ""
) -> int:
    """Give credit that sits on an invoice back to the client, as refunds of what was paid on it,
    the newest payment first, then of the deposits that went to it. Returns the cents given back.

    Raises:
        NotFound: no such invoice.
        Invalid: more than the credit there is, or than was paid on this invoice itself.
    """
    ctx.require("payments.record")
    invoice = await state.locked(ctx, invoice_id)
    credit = await state.credit_on(ctx, invoice)
    if not 0 < amount_cents <= credit:
        raise Invalid.field(
            "amount", f"The credit on {invoice.number} is {to_decimal_string(credit)}."
        )
    rest, note = amount_cents, note or "Credit given back"
    for payment_id, left in await _refundable(ctx, invoice_id):
        part = min(rest, left)
        if part > 0:
            await refund(ctx, payment_id, amount_cents=part, method=method, note=note)
            rest -= part
    if rest:
        rest -= await giving_back.from_invoice(ctx, invoice, rest, method=method, note=note)
    if rest:
        raise Invalid.field(
            "amount", "Some of this credit came from another invoice; move it back there first."
        )
    return amount_cents


async def _refundable(ctx: Ctx, invoice_id: UUID) -> Sequence[tuple[UUID, int]]:
    rows = (
        await ctx.session.execute(
            select(
                col(Payment.id),
                col(Payment.amount_cents),
                col(Payment.refund_of_id),
                col(Payment.received_at),
                col(Payment.kind),
                col(Payment.status),
            )
            .where(col(Payment.org_id) == ctx.org.id, col(Payment.invoice_id) == invoice_id)
            .where(col(Payment.status) != "failed")
            .order_by(col(Payment.received_at).desc(), col(Payment.id).desc())
        )
    ).all()
    back: dict[UUID, int] = {}
    for row in rows:
        if row.refund_of_id is not None:
            back[row.refund_of_id] = back.get(row.refund_of_id, 0) + row.amount_cents
    return [
        (row.id, row.amount_cents + back.get(row.id, 0))
        for row in rows
        if row.kind == "payment" and row.amount_cents > 0 and row.status == "succeeded"
    ]

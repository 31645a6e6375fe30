"""What moved on an invoice: money that came or went, deposits and credit that were used, credit notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import CreditNote, Invoice, Payment


@dataclass(frozen=True, kw_only=True)
class Movement:
    """Negative lessens what is owed: money that came in, or was credited; positive went back."""

    on: date
    what: str
    amount_cents: int


def kind_of(kind: str, method: str, amount_cents: int, said: dict[str, str]) -> str:
    """A payment in a few words: "Paid · Cash", "Refund", "Deposit or credit used"."""
    came = amount_cents > 0
    if kind == "transfer":
        return said["transfer" if came else "transfer_back"]
    if kind == "dispute":
        return said["dispute_won" if came else "dispute"]
    return f"{said['paid']} · {said[method]}" if came else said["refund"]


async def of_invoice(ctx: Ctx, invoice: Invoice, said: dict[str, str]) -> tuple[Movement, ...]:
    """What moved, in order. The caller has checked permission."""
    paid = await ctx.session.scalars(
        select(Payment)
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.invoice_id) == invoice.id)
        .where(col(Payment.status) == "succeeded")
        .order_by(col(Payment.received_at), col(Payment.id))
    )
    credited = await ctx.session.scalars(
        select(CreditNote)
        .where(col(CreditNote.org_id) == ctx.org.id, col(CreditNote.invoice_id) == invoice.id)
        .order_by(col(CreditNote.issued_on), col(CreditNote.id))
    )
    found = [
        Movement(
            on=row.received_at.astimezone(ctx.zone).date(),
            what=kind_of(row.kind, row.method, row.amount_cents, said),
            amount_cents=-row.amount_cents,
        )
        for row in paid
    ]
    found += [
        Movement(
            on=row.issued_on,
            what=f"{said['credit_note']} {row.number}",
            amount_cents=-row.total_cents,
        )
        for row in credited
    ]
    return tuple(sorted(found, key=lambda one: one.on))

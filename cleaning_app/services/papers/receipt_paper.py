"""A receipt for one payment, or for money given back; it stays the same whatever comes later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.models import Booking, CreditNote, Deposit, Invoice, Payment
from cleaning_app.services import rows
from cleaning_app.services.papers import letterhead, words
from cleaning_app.services.papers.invoice_paper import party
from cleaning_app.services.papers.paper import Paper, Party, file_name


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What an invoice came to, was paid and lacked when the money came."""

    total_cents: int
    paid_cents: int
    balance_cents: int
    has_credit: bool
    in_full: bool


@dataclass(frozen=True, kw_only=True)
class ReceiptPaper(Paper):
    """`about` is the invoice's number, or the booking a deposit is for; a deposit has no sums yet.

    `paid_cents` is what was received on the invoice up to and with this payment, `balance_cents`
    what was then left, or in the client's favour.
    """

    template: ClassVar[str] = "receipt"

    about: str
    is_deposit: bool
    client: Party
    received_on: date
    method: str
    amount_cents: int
    is_refund: bool
    sums: Sums | None
    reference: str

    @property
    def title(self) -> str:
        said = words.in_language(self.language)
        return f"{said['refund' if self.is_refund else 'receipt']} · {self.about}"

    @property
    def filename(self) -> str:
        kind = "refund" if self.is_refund else "receipt"
        return file_name(f"{kind}-{self.about}-{self.made_on}")


async def load(ctx: Ctx, payment_id: UUID) -> ReceiptPaper:
    """The receipt of a payment, on an invoice or as a deposit.

    Raises:
        NotFound: no such payment here. Conflict: nothing was received, or no money moved.
        Unavailable: the company's logo can't be reached.
    """
    ctx.require("invoices.view", "finance.view")
    payment = await rows.one(ctx, Payment, payment_id, "There is no such payment.")
    if payment.status != "succeeded" or payment.kind != "payment":
        raise Conflict("There is a receipt for money that was received or given back.")
    lang = letterhead.language(ctx)
    day = payment.received_at.astimezone(ctx.zone).date()
    about, client, sums = await _subject(ctx, payment)
    return ReceiptPaper(
        company=await letterhead.company(ctx),
        language=lang,
        currency=payment.currency,
        made_on=day,
        about=about,
        is_deposit=sums is None,
        client=client,
        received_on=day,
        method=words.in_language(lang)[payment.method],
        amount_cents=abs(payment.amount_cents),
        is_refund=payment.amount_cents < 0,
        sums=sums,
        reference=payment.provider_ref or "",
    )


async def _subject(ctx: Ctx, payment: Payment) -> tuple[str, Party, Sums | None]:
    if payment.invoice_id is None:
        found = await ctx.session.execute(
            select(Deposit, col(Booking.number))
            .join(Booking, col(Booking.id) == col(Deposit.booking_id))
            .where(col(Deposit.org_id) == ctx.org.id, col(Deposit.id) == payment.deposit_id)
        )
        deposit, number = found.one()
        return f"B-{number:05}", await party(ctx, deposit.client_id, deposit.booking_id), None
    invoice = await rows.one(ctx, Invoice, payment.invoice_id, "There is no such payment.")
    paid = await _paid_until(ctx, payment)
    left = invoice.total_cents - await _credited_until(ctx, payment) - paid
    sums = Sums(
        total_cents=invoice.total_cents,
        paid_cents=paid,
        balance_cents=abs(left),
        has_credit=left < 0,
        in_full=left <= 0,
    )
    return invoice.number, await party(ctx, invoice.client_id, invoice.booking_id), sums


async def _paid_until(ctx: Ctx, payment: Payment) -> int:
    here = tuple_(col(Payment.received_at), col(Payment.id))
    total = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(Payment.amount_cents)), 0))
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.invoice_id) == payment.invoice_id)
        .where(col(Payment.status) == "succeeded", here <= (payment.received_at, payment.id))
    )
    return int(total or 0)


async def _credited_until(ctx: Ctx, payment: Payment) -> int:
    """What credit notes had taken off when the money came; they have a day, the money a moment."""
    day = payment.received_at.astimezone(ctx.zone).date()
    total = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(CreditNote.total_cents)), 0))
        .where(col(CreditNote.org_id) == ctx.org.id)
        .where(col(CreditNote.invoice_id) == payment.invoice_id, col(CreditNote.issued_on) < day)
    )
    return int(total or 0)

"""Recording money that came in or went back, under the invoice's lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import ISSUED, InvoiceStatus, split_overpayment
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.models import Invoice, Payment
from cleaning_app.models.payments import METHODS
from cleaning_app.money import MOST_CENTS, to_decimal_string
from cleaning_app.services import audit, live, rows
from cleaning_app.services.gst.filed import closed
from cleaning_app.services.invoices import state
from cleaning_app.services.payments import by_card
from cleaning_app.services.payments.receipts import queue_receipt

MISSING = "There is no such payment."
BY_HAND = ("office", "api")
"""Who records what they decide; a provider tells of what has happened, and is believed."""
# A till's or a bank's clock may run ahead of ours a little.
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True)
class Recorded:
    """What a payment or refund did, in cents: `to_credit_cents` is what exceeds the invoice."""

    payment_id: UUID
    to_invoice_cents: int
    to_credit_cents: int
    status: InvoiceStatus
    balance_cents: int


async def record(
    ctx: Ctx,
    invoice_id: UUID,
    *,
    amount_cents: int,
    method: str,
    received_at: datetime | None = None,
    note: str = "",
    provider: str = "office",
    provider_ref: str | None = None,
    receipt: bool = False,
) -> Recorded:
    """Record money received on an invoice; what exceeds its balance becomes the client's credit.

    `received_at` is now by default; what a provider reports of days whose return was filed counts
    now, since no filed period changes. `receipt` queues an e-mail to the client, if they have an
    address. The same `provider_ref` of a provider is recorded once.

    Raises:
        NotFound: no such invoice.
        Invalid: naming the fields that are wrong.
        Conflict: a draft or void takes no payments; the reference is already recorded.
    """
    ctx.require("payments.record")
    if amount_cents <= 0:
        raise Invalid.field("amount", "Enter more than zero; give money back with a refund.")
    moment = checked(ctx, amount_cents, method, received_at, note)
    if provider not in BY_HAND and (await closed(ctx)).covers(moment):
        moment = ctx.now()
    invoice = await state.locked(ctx, invoice_id)
    if InvoiceStatus(invoice.status) not in ISSUED:
        word = "still a draft: send it first" if invoice.status == "draft" else "void"
        raise Conflict(f"{invoice.number} is {word}.")
    paid_before = await state.net_received(ctx, invoice_id)
    applied = split_overpayment(invoice.payable_cents, paid_before, amount_cents)
    payment = Payment(
        org_id=ctx.org.id,
        invoice_id=invoice_id,
        amount_cents=amount_cents,
        currency=invoice.currency,
        method=method,
        received_at=moment,
        provider=provider,
        provider_ref=provider_ref,
        note=note.strip(),
        created_by=ctx.actor.user_id,
    )
    await _write(ctx, invoice, payment, "payment.record")
    if receipt:
        await queue_receipt(ctx, payment)
    return _outcome(invoice, payment, applied.to_invoice, applied.to_credit)


async def refund(
    ctx: Ctx,
    payment_id: UUID,
    *,
    amount_cents: int,
    method: str | None = None,
    received_at: datetime | None = None,
    note: str = "",
    provider: str = "office",
    provider_ref: str | None = None,
) -> Recorded:
    """Give back part or all of a payment: a row of its own, negative. `amount_cents` is positive.

    `method` is the payment's own by default. To a card it goes back through Stripe, now, and is
    pending until Stripe says that it is done. On the day of the payment it can't come before it.

    Raises:
        NotFound: no such payment.
        Invalid: more than is left of it, or a field that is wrong.
        Conflict: it never succeeded, or is a refund itself.
    """
    ctx.require("payments.record")
    if amount_cents <= 0:
        raise Invalid.field("amount", "Enter how much to give back, more than zero.")
    original = await rows.one(ctx, Payment, payment_id, MISSING)
    to_card = original.provider == by_card.PROVIDER and (method or "card") == "card"
    asked = None if to_card else _not_before(ctx, original, received_at)
    moment = checked(ctx, amount_cents, method or original.method, asked, note)
    invoice = await state.locked(ctx, _invoice_of(original))
    if original.status != "succeeded" or original.amount_cents < 0:
        raise Conflict("Only money that was received can be given back.")
    if moment < original.received_at:
        raise Invalid.field("received_at", "It can't be given back before it was received.")
    left = await _left_of(ctx, original)
    if amount_cents > left:
        raise Invalid.field(
            "amount", f"At most {to_decimal_string(left)} of this payment is left to give back."
        )
    paid_before = await state.net_received(ctx, invoice.id) - await state.leaving(ctx, invoice.id)
    if provider in BY_HAND and amount_cents > paid_before:
        raise Invalid.field(
            "amount",
            f"At most {to_decimal_string(max(0, paid_before))}: the rest was moved elsewhere.",
        )
    row = Payment(
        org_id=ctx.org.id,
        invoice_id=invoice.id,
        amount_cents=-amount_cents,
        currency=original.currency,
        method=method or original.method,
        status="pending" if to_card else "succeeded",
        received_at=moment,
        provider=by_card.PROVIDER if to_card else provider,
        provider_ref=provider_ref,
        refund_of_id=original.id,
        note=note.strip(),
        created_by=ctx.actor.user_id,
    )
    await _write(ctx, invoice, row, "payment.refund")
    if to_card:
        await by_card.queue_refund(ctx, row)
    from_credit = min(amount_cents, max(0, paid_before - invoice.payable_cents))
    return _outcome(invoice, row, from_credit - amount_cents, -from_credit)


def _not_before(ctx: Ctx, original: Payment, moment: datetime | None) -> datetime | None:
    """A day without a time reaches us as its noon: on the payment's own day, as the payment's time."""
    if moment is None or moment.tzinfo is None:
        return moment
    paid = original.received_at
    same_day = moment.astimezone(ctx.zone).date() == paid.astimezone(ctx.zone).date()
    return max(moment, paid) if same_day else moment


async def take_back(ctx: Ctx, payment_id: UUID) -> Recorded:
    """Undo recording a payment: what is left of it goes back at the payment's own moment.

    So no tax period keeps half of a slip of the hand; the log keeps both rows. In days whose return
    was filed nothing is undone any more: then it goes back now.

    Raises:
        NotFound: no such payment.
        Conflict: it never succeeded, is a refund itself, or was given back already.
    """
    ctx.require("payments.record")
    original = await rows.one(ctx, Payment, payment_id, MISSING)
    if original.provider == by_card.PROVIDER:
        raise Conflict("This was paid by card: give it back with a refund.")
    await state.locked(ctx, _invoice_of(original))
    left = await _left_of(ctx, original)
    if left <= 0:
        raise Conflict("This payment was given back already.")
    at = original.received_at
    return await refund(
        ctx,
        payment_id,
        amount_cents=left,
        received_at=None if (await closed(ctx)).covers(at) else at,
        note="Entered by mistake",
    )


def _invoice_of(payment: Payment) -> UUID:
    if payment.invoice_id is None or payment.kind != "payment":
        raise Conflict("Only money that was received on an invoice can be given back here.")
    return payment.invoice_id


def checked(
    ctx: Ctx, amount_cents: int, method: str, received_at: datetime | None, note: str
) -> datetime:
    """The moment of a movement, once all its fields are known to be right. Raises Invalid."""
    moment = received_at or ctx.now()
    problems: list[FieldError] = []
    if amount_cents > MOST_CENTS:
        problems.append(FieldError("amount", "That is too large."))
    if method not in METHODS:
        problems.append(FieldError("method", f"Choose one of {', '.join(METHODS)}."))
    if moment.tzinfo is None:
        problems.append(FieldError("received_at", "Give a time with its zone."))
    elif moment > ctx.now() + _AHEAD:
        problems.append(FieldError("received_at", "That lies in the future."))
    elif moment.year < 2000:
        problems.append(FieldError("received_at", "Check the year."))
    if len(note.strip()) > 500:
        problems.append(FieldError("note", "Notes hold up to 500 characters."))
    if problems:
        raise Invalid(problems[0].message, problems)
    return moment


async def _left_of(ctx: Ctx, original: Payment) -> int:
    given_back = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(Payment.amount_cents)), 0))
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.refund_of_id) == original.id)
        .where(col(Payment.status) != "failed")
    )
    return original.amount_cents + int(given_back or 0)


async def _write(ctx: Ctx, invoice: Invoice, payment: Payment, action: str) -> None:
    ctx.session.add(payment)
    await state.refresh(ctx, invoice)
    details = {
        "payment_id": str(payment.id),
        "amount_cents": payment.amount_cents,
        "method": payment.method,
        "invoice_status": invoice.status,
    }
    audit.record(ctx, action, "invoice", invoice.id, **details)
    await live.announce(ctx, "invoices", invoice.id, "paid")


def _outcome(invoice: Invoice, payment: Payment, to_invoice: int, to_credit: int) -> Recorded:
    owed = max(0, invoice.owed_cents)
    return Recorded(payment.id, to_invoice, to_credit, InvoiceStatus(invoice.status), owed)

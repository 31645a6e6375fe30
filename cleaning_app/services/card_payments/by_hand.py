"""Charging the card on file for an open invoice when the office says so: after a decline and a new
card, or for a visit that was billed by hand."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.models import Booking, CardPayment, Invoice, Payment, SavedCard
from cleaning_app.services import live
from cleaning_app.services.card_links import LEAST_CENTS
from cleaning_app.services.invoices import state
from cleaning_app.services.owed import owed_cents
from cleaning_app.services.saved_cards import charging

_UNDER_WAY = ("opening", "processing")


async def offered(ctx: Ctx, invoice: Invoice) -> SavedCard | None:
    """The card that may be charged for an invoice now. What the client agreed to is one charge for
    each completed visit, so other invoices are not charged, and none twice at the same time."""
    if invoice.booking_id is None or await owed_cents(ctx, invoice) < LEAST_CENTS:
        return None
    visit = await ctx.session.scalar(
        select(col(Booking.status)).where(
            col(Booking.org_id) == ctx.org.id, col(Booking.id) == invoice.booking_id
        )
    )
    if visit != "completed" or await _under_way(ctx, invoice.id):
        return None
    return await charging.chargeable(ctx, invoice.client_id)


async def charge_now(ctx: Ctx, invoice_id: UUID) -> None:
    """Charge the client's card on file for what is owed; the outcome comes by itself, in seconds.

    Raises:
        NotFound: no such invoice.
        Conflict: nothing can be charged for it: no card, no completed visit, too little owed, or a
            charge is under way.
    """
    ctx.require("payments.record")
    invoice = await state.locked(ctx, invoice_id)
    card = await offered(ctx, invoice)
    if card is None or not await charging.queue(ctx, invoice, card):
        raise Conflict("There is nothing to charge to a card on file here. Look again.")
    await live.announce(ctx, "invoices", invoice.id, "charging")


async def _under_way(ctx: Ctx, invoice_id: UUID) -> bool:
    """Whether money for the invoice is on its way, from this card or another."""
    charged = (
        select(col(CardPayment.id))
        .where(col(CardPayment.org_id) == ctx.org.id, col(CardPayment.invoice_id) == invoice_id)
        .where(col(CardPayment.purpose) == "saved_card", col(CardPayment.status).in_(_UNDER_WAY))
    )
    coming = (
        select(col(Payment.id))
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.invoice_id) == invoice_id)
        .where(col(Payment.status) == "pending")
    )
    return await ctx.session.scalar(charged.union_all(coming).limit(1)) is not None

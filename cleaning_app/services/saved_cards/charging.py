"""Asking for a charge of the card on file, for the invoice of a finished visit."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.models import CardPayment, Invoice, SavedCard
from cleaning_app.services import audit, organisations, outbox
from cleaning_app.services.card_links import LEAST_CENTS, is_on
from cleaning_app.services.saved_cards.find import saved

KEY = "stripe-charge:"
"""What the outbox keys of charges begin with; the id of the try follows."""


async def chargeable(ctx: Ctx, client_id: UUID) -> SavedCard | None:
    """The card that pays a client's finished visits; None while the company doesn't want it so, or
    the client has left none."""
    wanted = (await organisations.settings(ctx)).charge_saved_card
    if not (wanted and is_on() and ctx.org.has("module.invoices")):
        return None
    return await saved(ctx, client_id)


async def queue(ctx: Ctx, invoice: Invoice, card: SavedCard) -> bool:
    """Ask for what is owed on a locked invoice, once; whether it is enough for a card.

    Stripe is asked after the commit (`card_payments.charging`), which also mails the invoice.
    """
    ctx.require("invoices.edit")
    owed = invoice.owed_cents
    if owed < LEAST_CENTS:
        return False
    row = CardPayment(
        org_id=ctx.org.id,
        invoice_id=invoice.id,
        saved_card_id=card.id,
        purpose="saved_card",
        amount_cents=owed,
        currency=invoice.currency,
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    await outbox.queue(
        ctx, "stripe", {"do": "charge", "id": str(row.id)}, dedupe_key=f"{KEY}{row.id}"
    )
    audit.record(ctx, "card.charge", "invoice", invoice.id, amount_cents=owed, last4=card.last4)
    return True

"""Whether the card is offered on an invoice's public page, and where its button leads."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.services.card_payments import pages
from cleaning_app.services.card_payments.links import Link


def way(ctx: Ctx, invoice_id: UUID, owed_cents: int) -> str | None:
    """Where the client goes to pay what is owed by card; None while cards are not taken here, or
    it is too little for one."""
    ctx.require("invoices.view")
    if not pages.is_on() or owed_cents < pages.LEAST_CENTS:
        return None
    return Link("invoice", ctx.org.id, invoice_id).path

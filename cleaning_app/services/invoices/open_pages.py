"""Payment pages that ask for more than is owed by now: they are closed before somebody uses them."""

from __future__ import annotations

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import OPEN, InvoiceStatus, balance
from cleaning_app.models import Invoice
from cleaning_app.services import outbox

_UNWANTED = text(
    """
    SELECT id FROM card_payments
    WHERE org_id = :org AND invoice_id = :invoice AND purpose = 'page' AND session_url IS NOT NULL
      AND status IN ('open', 'failed') AND amount_cents > :owed
    """
)


async def close_unwanted(ctx: Ctx, invoice: Invoice) -> None:
    """Ask Stripe to close pages for this invoice that would take too much."""
    owed = balance(invoice.payable_cents, invoice.paid_cents)
    values = {
        "org": ctx.org.id,
        "invoice": invoice.id,
        "owed": owed if InvoiceStatus(invoice.status) in OPEN else 0,
    }
    for card_id in await ctx.session.scalars(_UNWANTED, values):
        await outbox.queue(
            ctx,
            "stripe",
            {"do": "expire", "id": str(card_id)},
            dedupe_key=f"stripe-expire:{card_id}",
        )

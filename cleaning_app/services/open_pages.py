"""Payment pages that ask for more than is owed by now: they are closed before somebody uses them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import missing_cents
from cleaning_app.domain.invoices import OPEN, InvoiceStatus, balance
from cleaning_app.models import Deposit, Invoice
from cleaning_app.services import outbox

_UNWANTED = text(
    """
    SELECT id FROM card_payments
    WHERE org_id = :org AND (invoice_id = :about OR deposit_id = :about) AND purpose = 'page'
      AND session_url IS NOT NULL AND status IN ('open', 'failed') AND amount_cents > :owed
    """
)


async def close_unwanted(ctx: Ctx, about: Invoice | Deposit) -> None:
    """Ask Stripe to close pages for this invoice or deposit that would take too much.

    A page that is being opened just now isn't known yet: whoever opens it looks again.
    """
    values = {"org": ctx.org.id, "about": about.id, "owed": _owed(about)}
    for card_id in await ctx.session.scalars(_UNWANTED, values):
        await queue_closing(ctx, card_id)


async def queue_closing(ctx: Ctx, card_id: UUID) -> None:
    """Ask Stripe to close the page of one try at paying (`card_payments.sending`)."""
    await outbox.queue(
        ctx,
        "stripe",
        {"do": "expire", "id": str(card_id)},
        dedupe_key=f"stripe-expire:{card_id}",
    )


def _owed(about: Invoice | Deposit) -> int:
    if isinstance(about, Deposit):
        return missing_cents(about.status, about.amount_cents, about.held_cents)
    is_open = InvoiceStatus(about.status) in OPEN
    return balance(about.payable_cents, about.paid_cents) if is_open else 0

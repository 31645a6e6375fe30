"""Payment pages that ask for more than is owed by now: they are closed before somebody uses them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.models import Deposit, Invoice
from cleaning_app.services import outbox
from cleaning_app.services.owed import owed_cents

_UNWANTED = text(
    """
    SELECT id FROM card_payments
    WHERE org_id = :org AND (invoice_id = :about OR deposit_id = :about) AND purpose = 'page'
      AND session_url IS NOT NULL AND status IN ('open', 'failed') AND amount_cents > :owed
    """
)


async def close_unwanted(ctx: Ctx, about: Invoice | Deposit) -> None:
    """Ask Stripe to close pages for this locked invoice or deposit that would take too much. Once an
    invoice is paid, its booking's deposit isn't due any more either.

    A page that is being opened just now isn't known yet: whoever opens it looks again.
    """
    values = {"org": ctx.org.id, "about": about.id, "owed": await owed_cents(ctx, about)}
    for card_id in await ctx.session.scalars(_UNWANTED, values):
        await queue_closing(ctx, card_id)
    if isinstance(about, Invoice) and about.booking_id and about.status == InvoiceStatus.PAID:
        for deposit in await _asked_for(ctx, about.booking_id):
            await close_unwanted(ctx, deposit)


async def queue_closing(ctx: Ctx, card_id: UUID) -> None:
    """Ask Stripe to close the page of one try at paying (`card_payments.sending`)."""
    await outbox.queue(
        ctx,
        "stripe",
        {"do": "expire", "id": str(card_id)},
        dedupe_key=f"stripe-expire:{card_id}",
    )


async def _asked_for(ctx: Ctx, booking_id: UUID) -> Sequence[Deposit]:
    """A booking's deposits that have not come, locked: whoever opens a page for one looks after us."""
    found = await ctx.session.scalars(
        select(Deposit)
        .where(col(Deposit.org_id) == ctx.org.id, col(Deposit.booking_id) == booking_id)
        .where(col(Deposit.status) == DepositStatus.ASKED.value)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return found.all()

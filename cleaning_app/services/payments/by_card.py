"""Money that goes back to a card, through Stripe."""

from __future__ import annotations

from cleaning_app.context import Ctx
from cleaning_app.models import Payment
from cleaning_app.services import outbox

PROVIDER = "stripe"


async def queue_refund(ctx: Ctx, refund: Payment) -> None:
    """Ask Stripe for a refund once this is committed (`card_payments.sending`)."""
    await outbox.queue(
        ctx,
        PROVIDER,
        {"do": "refund", "id": str(refund.id)},
        dedupe_key=f"stripe-refund:{refund.id}",
    )

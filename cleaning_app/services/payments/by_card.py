"""Money that goes back to a card, through Stripe."""

from __future__ import annotations

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.integrations import stripe
from cleaning_app.models import Payment
from cleaning_app.services import outbox
from cleaning_app.settings import get_settings

PROVIDER = "stripe"


async def queue_refund(ctx: Ctx, refund: Payment) -> None:
    """Ask Stripe for a refund once this is committed (`card_payments.sending`).

    Raises:
        Conflict: cards are off, so nobody would ever do it.
    """
    if not stripe.is_on(get_settings()):
        raise Conflict("Cards are off at the moment. Choose another way to give it back.")
    await outbox.queue(
        ctx,
        PROVIDER,
        {"do": "refund", "id": str(refund.id)},
        dedupe_key=f"stripe-refund:{refund.id}",
    )

"""Charging a client's card on file for an invoice, while the client is away.

The e-mail with the invoice waits for the outcome: a paid one says so, and one whose card was declined
or wants its owner carries the link to pay. The office sees a declined card among what needs a hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.integrations.failures import Permanent
from cleaning_app.integrations.stripe import Declined
from cleaning_app.models import CardPayment, Payment, SavedCard
from cleaning_app.services import audit, card_labels
from cleaning_app.services.card_payments import targets
from cleaning_app.services.card_payments.calls import Call, look
from cleaning_app.services.invoices.send import mail

PROVIDER = "stripe"


@dataclass(frozen=True)
class _Charge:
    """What Stripe is asked for. The same row gives the same, as it wants of a repeated key."""

    card: CardPayment
    saved: SavedCard

    @property
    def params(self) -> dict[str, Any]:
        """A PaymentIntent off session (https://docs.stripe.com/payments/save-and-reuse)."""
        return {
            "amount": self.card.amount_cents,
            "currency": self.card.currency.lower(),
            "customer": self.saved.customer_id,
            "payment_method": self.saved.method_id,
            "off_session": True,
            "confirm": True,
            "metadata": {
                card_labels.ORGANISATION: str(self.card.org_id),
                card_labels.PAYMENT: str(self.card.id),
            },
        }


async def charge(call: Call) -> str:
    """Charge the card, write down what came of it, and mail the invoice."""
    async with call.unit() as ctx:
        invoice_id, wanted = await _wanted(ctx, call.about)
        if wanted is None:
            await mail(ctx, invoice_id)
            return "nothing to charge"
    try:
        intent_id = await call.provider.charge(wanted.params, f"charge:{call.row.key}")
        said = intent_id
    except Declined as no:
        intent_id, said = no.intent_id, f"declined: {no.code}"
    except Permanent as refused:
        async with call.unit() as ctx:
            await _refused(ctx, call.about, refused.reason)
            await mail(ctx, invoice_id)
        return f"refused: {refused.reason}"[:200]
    was_seen = await look(call, call.about, intent_id)
    if was_seen or intent_id != said:
        async with call.unit() as ctx:
            await mail(ctx, invoice_id)
    return said


async def _wanted(ctx: Ctx, card_id: UUID) -> tuple[UUID, _Charge | None]:
    """The invoice, and the charge to make; none when its outcome is known, the card was taken off
    meanwhile, or less is owed."""
    found = await ctx.session.get(CardPayment, card_id)
    if found is None or found.invoice_id is None or found.saved_card_id is None:
        raise NotFound("There is no such charge.")
    target = await targets.of(ctx, found)
    card = await ctx.session.get(CardPayment, card_id, with_for_update=True, populate_existing=True)
    saved = await ctx.session.get(SavedCard, found.saved_card_id)
    assert card is not None  # found a moment ago, and never deleted
    assert saved is not None  # a foreign key
    if card.status != "opening":
        return target.id, None
    if saved.status != "saved" or await targets.owed(ctx, target) < card.amount_cents:
        card.status = "ended"
        return target.id, None
    return target.id, _Charge(card, saved)


async def _refused(ctx: Ctx, card_id: UUID, reason: str) -> None:
    """Stripe knows no such card any more: the same to the office as one that was declined."""
    card = await ctx.session.get(CardPayment, card_id)
    assert card is not None  # found a moment ago, and never deleted
    target = await targets.of(ctx, card)
    card.status, card.failure = "failed", "refused"
    row = Payment(
        org_id=ctx.org.id,
        **target.keys,
        amount_cents=card.amount_cents,
        currency=card.currency,
        method="card",
        status="failed",
        received_at=ctx.now(),
        provider=PROVIDER,
        note=f"The card on file can't be charged. {reason}"[:500],
    )
    ctx.session.add(row)
    await targets.refresh(ctx, target)
    about, resource = target.about
    audit.record(
        ctx, "payment.declined", resource, about,
        payment_id=str(row.id), amount_cents=row.amount_cents, method="card", status="failed",
    )  # fmt: skip

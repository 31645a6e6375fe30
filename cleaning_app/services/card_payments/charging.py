"""Charging a client's card on file for an invoice, while the client is away.

The e-mail with the invoice waits for the outcome: a paid one says so, and one whose card was declined
or wants its owner carries the link to pay. The office sees a declined card among what needs a hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.integrations.failures import Permanent, Temporary
from cleaning_app.integrations.stripe import Declined
from cleaning_app.models import CardPayment, Payment, SavedCard
from cleaning_app.services import audit, card_labels
from cleaning_app.services.card_payments import targets
from cleaning_app.services.card_payments.calls import Call, look
from cleaning_app.services.card_payments.targets import Target
from cleaning_app.services.invoices.send import mail
from cleaning_app.services.payments.by_card import PROVIDER
from cleaning_app.services.saved_cards.charging import chargeable

FRESH = timedelta(hours=20)
"""How long a charge is tried for. Stripe forgets a key after a day at the earliest
(https://docs.stripe.com/api/idempotent_requests), and what it has forgotten it would charge again."""

NO_ANSWER = "Stripe gave no answer in time: look there before you charge it another way."


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
    """Charge the card, write down what came of it, and mail the invoice.

    Raises Temporary: Stripe has done it and can't say how it stands. Asked again with the same key,
    it answers the same.
    """
    async with call.unit() as ctx:
        invoice_id, wanted = await _wanted(ctx, call.about)
        if wanted is None:
            await mail(ctx, invoice_id)
            return "nothing to charge"
    try:
        intent_id = said = await call.provider.charge(wanted.params, f"charge:{call.row.key}")
    except Declined as no:
        intent_id, said = no.intent_id, f"declined: {no.code}"
    except Permanent as refused:
        intent_id, said = "", f"refused: {refused.reason}"
    if intent_id and not await look(call, call.about, intent_id):
        raise Temporary("Stripe could not say how the charge stands.")
    async with call.unit() as ctx:
        if not intent_id:
            await failed(ctx, call.about, said.partition(": ")[2])
        await mail(ctx, invoice_id)
    return said[:200]


def is_fresh(ctx: Ctx, card: CardPayment) -> bool:
    """Whether Stripe still knows the key of a charge, so that asking again charges once."""
    return ctx.now() - card.created_at < FRESH


async def locked(ctx: Ctx, card_id: UUID) -> tuple[Target, CardPayment, SavedCard]:
    """A charge with its invoice, both locked, and the card it is made on. Raises NotFound."""
    found = await ctx.session.get(CardPayment, card_id)
    if found is None or found.invoice_id is None or found.saved_card_id is None:
        raise NotFound("There is no such charge.")
    target = await targets.of(ctx, found)
    card = await ctx.session.get(CardPayment, card_id, with_for_update=True, populate_existing=True)
    saved = await ctx.session.get(SavedCard, found.saved_card_id)
    assert card is not None  # found a moment ago, and never deleted
    assert saved is not None  # a foreign key
    return target, card, saved


async def _wanted(ctx: Ctx, card_id: UUID) -> tuple[UUID, _Charge | None]:
    """The invoice, and the charge to make. None when its outcome is known, it is too old to be tried,
    the card was taken off, the company charges no cards any more, or less is owed."""
    target, card, saved = await locked(ctx, card_id)
    if card.status != "opening":
        return target.id, None
    if not is_fresh(ctx, card):
        await failed(ctx, card_id, NO_ANSWER)
        return target.id, None
    assert target.invoice is not None  # a charge is for an invoice
    now = await chargeable(ctx, target.invoice.client_id)
    if now is None or now.id != saved.id or await targets.owed(ctx, target) < card.amount_cents:
        card.status = "ended"
        return target.id, None
    return target.id, _Charge(card, saved)


async def failed(ctx: Ctx, card_id: UUID, reason: str) -> None:
    """No payment of Stripe's came of it: the same to the office as a card that was declined."""
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

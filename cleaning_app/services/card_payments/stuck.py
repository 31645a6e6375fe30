"""Charges of cards on file that got stuck: tried again, and in the end given up, so that no client waits
for an invoice for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import String, cast, literal, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import CardPayment, OutboxEvent
from cleaning_app.services import dead_letters
from cleaning_app.services.card_links import is_on
from cleaning_app.services.card_payments.charging import NO_ANSWER, failed, is_fresh, locked
from cleaning_app.services.invoices.send import mail
from cleaning_app.services.saved_cards.charging import KEY


async def find(ctx: Ctx) -> Sequence[UUID]:
    """Charges nobody is after any more though nobody knows what came of them: the outbox gave up, or
    cards were switched off."""
    ctx.require("invoices.edit")
    key = literal(KEY).concat(cast(col(CardPayment.id), String))
    found = await ctx.session.scalars(
        select(col(CardPayment.id))
        .join(OutboxEvent, col(OutboxEvent.dedupe_key) == key)
        .where(
            col(CardPayment.org_id) == ctx.org.id,
            col(OutboxEvent.org_id) == ctx.org.id,
            col(OutboxEvent.status).in_(("dead", "skipped")),
            col(CardPayment.purpose) == "saved_card",
            col(CardPayment.status) == "opening",
        )
        .limit(500)
    )
    return list(found)


async def again(ctx: Ctx, card_id: UUID) -> Mapping[str, int]:
    """Try a stuck charge again while it is fresh; after that its client is asked to pay.

    Raises NotFound.
    """
    ctx.require("invoices.edit")
    target, card, _ = await locked(ctx, card_id)
    if card.status != "opening":
        return {}
    if is_on() and is_fresh(ctx, card):
        row = await ctx.session.scalar(
            select(col(OutboxEvent.id)).where(
                col(OutboxEvent.org_id) == ctx.org.id,
                col(OutboxEvent.dedupe_key) == f"{KEY}{card_id}",
            )
        )
        assert row is not None  # queued with the card's row
        await dead_letters.replay(ctx, row)
        return {"charges_again": 1}
    await failed(ctx, card_id, NO_ANSWER)
    await mail(ctx, target.id)
    return {"charges_given_up": 1}

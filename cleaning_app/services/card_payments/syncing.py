"""Asking Stripe how a try at paying stands, and writing it down.

Events are only reasons to ask. What is written is always what Stripe says now, so it does not
matter in which order events come, how often, or whether one is missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.errors import NotFound
from cleaning_app.integrations.stripe import Intent, Session, Stripe
from cleaning_app.services import card_labels
from cleaning_app.services.card_payments import applying

Also = Callable[[Ctx], Awaitable[None]]


async def sync(
    identity: Identity,
    card_id: UUID,
    provider: Stripe,
    clock: Clock,
    *,
    intent_id: str = "",
    also: Also | None = None,
    login: str = "app",
) -> None:
    """Ask Stripe about one try at paying and bring the books in line.

    1. Number the look, in a transaction of its own.
    2. Ask, holding nothing.
    3. Write what is new, and `also` in the same transaction.

    `intent_id` says which payment of Stripe's it is about, where our row may not know yet.

    Raises:
        NotFound: there is no such try at paying here.
        Missing, Temporary, Uncertain: as Stripe says.
    """
    async with unit(identity, clock=clock, login=login) as ctx:
        card = await applying.begin_reading(ctx, card_id)
        if card is None:
            raise NotFound("There is no such card payment here.")
        number, session_id = card.reads, card.session_id
        known_intent = card.intent_id or intent_id
    session = await provider.session(session_id) if session_id else None
    intent = await _intent(provider, known_intent, session, card_id)
    async with unit(identity, clock=clock, login=login) as ctx:
        await applying.apply(ctx, card_id, number, session, intent)
        if also is not None:
            await also(ctx)


async def _intent(
    provider: Stripe, known: str, session: Session | None, card_id: UUID
) -> Intent | None:
    """The payment of a try, if there is one yet; never one that was labelled for another."""
    wanted = known or (session.intent_id if session is not None else "")
    if not wanted:
        return None
    intent = await provider.intent(wanted)
    return intent if intent.labels.get(card_labels.PAYMENT) == str(card_id) else None

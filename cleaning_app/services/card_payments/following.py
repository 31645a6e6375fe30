"""From an event to the payment it is about; the event's own words are not believed further."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import transaction
from cleaning_app.errors import AppError, NotFound
from cleaning_app.integrations import stripe
from cleaning_app.integrations.failures import ProviderError
from cleaning_app.integrations.stripe import Missing, Stripe
from cleaning_app.logs import get_logger
from cleaning_app.services import identities
from cleaning_app.services.card_labels import ORGANISATION, PAYMENT, SAVED_CARD
from cleaning_app.services.card_payments import inbox
from cleaning_app.services.card_payments.inbox import Event
from cleaning_app.services.card_payments.syncing import sync
from cleaning_app.services.saved_cards.settling import settle
from cleaning_app.settings import get_settings

AT_ONCE = 8
ACTOR = "Stripe"

log = get_logger(__name__)

_FOLLOWED = ("checkout.session.", "payment_intent.", "charge.", "refund.")
"""What payments and saved cards are heard of by; anything else is put aside."""


class Unmatched(Exception):
    """Nothing of ours fits yet. It may come, so the event is kept."""


async def work_through(clock: Clock) -> Counter[str]:
    """Follow every event that is due, a few at a time; what became of them, by status."""
    counts: Counter[str] = Counter()
    if not stripe.is_on(get_settings()):
        return counts
    async with stripe.opened(get_settings()) as provider:
        while events := await inbox.lease(AT_ONCE, clock.now()):
            counts.update(await asyncio.gather(*[_one(provider, e, clock) for e in events]))
    return counts


async def _one(provider: Stripe, event: Event, clock: Clock) -> str:
    """Follow one event and write down what came of it. Raises nothing but CancelledError."""
    owner: Identity | None = None
    try:
        if not event.type.startswith(_FOLLOWED):
            async with transaction("jobs") as session:
                await inbox.end(session, event, "ignored", clock.now())
            return "ignored"
        labels = await _labels(provider, event)
        owner, id = await _owner(labels)
        return await _follow(provider, event, clock, owner, id, is_card=SAVED_CARD in labels)
    except Unmatched as why:
        reason = str(why)
    except Missing:
        reason = "Stripe has no such payment."
    except ProviderError as error:
        reason = error.reason
    except AppError as error:
        reason = error.detail
    except Exception as error:
        log.exception("an event could not be followed", event_id=event.id, type=event.type)
        reason = f"It failed ({type(error).__name__})."
    # Its organisation sees it on its system page and can try it again.
    whose = owner.org.id if owner is not None else None
    return await inbox.put_back(event, clock.now(), reason, whose)


async def _labels(provider: Stripe, event: Event) -> dict[str, Any]:
    """What we wrote on the payment an event is about."""
    intent_id = _intent_of(event.about)
    labels: dict[str, Any] = event.about.get("metadata") or {}
    if PAYMENT not in labels and SAVED_CARD not in labels:
        # Refunds and disputes carry no labels of ours; the payment they are about does.
        if not intent_id:
            raise Unmatched("It names no payment.")
        labels = dict((await provider.intent(intent_id)).labels)
    return labels


async def _follow(
    provider: Stripe, event: Event, clock: Clock, identity: Identity, id: UUID, *, is_card: bool
) -> str:
    async def done(ctx: Ctx) -> None:
        await inbox.end(ctx.session, event, "done", ctx.now(), org_id=identity.org.id)

    try:
        if is_card:
            await settle(identity, id, provider, clock, also=done, login="jobs")
        else:
            await sync(
                identity, id, provider, clock,
                intent_id=_intent_of(event.about), also=done, login="jobs",
            )  # fmt: skip
    except NotFound:
        raise Unmatched("What it is about isn't known here yet.") from None
    return "done"


async def _owner(labels: dict[str, Any]) -> tuple[Identity, UUID]:
    """Whose it is, and the id of our try at paying or of our saved card, by what we wrote on it.

    Raises:
        Unmatched: it isn't ours, or its organisation is closed.
    """
    try:
        org_id = UUID(str(labels[ORGANISATION]))
        id = UUID(str(labels[SAVED_CARD] if SAVED_CARD in labels else labels[PAYMENT]))
    except (KeyError, ValueError):
        raise Unmatched("It is about a payment that wasn't made here.") from None
    try:
        return await identities.as_job(org_id, ACTOR), id
    except NotFound:
        raise Unmatched("Its organisation isn't known here.") from None


def _intent_of(about: dict[str, Any]) -> str:
    """The payment an object belongs to, "" when it names none."""
    if about.get("object") == "payment_intent":
        return str(about.get("id") or "")
    found: Any = about.get("payment_intent")
    if isinstance(found, dict):
        return str(found.get("id") or "")  # pyright: ignore[reportUnknownMemberType,reportUnknownArgumentType]
    return str(found or "")

"""Stripe's payment page for an invoice or a deposit: one open page for each, for what is owed now.

Two tabs get the same page, so nobody pays twice by accident: while one is being opened the second
asks Stripe with the same key, and once it is open its address is kept. A page for another amount is
closed first. Pages live an hour; our own links (`card_links`) don't end, and open a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.errors import Conflict, Unavailable
from cleaning_app.integrations import stripe
from cleaning_app.integrations.failures import ProviderError
from cleaning_app.integrations.stripe import Missing, Stripe
from cleaning_app.models import CardPayment
from cleaning_app.services import audit, card_labels, open_pages
from cleaning_app.services.card_links import LEAST_CENTS, OFF, Link, address, is_on
from cleaning_app.services.card_payments import targets
from cleaning_app.services.card_payments.syncing import sync
from cleaning_app.services.card_payments.targets import Target
from cleaning_app.settings import get_settings

LIFE = timedelta(hours=1)
_NEARLY_OVER = timedelta(minutes=5)
_OPENING = timedelta(minutes=2)
CHANGED = "What is owed has just changed. Please open the page again."


@dataclass(frozen=True)
class Page:
    """Where somebody pays: Stripe's page, for an amount in cents."""

    url: str
    cents: int


@dataclass(frozen=True)
class Outcome:
    """What became of a visit to the page: `state` is paid, under_way, declined or open."""

    state: str
    number: str
    paid_cents: int
    owed_cents: int


async def open_page(identity: Identity, link: Link, clock: Clock) -> Page:
    """Stripe's page on which the rest of an invoice or a deposit is paid.

    No transaction is held while Stripe is asked.

    Raises:
        NotFound: there is no such invoice or deposit.
        Conflict: nothing is owed on it, or less than a card can pay.
        Unavailable: cards are off, or Stripe can't be reached.
    """
    if not is_on():
        raise Unavailable(OFF)
    async with unit(identity, clock=clock) as ctx:
        card, stale = await _prepared(ctx, link)
    if card.session_url:
        return Page(card.session_url, card.amount_cents)
    try:
        async with stripe.opened(get_settings()) as provider:
            await _close(provider, stale, identity, clock)
            wanted = _params(card, link, identity)
            opened = await provider.open_payment(wanted, f"page:{card.id}")
    except ProviderError as error:
        raise Unavailable("The card page can't be opened right now. Please try again.") from error
    async with unit(identity, clock=clock) as ctx:
        wanted_still = await _keep(ctx, link, card.id, opened, stale)
    if not wanted_still:
        raise Conflict(CHANGED)
    return Page(opened.url, card.amount_cents)


async def outcome(identity: Identity, link: Link, clock: Clock) -> Outcome:
    """What the books say to somebody who comes back from Stripe's page.

    Stripe is asked once, so that they need not wait for its webhook, nor depend on it.

    Raises:
        NotFound: there is no such invoice or deposit.
    """
    async with unit(identity, clock=clock) as ctx:
        target = await targets.locked(ctx, link.kind, link.id)
        latest = await _latest(ctx, target)
    if latest is not None and is_on() and latest.status not in ("succeeded", "ended"):
        try:
            async with stripe.opened(get_settings()) as provider:
                await sync(identity, latest.id, provider, clock)
        except ProviderError:
            pass  # the webhook will say it; the page shows what is known
    async with unit(identity, clock=clock) as ctx:
        return await _outcome(ctx, link)


async def _outcome(ctx: Ctx, link: Link) -> Outcome:
    target = await targets.locked(ctx, link.kind, link.id)
    latest = await _latest(ctx, target)
    state = "open"
    if latest is not None:
        words = {"succeeded": "paid", "processing": "under_way", "failed": "declined"}
        state = words.get(latest.status, "open")
    paid = latest.amount_cents if latest is not None and state == "paid" else 0
    return Outcome(state, target.number, paid, await targets.owed(ctx, target))


async def _prepared(ctx: Ctx, link: Link) -> tuple[CardPayment, Sequence[CardPayment]]:
    """The try at paying to use, new or one that is there, and those to close first."""
    target = await targets.locked(ctx, link.kind, link.id)
    cents = await targets.owed(ctx, target)
    if cents <= 0:
        raise Conflict(f"Nothing is owed on {target.number}.")
    if cents < LEAST_CENTS:
        raise Conflict("That is too little to pay by card. Please pay it another way.")
    tries = await _tries(ctx, target)
    there = [card for card in tries if card.status in ("opening", "open")]
    # A card that was declined leaves its page open for another one.
    there += [card for card in tries if card.status == "failed" and card.session_url]
    for card in there:
        if card.amount_cents == cents and _is_fresh(ctx, card):
            return card, [old for old in there if old is not card and old.session_url]
    fresh = CardPayment(
        org_id=ctx.org.id,
        **target.keys,
        purpose="page",
        amount_cents=cents,
        currency=target.row.currency,
        expires_at=ctx.now() + LIFE,
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(fresh)
    for card in there:
        if not card.session_url:
            card.status = "ended"
    await ctx.session.flush()
    about, resource = target.about
    audit.record(ctx, "card.page_opened", resource, about, amount_cents=cents)
    return fresh, [card for card in there if card.session_url]


def _is_fresh(ctx: Ctx, card: CardPayment) -> bool:
    if card.session_url and card.expires_at:
        return card.expires_at > ctx.now() + _NEARLY_OVER
    return card.status == "opening" and card.created_at > ctx.now() - _OPENING


async def _tries(ctx: Ctx, target: Target) -> list[CardPayment]:
    found = await ctx.session.scalars(
        select(CardPayment)
        .where(col(CardPayment.org_id) == ctx.org.id, targets.belongs(CardPayment, target))
        .where(col(CardPayment.purpose) == "page")
        .order_by(col(CardPayment.created_at).desc(), col(CardPayment.id).desc())
        .limit(20)
    )
    return list(found)


async def _latest(ctx: Ctx, target: Target) -> CardPayment | None:
    """The newest that has a page: nobody comes back from one that never opened."""
    return next((card for card in await _tries(ctx, target) if card.session_id), None)


async def _close(
    provider: Stripe, stale: Sequence[CardPayment], identity: Identity, clock: Clock
) -> None:
    """Close pages before another takes their place.

    Raises Conflict: one was paid just now. That is written down, so that nobody pays it twice.
    """
    for card in stale:
        try:
            ended = await provider.expire(str(card.session_id))
        except Missing:
            continue  # nobody can pay there
        if ended.status == "complete":
            await sync(identity, card.id, provider, clock)
            raise Conflict(CHANGED)


async def _keep(
    ctx: Ctx, link: Link, card_id: UUID, opened: stripe.Session, closed: Sequence[CardPayment]
) -> bool:
    """Write down the page that was opened and those that were `closed` for it, and whether it is
    wanted: while Stripe was asked, money may have come another way, or a page for another amount
    been opened. Then it is closed."""
    target = await targets.locked(ctx, link.kind, link.id)
    for old in closed:
        gone = await ctx.session.get(CardPayment, old.id, with_for_update=True)
        if gone is not None and gone.status in ("open", "failed"):
            gone.status = "ended"
    card = await ctx.session.get(CardPayment, card_id, with_for_update=True)
    if card is None or card.status not in ("opening", "open", "ended"):
        return True
    if card.session_id is None:
        card.session_id, card.session_url = opened.id, opened.url
        card.expires_at = opened.expires_at
    if card.status == "opening":
        card.status = "open"
    await ctx.session.flush()
    if card.status == "open" and card.amount_cents <= await targets.owed(ctx, target):
        return True
    await open_pages.queue_closing(ctx, card_id)
    return False


def _params(card: CardPayment, link: Link, identity: Identity) -> dict[str, Any]:
    """A Checkout Session (https://docs.stripe.com/api/checkout/sessions/create). The same card
    payment always gives the same, as Stripe wants it of a repeated key."""
    assert card.expires_at is not None  # set when it was made
    back = address(link.path)
    labels = {card_labels.ORGANISATION: str(card.org_id), card_labels.PAYMENT: str(card.id)}
    what = "Invoice" if link.kind == "invoice" else "Deposit"
    product = {"name": f"{what} of {identity.org.name}"[:250]}
    return {
        "mode": "payment",
        "submit_type": "pay",
        "locale": "fr-CA" if identity.org.language == "fr" else "en",
        "client_reference_id": str(card.id),
        "success_url": f"{back}/done",
        "cancel_url": f"{back}/back",
        "expires_at": int(card.expires_at.timestamp()),
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": card.currency.lower(),
                    "unit_amount": card.amount_cents,
                    "product_data": product,
                },
            }
        ],
        "metadata": labels,
        "payment_intent_data": {"metadata": labels},
    }

"""Stripe's page on which a client leaves a card: one open page for each client.

The words of consent stand beside its button. Pages live an hour; our own link doesn't end.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.errors import NotFound, Unavailable
from cleaning_app.integrations import stripe
from cleaning_app.integrations.failures import Permanent, ProviderError
from cleaning_app.integrations.stripe import Stripe
from cleaning_app.models import Client, SavedCard
from cleaning_app.services import audit, card_labels, rows
from cleaning_app.services.card_links import MISSING, OFF, Link, address, is_on
from cleaning_app.services.saved_cards import consent
from cleaning_app.services.saved_cards.find import SavedCardView, of_client
from cleaning_app.services.saved_cards.settling import settle
from cleaning_app.settings import get_settings

LIFE = timedelta(hours=1)
_NEARLY_OVER = timedelta(minutes=5)
_OPENING = timedelta(minutes=2)


async def open_page(identity: Identity, link: Link, clock: Clock) -> str:
    """The address of Stripe's page. No transaction is held while Stripe is asked.

    Raises:
        NotFound: there is no such client.
        Unavailable: cards are off, or Stripe can't be reached.
    """
    if not is_on():
        raise Unavailable(OFF)
    async with unit(identity, clock=clock) as ctx:
        row, customer = await _prepared(ctx, link)
    if row.session_url:
        return row.session_url
    try:
        async with stripe.opened(get_settings()) as provider:
            try:
                opened, customer = await _asked(provider, row, customer, link, identity)
            except Permanent:
                if customer is None:
                    raise
                # It was deleted at Stripe, or made under another key.
                async with unit(identity, clock=clock) as ctx:
                    row, customer = await _prepared(ctx, link, refused=row.id)
                if row.session_url:
                    return row.session_url
                opened, customer = await _asked(provider, row, customer, link, identity)
    except ProviderError as error:
        raise Unavailable("The card page can't be opened right now. Please try again.") from error
    async with unit(identity, clock=clock) as ctx:
        kept = await ctx.session.get(SavedCard, row.id, with_for_update=True)
        assert kept is not None  # such rows are never deleted
        kept.session_id, kept.session_url, kept.customer_id = opened.id, opened.url, customer
        if kept.status == "opening":
            kept.status = "open"
    return opened.url


async def _asked(
    provider: Stripe, row: SavedCard, customer: str | None, link: Link, identity: Identity
) -> tuple[stripe.Session, str]:
    """A page for a row, and the customer it is for: a new one unless there is one."""
    if customer is None:
        labels = {card_labels.ORGANISATION: str(row.org_id), "client": str(row.client_id)}
        customer = await provider.customer(labels, f"customer:{row.id}")
    wanted = _params(row, customer, link, identity)
    return await provider.open_payment(wanted, f"save:{row.id}"), customer


async def outcome(identity: Identity, link: Link, clock: Clock) -> SavedCardView | None:
    """The card on file, once Stripe was asked about a page that is open: for somebody who comes back
    from it, or looks at our own page.

    Raises:
        NotFound: there is no such client.
    """
    async with unit(identity, clock=clock) as ctx:
        if (await rows.one(ctx, Client, link.id, MISSING)).deleted_at is not None:
            raise NotFound(MISSING)
        latest = await _latest(ctx, link)
    if latest is not None and latest.status == "open" and is_on():
        try:
            async with stripe.opened(get_settings()) as provider:
                await settle(identity, latest.id, provider, clock)
        except ProviderError:
            pass  # the webhook will say it
    async with unit(identity, clock=clock) as ctx:
        return await of_client(ctx, link.id)


async def _prepared(
    ctx: Ctx, link: Link, *, refused: UUID | None = None
) -> tuple[SavedCard, str | None]:
    """The row to use, new or one that is there, and the client's customer at Stripe; for a new row
    none if Stripe `refused` the one of that row."""
    client = await rows.locked(ctx, Client, link.id, MISSING)
    if client.deleted_at is not None:
        raise NotFound(MISSING)
    words = consent.words(ctx.org.name, ctx.org.language)
    if refused is not None:
        before = await rows.locked(ctx, SavedCard, refused, MISSING)
        if before.status == "opening":
            before.status = "ended"
        await ctx.session.flush()
    latest = await _latest(ctx, link)
    if latest is not None and latest.consent == words and _is_fresh(ctx, latest):
        return latest, latest.customer_id
    customer = await _customer(ctx, link) if refused is None else None
    row = SavedCard(
        org_id=ctx.org.id,
        client_id=link.id,
        consent=words,
        expires_at=ctx.now() + LIFE,
        customer_id=customer,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    audit.record(ctx, "card.page_opened", "client", link.id)
    return row, customer


async def _customer(ctx: Ctx, link: Link) -> str | None:
    """The customer of the client's newest row that has one."""
    return await ctx.session.scalar(
        select(col(SavedCard.customer_id))
        .where(col(SavedCard.org_id) == ctx.org.id, col(SavedCard.client_id) == link.id)
        .where(col(SavedCard.customer_id).is_not(None))
        .order_by(col(SavedCard.created_at).desc())
        .limit(1)
    )


def _is_fresh(ctx: Ctx, row: SavedCard) -> bool:
    if row.status == "open" and row.expires_at is not None:
        return row.expires_at > ctx.now() + _NEARLY_OVER
    return row.status == "opening" and row.created_at > ctx.now() - _OPENING


async def _latest(ctx: Ctx, link: Link) -> SavedCard | None:
    return await ctx.session.scalar(
        select(SavedCard)
        .where(col(SavedCard.org_id) == ctx.org.id, col(SavedCard.client_id) == link.id)
        .order_by(col(SavedCard.created_at).desc(), col(SavedCard.id).desc())
        .limit(1)
    )


def _params(row: SavedCard, customer: str, link: Link, identity: Identity) -> dict[str, Any]:
    """A Checkout Session in setup mode (https://docs.stripe.com/payments/save-and-reuse). The same
    row always gives the same, as Stripe wants it of a repeated key."""
    assert row.expires_at is not None  # set when it was made
    back = address(link.page)
    labels = {card_labels.ORGANISATION: str(row.org_id), card_labels.SAVED_CARD: str(row.id)}
    return {
        "mode": "setup",
        "currency": identity.org.currency.lower(),
        "customer": customer,
        "payment_method_types": ["card"],
        "locale": "fr-CA" if identity.org.language == "fr" else "en",
        "client_reference_id": str(row.id),
        "success_url": f"{back}/done",
        "cancel_url": back,
        "expires_at": int(row.expires_at.timestamp()),
        "custom_text": {"submit": {"message": row.consent}},
        "metadata": labels,
        "setup_intent_data": {"metadata": labels},
    }

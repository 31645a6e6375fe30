"""Writing down the card that was left on a page of Stripe's, with the consent given to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.errors import NotFound
from cleaning_app.integrations.stripe import Card, Session, Stripe
from cleaning_app.models import Client, SavedCard
from cleaning_app.services import audit, live, rows
from cleaning_app.services.clients.read import MISSING
from cleaning_app.services.saved_cards.find import saved
from cleaning_app.services.saved_cards.removing import take_off

Also = Callable[[Ctx], Awaitable[None]]


async def settle(
    identity: Identity,
    row_id: UUID,
    provider: Stripe,
    clock: Clock,
    *,
    also: Also | None = None,
    login: str = "app",
) -> None:
    """Ask Stripe what came of a page, and write down the card if one was left; `also` in the same
    transaction.

    Raises:
        NotFound: there is no such page here.
        Missing, Temporary, Uncertain: as Stripe says.
    """
    async with unit(identity, clock=clock, login=login) as ctx:
        session_id = (await rows.one(ctx, SavedCard, row_id, MISSING)).session_id
    if session_id is None:
        raise NotFound("This page isn't known here yet.")
    session = await provider.session(session_id)
    card = await provider.saved_by(session.setup_id) if session.setup_id else None
    async with unit(identity, clock=clock, login=login) as ctx:
        await _write(ctx, row_id, session, card)
        if also is not None:
            await also(ctx)


async def _write(ctx: Ctx, row_id: UUID, session: Session, card: Card | None) -> None:
    """A card that is left takes the place of the one before. One that was removed stays so, and one of
    a client who was deleted meanwhile is taken off at once."""
    found = await rows.one(ctx, SavedCard, row_id, MISSING)
    client = await rows.locked(ctx, Client, found.client_id, MISSING)
    row = await rows.locked(ctx, SavedCard, row_id, MISSING)
    if row.status in ("saved", "removed"):
        return
    if card is None:
        if session.status == "expired":
            row.status = "ended"
        return
    if (before := await saved(ctx, client.id)) is not None:
        await take_off(ctx, before)
    row.status, row.session_url = "saved", None
    row.method_id, row.customer_id = card.method_id, card.customer_id
    row.brand, row.last4 = card.brand[:30], card.last4[:4]
    row.exp_month, row.exp_year = card.exp_month, card.exp_year
    row.consented_by, row.consented_at = (card.owner or client.name)[:200], ctx.now()
    await ctx.session.flush()
    audit.record(
        ctx, "card.save", "client", client.id,
        brand=row.brand, last4=row.last4, consented_by=row.consented_by, consent=row.consent,
    )  # fmt: skip
    await live.announce(ctx, "clients", client.id, "card")
    if client.deleted_at is not None:
        await take_off(ctx, row)

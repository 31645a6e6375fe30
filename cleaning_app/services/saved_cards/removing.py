"""Taking a card off file: at once here, and at Stripe as soon as it can be reached."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.models import Client, SavedCard
from cleaning_app.services import audit, live, outbox, rows
from cleaning_app.services.clients.read import MISSING
from cleaning_app.services.saved_cards.find import saved


async def remove(ctx: Ctx, client_id: UUID) -> None:
    """Take a client's card off file: it is charged no more, also where a charge was asked for already.

    There is no way back; the client leaves it anew.

    Raises:
        NotFound: no such client, or they have none.
    """
    ctx.require("invoices.edit")
    await rows.locked(ctx, Client, client_id, MISSING)
    card = await saved(ctx, client_id)
    if card is None:
        raise NotFound("This client has no card on file.")
    await take_off(ctx, card)


async def take_off(ctx: Ctx, card: SavedCard) -> None:
    """The same for a card whose client is locked."""
    card.status, card.removed_at, card.removed_by = "removed", ctx.now(), ctx.actor.user_id
    await ctx.session.flush()
    await outbox.queue(
        ctx, "stripe", {"do": "forget", "id": str(card.id)}, dedupe_key=f"stripe-forget:{card.id}"
    )
    audit.record(ctx, "card.forget", "client", card.client_id, brand=card.brand, last4=card.last4)
    await live.announce(ctx, "clients", card.client_id, "card")

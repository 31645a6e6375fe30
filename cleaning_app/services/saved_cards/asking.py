"""Asking a client for a card: a link to hand on, or an e-mail with it."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import Client
from cleaning_app.services import audit, messages, rows
from cleaning_app.services.card_links import OFF, Link, address, is_on
from cleaning_app.services.clients.read import MISSING


def link_of(ctx: Ctx, client_id: UUID) -> str:
    """The whole address under which a client leaves a card; "" while cards are off."""
    ctx.require("invoices.edit")
    return address(Link("client", ctx.org.id, client_id).page) if is_on() else ""


async def ask(ctx: Ctx, client_id: UUID) -> None:
    """E-mail a client the link, once a day at most.

    Raises:
        NotFound: no such client.
        Invalid: they have no e-mail address.
        Conflict: cards are off, or they were asked today.
    """
    ctx.require("invoices.edit")
    if not is_on():
        raise Conflict(OFF)
    client = await rows.one(ctx, Client, client_id, MISSING)
    if not client.email:
        raise Invalid.field("email", "This client has no e-mail address.")
    queued = await messages.email(
        ctx,
        "card_asked",
        client.email,
        {"client_name": client.name, "path": Link("client", ctx.org.id, client_id).page},
        dedupe_key=f"card-asked:{client_id}:{ctx.today()}",
    )
    if not queued:
        raise Conflict("They were asked today already.")
    audit.record(ctx, "card.ask", "client", client_id)

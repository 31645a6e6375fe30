"""Clients by name alone, for whoever writes their bookings or invoices."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.models import Client
from cleaning_app.services import listing_people

_ANY_OF = ("contacts.view", "invoices.edit", "bookings.edit")


async def named(ctx: Ctx, words: str, limit: int = 6) -> list[tuple[UUID, str]]:
    """Clients of whose name `words` begin words, by name. Accountants may know no more of them."""
    ctx.require(*_ANY_OF)
    rows = await ctx.session.execute(
        select(col(Client.id), col(Client.name))
        .where(col(Client.deleted_at).is_(None), listing_people.named(Client.name, words))
        .order_by(func.lower(col(Client.name)), col(Client.id))
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


async def name_of(ctx: Ctx, client_id: UUID) -> str:
    """What one client is called. Raises NotFound."""
    ctx.require(*_ANY_OF)
    name = await ctx.session.scalar(
        select(col(Client.name)).where(
            col(Client.id) == client_id, col(Client.deleted_at).is_(None)
        )
    )
    if name is None:
        raise NotFound("There is no such client.")
    return name

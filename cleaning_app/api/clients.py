"""Clients for other programs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cleaning_app.api.answers import Listing
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Line, ListQuery, Text, unset
from cleaning_app.context import Ctx
from cleaning_app.services import clients, listing


class ClientFilters(ListQuery):
    """Sorts: `name`, `created`."""

    blocked: bool | None = None
    company: bool | None = None
    deleted: bool | None = None
    tag: str | None = Field(default=None, max_length=40)


class ClientPatch(Body):
    """What may change about a client. E-mail and phone as people write them, null for none."""

    name: Line = unset()
    is_company: bool = unset()
    email: Annotated[str, Field(max_length=254)] | None = unset()
    phone: Annotated[str, Field(max_length=40)] | None = unset()
    notes: Text = unset()
    tags: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = unset()


class ClientChange(ClientPatch):
    """`is_blocked`: whether new bookings are refused."""

    is_blocked: bool = unset()


class ClientNew(ClientPatch):
    """A new client; only the name is needed."""

    name: Line


@endpoint(
    "GET", "/v1/admin/clients", needs="contacts.view", answer=Listing[clients.ClientRow]
)  # fmt: skip
async def find(ctx: Ctx, query: ClientFilters) -> listing.Page[clients.ClientRow]:
    """List clients by name.

    E-mail and phone are masked for callers without `contacts.edit`.
    """
    return await clients.find(ctx, query.as_query())


@endpoint(
    "POST",
    "/v1/admin/clients",
    needs="contacts.edit",
    answer=clients.ClientDetail,
    status=201,
    idempotency="optional",
)
async def create(ctx: Ctx, body: ClientNew) -> clients.ClientDetail:
    """Add a client."""
    return await clients.get(ctx, await clients.create(ctx, **body.given()))


@endpoint("GET", "/v1/admin/clients/{id}", needs="contacts.view", answer=clients.ClientDetail)
async def get(ctx: Ctx, id: UUID) -> clients.ClientDetail:
    """One client with addresses and figures."""
    return await clients.get(ctx, id)


@endpoint("PATCH", "/v1/admin/clients/{id}", needs="contacts.edit", answer=clients.ClientDetail)
async def update(
    ctx: Ctx, id: UUID, body: ClientChange, version: int | None
) -> clients.ClientDetail:
    """Change a client; what isn't named stays."""
    changes = body.given()
    blocked = changes.pop("is_blocked", None)
    await clients.update(ctx, id, version=version, **changes)
    if blocked is not None:
        await (clients.block if blocked else clients.unblock)(ctx, id)
    return await clients.get(ctx, id)

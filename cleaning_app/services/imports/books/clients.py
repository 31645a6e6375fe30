"""Clients, each with the address that came with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from cleaning_app.domain.importing.datasets.clients import CLIENTS, ClientRow
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.books.book import Book
from cleaning_app.services.imports.entries import Entry, Report, Stored

_OWN = ("name", "is_company", "email", "phone", "notes")
_PLACE = ("street", "area", "city", "province", "postal_code", "lat", "lng")


class Clients(Book[ClientRow]):
    """A client and one address. An address that is here stays when the file has none."""

    dataset = CLIENTS
    table = "clients"
    topic = "clients"
    _addresses: dict[UUID, Stored]

    async def look_up(self, rows: Sequence[ClientRow]) -> None:
        known = await self.known([row.external_id for row in rows])
        self._addresses = await _first_addresses(self, list(known.values()))

    def entry(self, row: ClientRow, stored: Stored | None, report: Report) -> Entry | None:
        values: dict[str, Any] = {name: getattr(row, name) for name in self._write(_OWN, stored)}
        if stored is None:
            values["external_id"] = row.external_id
        entry = Entry(self.table, values, stored)
        if row.street:
            entry.also.append(self._address(row, entry.id))
        return entry

    def _address(self, row: ClientRow, client_id: UUID) -> Entry:
        stored = self._addresses.get(client_id)
        values = {name: getattr(row, name) for name in self._write(_PLACE, stored)}
        return Entry("addresses", values if stored else values | {"client_id": client_id}, stored)

    def _write(self, names: Sequence[str], stored: Stored | None) -> Sequence[str]:
        return names if stored is None else [name for name in names if name in self.mapped]


async def _first_addresses(book: Clients, clients: list[UUID]) -> dict[UUID, Stored]:
    """The oldest address of each client: the one an import gave it."""
    target = tables.table("addresses")
    rows = await book.ctx.session.execute(
        select(target)
        .ext(distinct_on(target.c.client_id))
        .where(target.c.org_id == book.ctx.org.id, target.c.client_id == func.any(clients))
        .where(target.c.deleted_at.is_(None))
        .order_by(target.c.client_id, target.c.created_at, target.c.id)
    )
    return {row["client_id"]: Stored(row["id"], None, dict(row)) for row in rows.mappings()}

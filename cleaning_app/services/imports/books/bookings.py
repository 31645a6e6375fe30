"""Bookings with their crew: past ones as they were, coming ones as promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from cleaning_app.domain.bookings import TERMINAL, BookingStatus
from cleaning_app.domain.importing.datasets.bookings import BOOKINGS, BookingRow
from cleaning_app.services import numbers
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.books import booking_checks
from cleaning_app.services.imports.books.book import Book, WordList, readable
from cleaning_app.services.imports.books.booking_terms import Terms
from cleaning_app.services.imports.entries import Entry, Report, Stored

CANCELLED_BEFORE = "Cancelled before it was imported"
_OPTIONAL = {"price_cents": "price", "notes": "notes"}


class Bookings(Book[BookingRow]):
    """New service types are made along the way; clients and workers must be here already."""

    dataset = BOOKINGS
    table = "bookings"
    topic = "bookings"

    async def look_up(self, rows: Sequence[BookingRow]) -> None:
        clients = {row.client_id for row in rows}
        workers = {worker for row in rows for worker in row.worker_id}
        self._clients = await tables.ids_by(self.ctx, "clients", "external_id", clients)
        self._workers = await tables.ids_by(self.ctx, "workers", "external_id", workers)
        self._services = await WordList.load(self.ctx, "service_types", "key")
        self.word_lists = [self._services]
        self._addresses = await self._first_addresses()
        self._terms = await Terms.load(self.ctx, rows, self._clients)
        self._rows: dict[int, BookingRow] = {}

    def entry(self, row: BookingRow, stored: Stored | None, report: Report) -> Entry | None:
        if not self._resolves(row, stored, report):
            return None
        self._rows[row.row] = row
        client_id = self._clients[row.client_id]
        minutes = min(max(row.duration_minutes, 15), 1440)
        values: dict[str, Any] = {
            "client_id": client_id,
            "service_type_id": self._services.id_of(
                row.service, name=readable(row.service), default_minutes=minutes
            ),
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "status": row.status,
            "price_cents": row.price,
            "notes": row.notes,
            **self._cancellation(row, stored),
        }
        if stored is None:
            address = self._addresses.get(client_id)
            values |= {"external_id": row.external_id, "source": "import", "address_id": address}
            values["policy"] = self._terms.frozen(row, client_id)
        else:
            values = {c: v for c, v in values.items() if _OPTIONAL.get(c, "status") in self.mapped}
            moved = stored.values["client_id"] != client_id
            stays = stored.values["address_id"]
            values["address_id"] = self._addresses.get(client_id) if moved else stays
        entry = Entry(self.table, values, stored)
        if stored is None or "worker_id" in self.mapped:
            crew = [{"booking_id": entry.id, "worker_id": self._workers[w]} for w in row.worker_id]
            entry.links["booking_crew"] = crew
        return entry

    def _resolves(self, row: BookingRow, stored: Stored | None, report: Report) -> bool:
        good = True
        if row.client_id not in self._clients:
            report.add(row.row, "client_id", f"There is no client {row.client_id}.")
            good = False
        for worker in row.worker_id:
            if worker not in self._workers:
                report.add(row.row, "worker_id", f"There is no worker {worker}.")
                good = False
        if stored is not None:
            before = BookingStatus(stored.values["status"])
            if before in TERMINAL and before != row.status:
                report.add(row.row, "status", f"This booking is {before.words} here and stays so.")
                good = False
        return good

    def _cancellation(self, row: BookingRow, stored: Stored | None) -> dict[str, Any]:
        """The table wants a moment for every cancellation; the file knows none, so: the import's."""
        if row.status != BookingStatus.CANCELLED:
            return {"cancelled_at": None, "cancel_reason": ""}
        at: datetime | None = stored.values["cancelled_at"] if stored else None
        reason = stored.values["cancel_reason"] if stored and at else CANCELLED_BEFORE
        return {"cancelled_at": at or self.ctx.now(), "cancel_reason": reason}

    async def judge(self, entries: list[Entry], report: Report) -> None:
        # A file without a worker column keeps the crew that is here.
        kept = await self._crews([e.id for e in entries if "booking_crew" not in e.links])
        drafts = [
            booking_checks.Draft(
                self._rows[entry.row],
                entry,
                [link["worker_id"] for link in entry.links.get("booking_crew", [])]
                or kept.get(entry.id, []),
            )
            for entry in entries
        ]
        await booking_checks.judge(self.ctx, drafts, report)

    async def _crews(self, bookings: list[UUID]) -> dict[UUID, list[UUID]]:
        crew = tables.table("booking_crew")
        chosen = select(crew.c.booking_id, crew.c.worker_id).where(
            crew.c.org_id == self.ctx.org.id, crew.c.booking_id == func.any(bookings)
        )
        found: dict[UUID, list[UUID]] = {}
        for booking, worker in await self.ctx.session.execute(chosen):
            found.setdefault(booking, []).append(worker)
        return found

    async def _first_addresses(self) -> dict[UUID, UUID]:
        """Where each client is cleaned for, unless somebody says otherwise: their oldest address."""
        t = tables.table("addresses")
        rows = await self.ctx.session.execute(
            select(t.c.client_id, t.c.id)
            .ext(distinct_on(t.c.client_id))
            .where(t.c.org_id == self.ctx.org.id, t.c.client_id.in_(self._clients.values()))
            .where(t.c.deleted_at.is_(None))
            .order_by(t.c.client_id, t.c.created_at, t.c.id)
        )
        return dict(rows.all())

    async def number(self, entries: Sequence[Entry]) -> None:
        first = await numbers.take(self.ctx, "booking", count=len(entries))
        for offset, entry in enumerate(entries):
            entry.values["number"] = first + offset

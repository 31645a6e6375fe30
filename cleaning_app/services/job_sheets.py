"""Job sheets: for each worker and day what a crew takes along on paper. Keys and codes never are on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import TAKES_PLACE
from cleaning_app.domain.travel import Place
from cleaning_app.errors import Invalid
from cleaning_app.models import Address, Booking, Client
from cleaning_app.services import bookings, listing, rota
from cleaning_app.services.bookings import BookingRow

MOST = listing.MAX_LIMIT
"""Bookings on one print."""


@dataclass(frozen=True)
class Visit:
    """A stop: where, when, what to know. `phone` is None for who sees contacts masked; `drive_minutes`
    is the way from the stop before it, None when unknown; `mates` are the others on it."""

    id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    client: str
    phone: str | None
    street: str
    area: str
    service: str
    notes: str
    has_access_notes: bool
    mates: list[str]
    drive_minutes: int | None


@dataclass(frozen=True)
class Sheet:
    """One worker's day; without a worker it is what nobody is on."""

    day: date
    worker: str
    visits: list[Visit]

    @property
    def minutes(self) -> int:
        """Planned work."""
        return sum(int((v.ends_at - v.starts_at).total_seconds()) // 60 for v in self.visits)

    @property
    def driving(self) -> int:
        """Minutes on the road between stops."""
        return sum(visit.drive_minutes or 0 for visit in self.visits)


async def sheets(ctx: Ctx, query: listing.Query) -> list[Sheet]:
    """The sheets of the bookings a list's filters match (`bookings.find`), by day and worker. With
    the filter `worker_id` only theirs.

    Raises:
        Invalid: a filter that means nothing, or more than MOST bookings.
    """
    ctx.require("bookings.view")
    asked = listing.Query(query.search, "starts_at", limit=MOST, filters=query.filters)
    page = await bookings.find(ctx, asked)
    if page.total > MOST:
        raise Invalid(f"At most {MOST} bookings on one print. Choose fewer days.")
    rows = [row for row in page.rows if row.status in TAKES_PLACE]
    details = await _details(ctx, [row.id for row in rows])
    only = query.filters.get("worker_id", "")
    found: dict[tuple[date, str, str], list[BookingRow]] = defaultdict(list)
    for row in rows:
        day = row.starts_at.astimezone(ctx.zone).date()
        whose = [(w.name, str(w.id)) for w in row.crew if not only or str(w.id) == only]
        for name, id in whose or [("", "")]:
            found[day, name, id].append(row)
    # What nobody is on stands at the end of its day.
    order = sorted(found, key=lambda key: (key[0], not key[1], key[1].casefold(), key[2]))
    sees = ctx.can("contacts.edit")
    return [
        Sheet(
            key[0],
            key[1],
            _visits(found[key], details, UUID(key[2]) if key[2] else None, sees),
        )
        for key in order
    ]


def _visits(
    rows: list[BookingRow], details: dict[UUID, Any], worker_id: UUID | None, sees: bool
) -> list[Visit]:
    ways: dict[UUID, int] = {}
    for before, after in pairwise(rows):
        start, end = _place(details[before.id]), _place(details[after.id])
        if start and end and worker_id:
            ways[after.id] = rota.drive(start, end)
    return [_visit(row, details[row.id], worker_id, ways.get(row.id), sees) for row in rows]


def _visit(
    row: BookingRow, detail: Any, worker_id: UUID | None, drive: int | None, sees: bool
) -> Visit:
    return Visit(
        id=row.id,
        number=row.number,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        client=row.client,
        phone=detail.phone if sees else None,
        street=", ".join(filter(None, (detail.street, detail.city))),
        area=row.area,
        service=row.service,
        notes=detail.notes,
        has_access_notes=detail.has_access_notes,
        mates=[worker.name for worker in row.crew if worker.id != worker_id],
        drive_minutes=drive,
    )


def _place(detail: Any) -> Place | None:
    return Place(detail.lat, detail.lng) if detail.lat is not None else None


async def _details(ctx: Ctx, booking_ids: list[UUID]) -> dict[UUID, Any]:
    """What a list's rows do not carry."""
    locked = col(Booking.access_notes).is_not(None) | col(Address.access_notes).is_not(None)
    found = await ctx.session.execute(
        select(
            col(Booking.id), col(Booking.notes), col(Client.phone), col(Address.street),
            col(Address.city), col(Address.lat), col(Address.lng),
            locked.label("has_access_notes"),
        )
        .join(Client, col(Client.id) == col(Booking.client_id))
        .outerjoin(Address, col(Address.id) == col(Booking.address_id))
        .where(col(Booking.id).in_(booking_ids))
    )  # fmt: skip
    return {row.id: row for row in found}

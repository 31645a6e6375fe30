"""Notes that workers write from a visit, for the office."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.time_tracking import moment_of_tap
from cleaning_app.errors import NotFound
from cleaning_app.models import BookingNote, Worker
from cleaning_app.services import audit, live
from cleaning_app.services.bookings import holding


@dataclass(frozen=True)
class Note:
    """What a worker wrote, and when."""

    id: UUID
    booking_id: UUID
    author: str
    text: str
    written_at: datetime


async def add(ctx: Ctx, booking_id: UUID, words: str, *, at: datetime | None = None) -> UUID:
    """Write a note on an own booking. Raises NotFound: not theirs; Invalid: empty or too long."""
    worker_id = ctx.own_worker()
    form = Fields()
    plain = form.text("text", words, 2000, required=True)
    form.finish("This note can't be saved.")
    await expect_own(ctx, booking_id, worker_id)
    note = BookingNote(
        org_id=ctx.org.id,
        booking_id=booking_id,
        worker_id=worker_id,
        text=plain,
        written_at=moment_of_tap(ctx.now(), at, None),
    )
    ctx.session.add(note)
    await ctx.session.flush()
    audit.record(ctx, "booking.note", "booking", booking_id)
    await live.announce(ctx, "bookings", booking_id, "noted")
    return note.id


async def of_booking(ctx: Ctx, booking_id: UUID) -> list[Note]:
    """The notes of a booking, oldest first."""
    ctx.require("bookings.view")
    return (await load(ctx, [booking_id])).get(booking_id, [])


async def load(ctx: Ctx, booking_ids: Collection[UUID]) -> dict[UUID, list[Note]]:
    """The notes of some bookings, by booking. The caller has checked permission."""
    if not booking_ids:
        return {}
    found: Any = await ctx.session.execute(
        select(BookingNote, col(Worker.name))
        .join(Worker, col(Worker.id) == col(BookingNote.worker_id))
        .where(col(BookingNote.booking_id).in_(booking_ids))
        .order_by(col(BookingNote.written_at), col(BookingNote.id))
    )
    by_booking: dict[UUID, list[Note]] = {}
    for row, name in found:
        note = Note(row.id, row.booking_id, name, row.text, row.written_at)
        by_booking.setdefault(row.booking_id, []).append(note)
    return by_booking


async def expect_own(ctx: Ctx, booking_id: UUID, worker_id: UUID) -> None:
    """Raise NotFound unless the worker is on that booking, whatever its status."""
    await holding.booking(ctx, booking_id)
    if worker_id not in await holding.crew_of(ctx, booking_id):
        raise NotFound(holding.MISSING)

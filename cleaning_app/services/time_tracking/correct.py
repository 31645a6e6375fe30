"""The office puts a worker's times right: with a reason, and both versions in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.time_tracking import ClockState, check_spans
from cleaning_app.errors import Conflict, NotFound, PreconditionFailed
from cleaning_app.models import TimeEntry, TimeSegment
from cleaning_app.services import audit, live
from cleaning_app.services.bookings import clocks, holding
from cleaning_app.services.time_tracking.read import load
from cleaning_app.services.time_tracking.views import Clock


async def correct(
    ctx: Ctx,
    booking_id: UUID,
    worker_id: UUID,
    spans: Sequence[Interval],
    reason: str,
    *,
    version: int | None = None,
) -> Clock:
    """Replace when a worker was on the clock of a booking; their clock is finished afterwards.

    Also for somebody of the crew who forgot to start it at all.

    Raises:
        NotFound: no such booking, or that worker is not on it.
        Invalid: the times or the reason. PreconditionFailed: the clock changed since `version`.
        Conflict: the booking never took place, or the worker was on another clock then.
    """
    ctx.require("bookings.edit")
    form = Fields()
    why = form.text("reason", reason, 500, required=True)
    form.finish("Say why the times change.")
    ordered = check_spans(spans, ctx.now())
    booking = await holding.booking(ctx, booking_id)
    if booking.status not in (BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED):
        raise Conflict("Only a job that was begun has times to correct.")
    entry = await clocks.of_worker(ctx, booking_id, worker_id)
    if entry is None:
        if worker_id not in await holding.crew_of(ctx, booking_id):
            raise NotFound("That worker is not on this booking.")
        entry = TimeEntry(
            org_id=ctx.org.id,
            booking_id=booking_id,
            worker_id=worker_id,
            planned_minutes=booking.minutes,
        )
        ctx.session.add(entry)
    elif version is not None and entry.version != version:
        raise PreconditionFailed("These times have changed meanwhile. Look at them again.")
    before = await _replace(ctx, entry, ordered)
    audit.record(
        ctx, "time.correct", "booking", booking_id,
        worker=str(worker_id), reason=why, before=before, after=_words(ordered),
    )  # fmt: skip
    await live.announce(ctx, "bookings", booking_id, "clock_correct")
    mine = (col(TimeEntry.booking_id) == booking_id) & (col(TimeEntry.worker_id) == worker_id)
    [clock] = await load(ctx, mine)
    return clock


async def _replace(ctx: Ctx, entry: TimeEntry, spans: Sequence[Interval]) -> list[list[str]]:
    """Put new stretches in place of the old ones, which are returned in words."""
    await ctx.session.flush()
    old = (await clocks.segments(ctx, [entry.id]))[entry.id]
    before = _words(old)
    await ctx.session.execute(delete(TimeSegment).where(col(TimeSegment.entry_id) == entry.id))
    for span in spans:
        ctx.session.add(
            TimeSegment(
                org_id=ctx.org.id,
                entry_id=entry.id,
                worker_id=entry.worker_id,
                started_at=span.start,
                ended_at=span.end,
            )
        )
    entry.state = ClockState.FINISHED
    entry.started_at, entry.finished_at = spans[0].start, spans[-1].end
    entry.version += 1
    await ctx.session.flush()
    return before


def _words(spans: Sequence[Any]) -> list[list[str]]:
    """Start and end of each stretch, as the audit log keeps them."""
    found: list[list[str]] = []
    for span in spans:
        ends = (
            (span.start, span.end)
            if isinstance(span, Interval)
            else (span.started_at, span.ended_at)
        )
        found.append([end.isoformat() if end else "" for end in ends])
    return found

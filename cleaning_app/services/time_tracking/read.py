"""Reading clocks: a booking's for the office, one's own for the phone."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.time_tracking import seconds_worked
from cleaning_app.models import TimeEntry, TimeSegment, Worker
from cleaning_app.services.bookings import clocks
from cleaning_app.services.time_tracking.views import Clock, Span


async def of_booking(ctx: Ctx, booking_id: UUID) -> list[Clock]:
    """The clocks of everybody who worked on a booking, by name."""
    ctx.require("bookings.view")
    return await load(ctx, col(TimeEntry.booking_id) == booking_id)


async def of_mine(ctx: Ctx, booking_ids: Sequence[UUID]) -> dict[UUID, Clock]:
    """The acting worker's own clocks on some bookings, by booking; untouched ones are left out."""
    worker_id = ctx.own_worker()
    found = await load(
        ctx,
        (col(TimeEntry.booking_id).in_(booking_ids)) & (col(TimeEntry.worker_id) == worker_id),
    )
    return {clock.booking_id: clock for clock in found}


async def load(ctx: Ctx, which: ColumnElement[bool]) -> list[Clock]:
    """Clocks with their stretches, by worker's name. The caller has checked permission."""
    found = await ctx.session.execute(
        select(TimeEntry, col(Worker.name))
        .join(Worker, col(Worker.id) == col(TimeEntry.worker_id))
        .where(which)
        .order_by(col(Worker.name), col(TimeEntry.id))
        .execution_options(populate_existing=True)
    )
    entries = [(entry, name) for entry, name in found]
    segments = await clocks.segments(ctx, [entry.id for entry, _ in entries]) if entries else {}
    return [_clock(ctx, entry, name, segments[entry.id]) for entry, name in entries]


def _clock(ctx: Ctx, entry: TimeEntry, worker: str, segments: Sequence[TimeSegment]) -> Clock:
    spans = [Span(segment.started_at, segment.ended_at) for segment in segments]
    running = next((span.started_at for span in spans if span.ended_at is None), None)
    return Clock(
        booking_id=entry.booking_id,
        worker_id=entry.worker_id,
        worker=worker,
        state=entry.state,
        planned_minutes=entry.planned_minutes,
        worked_seconds=seconds_worked(
            ((span.started_at, span.ended_at) for span in spans), ctx.now()
        ),
        running_since=running,
        started_at=entry.started_at,
        finished_at=entry.finished_at,
        overrun_reason=entry.overrun_reason,
        overrun_note=entry.overrun_note,
        spans=spans,
        version=entry.version,
    )

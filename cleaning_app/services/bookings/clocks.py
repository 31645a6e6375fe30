"""The clocks of the crew on a booking, as rows: read, locked, started, stopped.

Who may, and when, is decided by `services/time_tracking`. Callers hold the booking's lock, so that
two taps on one booking never pass each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.time_tracking import OPEN, ClockState
from cleaning_app.models import Booking, TimeEntry, TimeSegment


async def of_worker(ctx: Ctx, booking_id: UUID, worker_id: UUID) -> TimeEntry | None:
    """A worker's clock on a booking, locked; None when they never touched it."""
    return await ctx.session.scalar(
        select(TimeEntry)
        .where(col(TimeEntry.booking_id) == booking_id, col(TimeEntry.worker_id) == worker_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def open_ones(ctx: Ctx, booking_id: UUID) -> list[TimeEntry]:
    """The clocks of a booking that were started and have not been finished, locked."""
    found = await ctx.session.scalars(
        select(TimeEntry)
        .where(col(TimeEntry.booking_id) == booking_id, col(TimeEntry.state).in_(OPEN))
        .order_by(col(TimeEntry.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


async def segments(ctx: Ctx, entry_ids: Sequence[UUID]) -> dict[UUID, list[TimeSegment]]:
    """The stretches of these clocks, in order, by clock."""
    found = await ctx.session.scalars(
        select(TimeSegment)
        .where(col(TimeSegment.entry_id).in_(entry_ids))
        .order_by(col(TimeSegment.started_at), col(TimeSegment.id))
        .execution_options(populate_existing=True)
    )
    by_entry: dict[UUID, list[TimeSegment]] = {id: [] for id in entry_ids}
    for segment in found:
        by_entry[segment.entry_id].append(segment)
    return by_entry


async def run(ctx: Ctx, entry: TimeEntry, at: datetime) -> None:
    """Set a clock running.

    Raises:
        Conflict: at the flush, when the worker's clock runs somewhere else.
    """
    ctx.session.add(
        TimeSegment(org_id=ctx.org.id, entry_id=entry.id, worker_id=entry.worker_id, started_at=at)
    )
    entry.state = ClockState.RUNNING
    entry.started_at = entry.started_at or at
    entry.version += 1
    await ctx.session.flush()


async def stop(ctx: Ctx, entry: TimeEntry, at: datetime, state: ClockState) -> None:
    """Stop a clock for a break or for good; what ran ends at `at`, or where it began if later."""
    for segment in (await segments(ctx, [entry.id]))[entry.id]:
        if segment.ended_at is None:
            segment.ended_at = max(at, segment.started_at)
    entry.state = state
    if state is ClockState.FINISHED:
        entry.finished_at = max(at, entry.started_at or at)
    entry.version += 1
    await ctx.session.flush()


async def finish_all(ctx: Ctx, booking: Booking, at: datetime) -> None:
    """Stop every clock that still runs on a booking that is over, so that nobody stays on it."""
    for entry in await open_ones(ctx, booking.id):
        entry.planned_minutes = booking.minutes
        await stop(ctx, entry, at, ClockState.FINISHED)

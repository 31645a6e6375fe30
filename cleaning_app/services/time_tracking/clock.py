"""A worker's own clock: start, pause, resume, finish, and completing the booking afterwards.

Every tap may come twice, and late: a phone without a line keeps it and sends it with the moment it
was tapped (`at`). What is already so changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.domain.time_tracking import (
    ClockState,
    Tap,
    after,
    check_reason,
    moment_of_tap,
    ran_over,
    seconds_worked,
)
from cleaning_app.errors import Conflict, NotFound
from cleaning_app.models import Booking, Client, TimeEntry, TimeSegment, Worker
from cleaning_app.services import audit, live
from cleaning_app.services.bookings import Advanced, clocks, holding, status
from cleaning_app.services.time_tracking.read import load
from cleaning_app.services.time_tracking.views import Tapped


async def start(ctx: Ctx, booking_id: UUID, *, at: datetime | None = None) -> Tapped:
    """Begin work on an own booking, on its day; the first of a crew starts the booking too.

    Raises:
        NotFound: not theirs.
        Conflict: another day's, not confirmed or over, finished already, on a break, or the clock
            still runs somewhere else. Invalid: tapped too long ago.
    """
    booking, entry = await _mine(ctx, booking_id)
    if entry is not None and after(entry.state, Tap.START) is None:
        return await _tapped(ctx, booking, again=True)
    at = moment_of_tap(ctx.now(), at, None)
    _expect_workable(ctx, booking, at)
    await _expect_nowhere_else(ctx, booking)
    if entry is None:
        entry = TimeEntry(
            org_id=ctx.org.id,
            booking_id=booking.id,
            worker_id=ctx.own_worker(),
            planned_minutes=booking.minutes,
        )
        ctx.session.add(entry)
        await ctx.session.flush()
    await clocks.run(ctx, entry, at)
    await _told(ctx, booking, Tap.START, at)
    if booking.status != BookingStatus.IN_PROGRESS:
        await status.step(ctx, booking, BookingStatus.IN_PROGRESS, "start", started_at=at)
    return await _tapped(ctx, booking)


async def pause(ctx: Ctx, booking_id: UUID, *, at: datetime | None = None) -> Tapped:
    """Begin a break. Raises NotFound, Conflict, Invalid like `start`."""
    booking, entry = await _mine(ctx, booking_id)
    if after(entry.state if entry else ClockState.NOT_STARTED, Tap.PAUSE) is None or entry is None:
        return await _tapped(ctx, booking, again=True)
    at = moment_of_tap(ctx.now(), at, await _last_moment(ctx, entry))
    await clocks.stop(ctx, entry, at, ClockState.PAUSED)
    await _told(ctx, booking, Tap.PAUSE, at)
    return await _tapped(ctx, booking)


async def resume(ctx: Ctx, booking_id: UUID, *, at: datetime | None = None) -> Tapped:
    """End a break. Raises NotFound, Conflict, Invalid like `start`."""
    booking, entry = await _mine(ctx, booking_id)
    state = entry.state if entry else ClockState.NOT_STARTED
    if after(state, Tap.RESUME) is None or entry is None:
        return await _tapped(ctx, booking, again=True)
    at = moment_of_tap(ctx.now(), at, await _last_moment(ctx, entry))
    await _expect_nowhere_else(ctx, booking)
    await clocks.run(ctx, entry, at)
    await _told(ctx, booking, Tap.RESUME, at)
    return await _tapped(ctx, booking)


async def finish(
    ctx: Ctx,
    booking_id: UUID,
    *,
    at: datetime | None = None,
    overrun_reason: str = "",
    overrun_note: str = "",
) -> Tapped:
    """End one's own work here. More than 120% of the plan needs a reason.

    Raises:
        NotFound, Conflict like `start`; Invalid: a reason is missing, or tapped too long ago.
    """
    booking, entry = await _mine(ctx, booking_id)
    state = entry.state if entry else ClockState.NOT_STARTED
    if after(state, Tap.FINISH) is None or entry is None:
        return await _tapped(ctx, booking, again=True)
    at = moment_of_tap(ctx.now(), at, await _last_moment(ctx, entry))
    segments = (await clocks.segments(ctx, [entry.id]))[entry.id]
    worked = seconds_worked(((one.started_at, one.ended_at) for one in segments), at)
    entry.planned_minutes = booking.minutes
    over = ran_over(worked, entry.planned_minutes)
    if over:
        check_reason(overrun_reason, overrun_note)
        entry.overrun_reason, entry.overrun_note = overrun_reason, overrun_note.strip()
    await clocks.stop(ctx, entry, at, ClockState.FINISHED)
    reason = {"overrun_reason": overrun_reason} if over else {}
    await _told(ctx, booking, Tap.FINISH, at, worked_seconds=worked, **reason)
    return await _tapped(ctx, booking)


async def complete(ctx: Ctx, booking_id: UUID, *, at: datetime | None = None) -> Advanced:
    """Complete an own booking once nobody is on the clock any more.

    Raises:
        NotFound: not theirs. Conflict: somebody is still on the clock, or it never started.
    """
    worker_id = ctx.own_worker()
    booking = await holding.with_crew(ctx, booking_id)
    await _expect_mine(ctx, booking_id, worker_id)
    if booking.status == BookingStatus.COMPLETED:
        done = booking.status
        return Advanced(booking.id, booking.number, done, done, booking.version)
    at = moment_of_tap(ctx.now(), at, booking.started_at)
    if still := await clocks.open_ones(ctx, booking_id):
        names = await _names(ctx, [entry.worker_id for entry in still])
        raise Conflict(
            f"Still on the clock here: {names}.", extra={"said": "refused_others", "names": names}
        )
    return await status.step(ctx, booking, BookingStatus.COMPLETED, "finish", finished_at=at)


async def _mine(ctx: Ctx, booking_id: UUID) -> tuple[Booking, TimeEntry | None]:
    """One of the worker's bookings, locked, with their clock on it. Someone taken off a booking
    while on its clock can still stop it."""
    worker_id = ctx.own_worker()
    booking = await holding.booking(ctx, booking_id)
    entry = await clocks.of_worker(ctx, booking_id, worker_id)
    if entry is None:
        await _expect_mine(ctx, booking_id, worker_id)
    return booking, entry


async def _expect_mine(ctx: Ctx, booking_id: UUID, worker_id: UUID) -> None:
    if worker_id not in await holding.crew_of(ctx, booking_id):
        raise NotFound(holding.MISSING)


def _expect_workable(ctx: Ctx, booking: Booking, at: datetime) -> None:
    if booking.starts_at.astimezone(ctx.zone).date() != at.astimezone(ctx.zone).date():
        raise Conflict(
            "This job is on another day. Ask the office to move it.",
            extra={"said": "refused_other_day"},
        )
    if booking.status == BookingStatus.PENDING:
        words = "The office has not confirmed this job yet."
        raise Conflict(words, extra={"said": "refused_unconfirmed"})
    if booking.status not in (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS):
        words = "This job is over. Ask the office if the times are wrong."
        raise Conflict(words, extra={"said": "refused_over"})


async def _expect_nowhere_else(ctx: Ctx, booking: Booking) -> None:
    """The database refuses two running clocks as well; this says where the other one is."""
    elsewhere = await ctx.session.scalar(
        select(col(Client.name))
        .join(Booking, col(Booking.client_id) == col(Client.id))
        .join(TimeEntry, col(TimeEntry.booking_id) == col(Booking.id))
        .join(TimeSegment, col(TimeSegment.entry_id) == col(TimeEntry.id))
        .where(
            col(TimeSegment.worker_id) == ctx.own_worker(),
            col(TimeSegment.ended_at).is_(None),
            col(TimeEntry.booking_id) != booking.id,
        )
    )
    if elsewhere is not None:
        raise Conflict(
            f"Your clock still runs at {elsewhere}. Pause or finish there first.",
            extra={"said": "refused_elsewhere", "client": elsewhere},
        )


async def _last_moment(ctx: Ctx, entry: TimeEntry) -> datetime | None:
    """When the clock was last touched."""
    segments = (await clocks.segments(ctx, [entry.id]))[entry.id]
    return segments[-1].ended_at or segments[-1].started_at if segments else None


async def _told(ctx: Ctx, booking: Booking, tap: Tap, at: datetime, **details: object) -> None:
    """Audit a tap with the moment it counts for, and tell open screens."""
    audit.record(ctx, f"time.{tap}", "booking", booking.id, at=at.isoformat(), **details)
    await live.announce(ctx, "bookings", booking.id, f"clock_{tap}")


async def _tapped(ctx: Ctx, booking: Booking, *, again: bool = False) -> Tapped:
    mine = (col(TimeEntry.booking_id) == booking.id) & (
        col(TimeEntry.worker_id) == ctx.own_worker()
    )
    [clock] = await load(ctx, mine)
    offers = (
        clock.state == ClockState.FINISHED
        and booking.status == BookingStatus.IN_PROGRESS
        and not await clocks.open_ones(ctx, booking.id)
    )
    return Tapped(clock, again, offers)


async def _names(ctx: Ctx, worker_ids: list[UUID]) -> str:
    found = await ctx.session.scalars(
        select(col(Worker.name)).where(col(Worker.id).in_(worker_ids)).order_by(col(Worker.name))
    )
    return ", ".join(found)

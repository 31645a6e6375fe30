"""A day as it is planned, in three statements."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.services import rota
from cleaning_app.services.bookings import alternatives as free_times
from cleaning_app.services.bookings import holding
from cleaning_app.services.bookings.alternatives import Alternative
from cleaning_app.services.rota import Rota
from cleaning_app.services.schedule import drawing, shared
from cleaning_app.services.schedule.views import BoardEntry, Plan


async def day(
    ctx: Ctx,
    date: date,
    *,
    worker_ids: Collection[UUID] = (),
    team_id: UUID | None = None,
    skill: str = "",
    heard: bool = False,
) -> Plan:
    """A day's board: everybody, or some workers, a team or who has a skill; always with what is
    unassigned. `heard` as in `one`.

    Raises:
        Invalid: a year no schedule has.
    """
    ctx.require("bookings.view")
    only = frozenset(worker_ids)
    if not heard:
        return await _planned(ctx, date, only, team_id, skill)
    return await shared.once(
        ctx, ("day", date, only, team_id, skill), lambda: _planned(ctx, date, only, team_id, skill)
    )


async def one(ctx: Ctx, booking_id: UUID, *, heard: bool = False) -> BoardEntry | None:
    """One booking as the board wants it now; None when it is no longer on any board.

    `heard`: a notice told of it, so that many boards ask at once (see `shared`).
    """
    ctx.require("bookings.view")
    if heard:
        return await shared.once(ctx, ("one", booking_id), lambda: _one(ctx, booking_id))
    return await _one(ctx, booking_id)


async def _one(ctx: Ctx, booking_id: UUID) -> BoardEntry | None:
    job = await rota.job(ctx, booking_id)
    if job is None or job.status == "cancelled":
        return None
    plan = await rota.load(ctx, rota.around(job.when), only=job.crew)
    return drawing.entry(plan, job)


async def alternatives(
    ctx: Ctx,
    booking_id: UUID,
    *,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    count: int = 3,
) -> list[Alternative]:
    """Free slots near a booking's time (or another wish) for its crew, else for anybody who can.

    Raises:
        NotFound, Invalid.
    """
    ctx.require("bookings.view")
    job = await rota.job(ctx, booking_id)
    if job is None:
        raise NotFound(holding.MISSING)
    wanted = Interval(*holding.checked_span(starts_at or job.starts_at, minutes or job.minutes))
    return await free_times.for_crew(
        ctx,
        wanted,
        job.crew,
        instead_of=job.crew[0] if job.crew else None,
        booking_id=booking_id,
        skill=job.skill,
        count=min(count, 10),
    )


async def _planned(
    ctx: Ctx, day: date, worker_ids: Collection[UUID], team_id: UUID | None, skill: str
) -> Plan:
    dates, windows = local_days(day, 1, ctx.zone)
    plan = await rota.load(ctx, windows[0], leavers=True)
    shown = matching(plan, worker_ids, team_id, skill)
    # Hundreds of jobs take a while to weigh; other people's clicks need not wait.
    return await asyncio.to_thread(drawn, plan, shown, dates, windows)


def local_days(first: date, days: int, zone: ZoneInfo) -> tuple[list[date], list[Interval]]:
    """Days in a row and when each begins and ends, short or long when the clocks change.

    Raises:
        Invalid: a year no schedule has.
    """
    if not 2000 <= first.year <= 2199:
        raise Invalid("Check the year.")
    dates = [first + timedelta(days=n) for n in range(days)]
    return dates, [_window(day, zone) for day in dates]


def matching(
    plan: Rota, worker_ids: Collection[UUID], team_id: UUID | None, skill: str
) -> set[UUID]:
    """The workers a board is narrowed down to; everybody when nothing is asked for."""
    return {
        hand.id
        for hand in plan.hands.values()
        if (not worker_ids or hand.id in worker_ids)
        and (team_id is None or hand.team_id == team_id)
        and (not skill or skill in hand.skills)
    }


def drawn(
    plan: Rota,
    shown: set[UUID],
    dates: list[date],
    windows: list[Interval],
    *,
    with_open: bool = True,
) -> Plan:
    """A rota as its plan, for the workers `shown`; with what nobody is on, unless told otherwise."""
    jobs = [
        job for job in plan.jobs if shown.intersection(job.crew) or (with_open and not job.crew)
    ]
    drives = [drive for id in shown for drive in drawing.drives(plan, id)]
    opens, closes = drawing.usual_hours(plan, shown)
    return Plan(
        days=dates,
        minutes=[int(window.length.total_seconds()) // 60 for window in windows],
        opens=opens,
        closes=closes,
        rows=[drawing.row(plan, hand) for hand in plan.hands.values() if hand.id in shown],
        jobs=[drawing.entry(plan, job) for job in jobs],
        blocks=[span for off in plan.offs for span in drawing.spans(plan, off, shown)],
        closed=[
            span
            for hand in plan.hands.values()
            if hand.id in shown
            for window in windows
            for span in drawing.closed(plan, hand.id, window)
        ],
        drives=drives,
        totals=[drawing.totals(plan, window, jobs, shown, drives) for window in windows],
        holidays=plan.named_days,
        buffer_minutes=plan.buffer_minutes,
    )


def _window(day: date, zone: ZoneInfo) -> Interval:
    return Interval(day_start(day, zone), day_start(day + timedelta(days=1), zone))

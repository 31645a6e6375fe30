"""What a worker's phone keeps of their jobs, to show them without a line, and what it sends back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import local_time
from cleaning_app.domain.time_tracking import OPEN
from cleaning_app.errors import Conflict
from cleaning_app.models import TimeEntry
from cleaning_app.services import (
    checklists,
    closed_days,
    photos,
    problems,
    time_tracking,
    visit_notes,
    worker_day,
)
from cleaning_app.services.bookings import clocks, holding
from cleaning_app.services.checklists import Item
from cleaning_app.services.closed_days import ClosedDay
from cleaning_app.services.photos import Photo
from cleaning_app.services.problems import Problem
from cleaning_app.services.time_tracking import Clock, Tapped
from cleaning_app.services.time_tracking.read import load as load_clocks
from cleaning_app.services.visit_notes import Note
from cleaning_app.services.worker_day import OwnDay, OwnJob

_FAR = timedelta(days=400)


@dataclass(frozen=True)
class Mate:
    """A colleague on the same job, and how far they are."""

    name: str
    state: str


@dataclass(frozen=True)
class KeptJob:
    """One job with all its page shows. `can_complete`: nobody is on the clock any more."""

    job: OwnJob
    clock: Clock | None
    mates: list[Mate]
    checklist: list[Item]
    notes: list[Note]
    problems: list[Problem]
    photos: list[Photo]
    can_complete: bool


@dataclass(frozen=True)
class KeptDay:
    """A day of the worker's; days off have no jobs. `closed` names a day the company is closed on."""

    day: date
    jobs: list[KeptJob]
    next_id: UUID | None
    done_by: datetime | None
    closed: ClosedDay | None


@dataclass(frozen=True)
class Offset:
    """What the organisation's clocks are ahead of UTC from a moment on, in minutes."""

    since: datetime
    ahead_minutes: int


def offsets(ctx: Ctx) -> list[Offset]:
    """Every change of the clocks within reach of a phone, the first one long past.

    Phones would otherwise go by their own rules of time zones, which are as old as the phone.
    """
    changes = local_time.offsets(ctx.now() - _FAR, ctx.now() + _FAR, ctx.zone)
    return [Offset(since, int(ahead.total_seconds()) // 60) for since, ahead in changes]


async def days(ctx: Ctx, first: date | None = None) -> list[KeptDay]:
    """A week of the worker's own jobs, from `first` (today unless told).

    Jobs of today get their own copy of the checklist here, the first time any of the crew looks.

    Raises:
        Forbidden: not a worker, or further than a year away.
    """
    found = await worker_day.week(ctx, first)
    kept = await _kept(ctx, [job for day in found for job in day.jobs])
    closed = await closed_days.between(ctx, found[0].day, found[-1].day)
    return [_day(day, kept, closed.get(day.day)) for day in found]


async def job(ctx: Ctx, booking_id: UUID) -> KeptJob:
    """One own job, from a week back to two weeks ahead. Raises NotFound."""
    own = await worker_day.job(ctx, booking_id)
    return (await _kept(ctx, [own]))[own.id]


async def finish(
    ctx: Ctx,
    booking_id: UUID,
    *,
    at: datetime | None = None,
    overrun_reason: str = "",
    overrun_note: str = "",
    despite_missing: bool = False,
) -> Tapped:
    """Finish one's clock; the last of a crew is asked for required lines nobody ticked.

    Raises:
        Conflict: `extra["missing"]` names the lines; with `despite_missing` they are let be. And
            what `time_tracking.finish` raises.
    """
    await holding.booking(ctx, booking_id)
    mine = await time_tracking.of_mine(ctx, [booking_id])
    is_open = booking_id in mine and mine[booking_id].state in OPEN
    is_last = is_open and len(await clocks.open_ones(ctx, booking_id)) == 1
    missing = await checklists.missing(ctx, booking_id) if is_last else []
    if missing and not despite_missing:
        raise Conflict(
            "Still open on the checklist: " + ", ".join(missing),
            extra={"said": "refused_missing", "missing": missing},
        )
    return await time_tracking.finish(
        ctx, booking_id, at=at, overrun_reason=overrun_reason, overrun_note=overrun_note
    )


def _day(day: OwnDay, kept: dict[UUID, KeptJob], closed: ClosedDay | None) -> KeptDay:
    jobs = [kept[job.id] for job in day.jobs]
    return KeptDay(day.day, jobs, day.next_id, day.done_by, closed)


async def _kept(ctx: Ctx, jobs: Sequence[OwnJob]) -> dict[UUID, KeptJob]:
    """Everything around some own jobs, in one statement for each kind."""
    if not jobs:
        return {}
    ids = [job.id for job in jobs]
    today = [job.id for job in jobs if job.starts_at.astimezone(ctx.zone).date() == ctx.today()]
    await checklists.open_for(ctx, today)
    by_booking: dict[UUID, list[Clock]] = {}
    for clock in await load_clocks(ctx, col(TimeEntry.booking_id).in_(ids)):
        by_booking.setdefault(clock.booking_id, []).append(clock)
    lists, notes = await checklists.load(ctx, ids), await visit_notes.load(ctx, ids)
    wrong, shown = await problems.load(ctx, ids), await photos.load(ctx, ids)
    kept: dict[UUID, KeptJob] = {}
    for job in jobs:
        crew = by_booking.get(job.id, [])
        mine = next((clock for clock in crew if clock.worker_id == ctx.actor.worker_id), None)
        states = {clock.worker: clock.state for clock in crew}
        kept[job.id] = KeptJob(
            job=job,
            clock=mine,
            mates=[Mate(name, states.get(name, "not_started")) for name in job.mates],
            checklist=lists.get(job.id, []),
            notes=notes.get(job.id, []),
            problems=wrong.get(job.id, []),
            photos=shown.get(job.id, []),
            can_complete=job.status == "in_progress"
            and mine is not None
            and mine.state == "finished"
            and not any(clock.state in OPEN for clock in crew),
        )
    return kept

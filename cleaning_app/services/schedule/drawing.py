"""From a rota to what the board draws: every function turns one thing into its view."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from cleaning_app.domain.bookings import TAKES_PLACE
from cleaning_app.domain.slots import Interval, free_gaps
from cleaning_app.services import rota
from cleaning_app.services.bookings import warnings
from cleaning_app.services.rota import Job, Off, Rota
from cleaning_app.services.schedule.views import (
    BlockedSpan,
    BoardEntry,
    CrewRow,
    Drive,
    Glance,
    Totals,
)


def row(plan: Rota, hand: rota.Hand) -> CrewRow:
    """A worker's row."""
    theirs = [job for job in plan.all_of(hand.id) if job.status in TAKES_PLACE]
    return CrewRow(
        id=hand.id,
        name=hand.name,
        skills=sorted(hand.skills.values()),
        jobs=len(theirs),
        minutes=sum(job.minutes for job in theirs),
        works=bool(plan.available(hand.id)),
    )


def entry(plan: Rota, job: Job) -> BoardEntry:
    start, fold = wall_clock(job.starts_at, plan.zone)
    window = ""
    if job.earliest_start and job.latest_start:
        ends = (job.earliest_start, job.latest_start)
        window = "–".join(
            f"{at.hour}:{at:%M}" for at in (end.astimezone(plan.zone) for end in ends)
        )
    found = warnings.of(plan, job) if job.is_live else []
    return BoardEntry(
        id=job.id,
        number=job.number,
        client_id=job.client_id,
        client=job.client,
        area=job.area,
        service=job.service,
        colour=job.colour,
        status=job.status,
        starts_at=job.starts_at,
        start=start,
        fold=fold,
        minutes=job.minutes,
        crew=job.crew,
        price_cents=job.price_cents,
        version=job.version,
        window=window,
        warning=" ".join(warned.message for warned in found),
        locked=not job.is_live or job.status == "in_progress",
        place=job.place,
    )


def glance(job: Job, zone: ZoneInfo) -> Glance:
    """A job as one line of a calendar."""
    start, fold = wall_clock(job.starts_at, zone)
    return Glance(
        id=job.id,
        client=job.client,
        service=job.service,
        start=start,
        fold=fold,
        end=wall_clock(job.ends_at, zone)[0],
        minutes=job.minutes,
        colour=job.colour,
        status=job.status,
        is_open=not job.crew,
        locked=not job.is_live or job.status == "in_progress",
        version=job.version,
    )


def wall_clock(at: datetime, zone: ZoneInfo) -> tuple[str, int]:
    """A moment on the organisation's clocks, to the minute, and which of two equal times it is."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%dT%H:%M}", local.fold


def spans(plan: Rota, off: Off, shown: Collection[UUID]) -> list[BlockedSpan]:
    """A block once for everybody, or on the row of each worker it concerns."""
    begins = max(off.starts_at, plan.window.start)
    minutes = int((min(off.ends_at, plan.window.end) - begins).total_seconds()) // 60
    start, fold = wall_clock(begins, plan.zone)
    whose: list[UUID | None] = [None]
    if off.scope != "organisation":
        whose = [id for id in shown if off.concerns(plan.hands[id])]
    return [BlockedSpan(off.id, id, start, fold, minutes, off.words) for id in whose]


def closed(plan: Rota, worker_id: UUID, window: Interval) -> list[BlockedSpan]:
    """When a worker's weekly hours leave them free on that day; without words of its own."""
    found: list[BlockedSpan] = []
    for gap in free_gaps(window, plan.working(worker_id)):
        start, fold = wall_clock(gap.start, plan.zone)
        minutes = int(gap.length.total_seconds()) // 60
        found.append(BlockedSpan(worker_id, worker_id, start, fold, minutes, ""))
    return found


def drives(plan: Rota, worker_id: UUID) -> list[Drive]:
    theirs = [job for job in plan.all_of(worker_id) if job.status in TAKES_PLACE]
    return [
        Drive(worker_id, before.id, after.id, minutes)
        for before, after in pairwise(theirs)
        if before.place
        and after.place
        and _same_day(before, after, plan.zone)
        and (minutes := rota.drive(before.place, after.place))
    ]


def _same_day(before: Job, after: Job, zone: ZoneInfo) -> bool:
    days = (job.starts_at.astimezone(zone).date() for job in (before, after))
    return len(set(days)) == 1


def usual_hours(plan: Rota, shown: Collection[UUID]) -> tuple[str, str]:
    """The hours the board opens with: from the first shift's start to the last one's end."""
    shifts = [
        shift
        for id in shown
        for stretch in plan.hands[id].hours.shifts.values()
        for shift in stretch
        if shift.start < shift.end
    ]
    if not shifts:
        return "08:00", "18:00"
    opens, closes = min(s.start for s in shifts), max(s.end for s in shifts)
    return f"{opens:%H:%M}", f"{closes:%H:%M}"


def totals(
    plan: Rota, window: Interval, jobs: Iterable[Job], shown: Collection[UUID], driven: list[Drive]
) -> Totals:
    of_day = {
        job.id: job
        for job in jobs
        if job.status in TAKES_PLACE and window.start <= job.starts_at < window.end
    }
    people = [(job, id) for job in of_day.values() for id in job.crew if id in shown]
    free = sum(minutes_inside(stretch, window) for id in shown for stretch in plan.available(id))
    return Totals(
        jobs=len(of_day),
        booked_cents=sum(job.price_cents for job in of_day.values()),
        minutes_booked=sum(job.minutes for job, _ in people),
        minutes_available=free,
        minutes_driving=sum(drive.minutes for drive in driven if drive.to_id in of_day),
        unassigned=sum(1 for job in of_day.values() if not job.crew),
    )


def minutes_inside(stretch: Interval, window: Interval) -> int:
    """How much of a stretch lies within a window."""
    start, end = max(stretch.start, window.start), min(stretch.end, window.end)
    return max(0, int((end - start).total_seconds()) // 60)

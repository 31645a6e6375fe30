"""What may stand in the way of imported bookings: other bookings, time off; hours only warn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.importing.datasets.bookings import OCCUPYING, BookingRow
from cleaning_app.domain.importing.overlaps import LONGEST, Visit, find_overlaps
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.working_hours import Shift, WeeklyHours, working_intervals
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.entries import Entry, Report

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Draft:
    """A booking about to be written, as the file says it, and who will be on it."""

    row: BookingRow
    entry: Entry
    crew: list[UUID]

    @property
    def occupies(self) -> bool:
        return self.row.status in OCCUPYING and bool(self.crew)

    def visits(self) -> list[Visit]:
        """One per worker."""
        row = self.row
        name = f"{row.external_id} (row {row.row})"
        return [
            Visit(worker, self.entry.id, row.starts_at, row.ends_at, name, row.row)
            for worker in self.crew
        ]


async def judge(ctx: Ctx, drafts: Sequence[Draft], report: Report) -> None:
    """Refuse rows that put a worker in two places or into time off; warn of work outside hours."""
    occupying = [draft for draft in drafts if draft.occupies]
    if not occupying:
        return
    workers = {worker for draft in occupying for worker in draft.crew}
    people = await _people(ctx, workers)
    await _refuse_time_off(ctx, [d for d in occupying if d.row.status in LIVE], people, report)
    free = [d for d in occupying if d.row.row not in report.refused]
    await _refuse_overlaps(ctx, free, people, report)
    _warn_of_odd_hours(ctx, [d for d in free if d.row.row not in report.refused], people, report)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    hours: WeeklyHours


async def _people(ctx: Ctx, workers: Iterable[UUID]) -> dict[UUID, _Person]:
    t = tables.table("workers")
    chosen = select(t.c.id, t.c.name, t.c.weekly_hours).where(
        t.c.org_id == ctx.org.id, t.c.id == func.any(list(workers))
    )
    rows = await ctx.session.execute(chosen)
    return {id: _Person(name, _weekly(hours)) for id, name, hours in rows}


def _weekly(stored: dict[str, list[str]]) -> WeeklyHours:
    """{"mon": ["08:00", "17:00"]} as the domain knows it; a worker without any has no hours set."""
    return WeeklyHours(
        {
            _DAYS.index(day): (Shift(time.fromisoformat(span[0]), time.fromisoformat(span[1])),)
            for day, span in stored.items()
        }
    )


def _span(drafts: Sequence[Draft]) -> tuple[datetime, datetime]:
    return (
        min(d.row.starts_at for d in drafts) - LONGEST,
        max(d.row.ends_at for d in drafts),
    )


async def _refuse_time_off(
    ctx: Ctx, drafts: Sequence[Draft], people: dict[UUID, _Person], report: Report
) -> None:
    if not drafts:
        return
    start, end = _span(drafts)
    t = tables.table("availability_blocks")
    chosen = select(t.c.worker_id, t.c.starts_at, t.c.ends_at, t.c.kind).where(
        t.c.org_id == ctx.org.id,
        t.c.worker_id == func.any(list(people)),
        t.c.deleted_at.is_(None),
        t.c.starts_at < end,
        t.c.ends_at > start,
    )
    blocks: dict[UUID, list[Any]] = {}
    for block in await ctx.session.execute(chosen):
        blocks.setdefault(block.worker_id, []).append(block)
    for draft in drafts:
        for worker in draft.crew:
            for block in blocks.get(worker, ()):
                if block.starts_at < draft.row.ends_at and draft.row.starts_at < block.ends_at:
                    until = _local(ctx, block.ends_at)
                    message = f"{people[worker].name} is off then ({block.kind}, until {until})."
                    report.add(draft.row.row, "worker_id", message)


async def _refuse_overlaps(
    ctx: Ctx, drafts: Sequence[Draft], people: dict[UUID, _Person], report: Report
) -> None:
    if not drafts:
        return
    stored = await _stored_visits(ctx, drafts, list(people))
    moving = {draft.entry.id for draft in drafts if draft.entry.stored is not None}
    by_row = {draft.row.row: draft for draft in drafts}
    while True:
        standing = [visit for visit in stored if visit.booking not in moving]
        refused = find_overlaps(standing, [draft.visits() for draft in drafts])
        # A change that is refused leaves its booking where it was, which may stand in another's way.
        staying = moving & {by_row[row].entry.id for row in refused}
        if not staying:
            break
        moving -= staying
    for row, rival in refused.items():
        span = f"{_local(ctx, rival.starts_at)}–{_local(ctx, rival.ends_at, '%H:%M')}"
        who = people[_as_id(rival.worker)].name
        report.add(row, "worker_id", f"{who} is already on {rival.name}, {span}.")


async def _stored_visits(ctx: Ctx, drafts: Sequence[Draft], workers: list[UUID]) -> list[Visit]:
    start, end = _span(drafts)
    b, crew = tables.table("bookings"), tables.table("booking_crew")
    chosen = (
        select(crew.c.worker_id, b.c.id, b.c.starts_at, b.c.ends_at, b.c.number, b.c.external_id)
        .join(crew, (crew.c.org_id == b.c.org_id) & (crew.c.booking_id == b.c.id))
        .where(
            b.c.org_id == ctx.org.id,
            b.c.starts_at.between(start, end),
            b.c.status.in_(list(OCCUPYING)),
            b.c.deleted_at.is_(None),
            crew.c.worker_id == func.any(workers),
        )
    )
    return [
        Visit(worker, id, starts, ends, f"booking {external_id or number}")
        for worker, id, starts, ends, number, external_id in await ctx.session.execute(chosen)
    ]


def _warn_of_odd_hours(
    ctx: Ctx, drafts: Sequence[Draft], people: dict[UUID, _Person], report: Report
) -> None:
    seen: dict[tuple[UUID, object], list[Interval]] = {}
    for draft in drafts:
        row = draft.row
        day = row.starts_at.astimezone(ctx.zone).date()
        for worker in draft.crew:
            person = people[worker]
            if not person.hours.shifts:
                continue
            if (worker, day) not in seen:
                seen[worker, day] = working_intervals(person.hours, day, ctx.zone)
            visit = Interval(row.starts_at, row.ends_at)
            if not any(shift.contains(visit) for shift in seen[worker, day]):
                message = f"Outside the working hours of {person.name}."
                report.add(row.row, "starts_at", message, "warning")


def _local(ctx: Ctx, moment: datetime, form: str = "%d %b %Y %H:%M") -> str:
    return moment.astimezone(ctx.zone).strftime(form)


def _as_id(worker: object) -> UUID:
    assert isinstance(worker, UUID)
    return worker

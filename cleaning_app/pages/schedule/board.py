"""From the plan of a day, or of a worker's days, to what the board draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from cleaning_app.components import format
from cleaning_app.components.board import (
    BoardBlock,
    BoardDay,
    BoardDrive,
    BoardJob,
    BoardRow,
    BookingStatus,
    board_day,
)
from cleaning_app.context import Ctx
from cleaning_app.services.schedule import BlockedSpan, BoardEntry, Plan, Totals


@dataclass
class Figure:
    """One figure of the strip; it opens its rows."""

    value: str
    words: str
    href: str
    tone: str = ""


def days(ctx: Ctx, plan: Plan) -> list[BoardDay]:
    """The shown days, short or long when the clocks change."""
    one = len(plan.days) == 1
    return [
        board_day(
            day,
            ctx.zone,
            title=format.long_day(day) if one else f"{day:%a} {day.day}",
            note=plan.holidays.get(day, ""),
            available=totals.minutes_available,
        )
        for day, totals in zip(plan.days, plan.totals, strict=True)
    ]


def rows(plan: Plan, routes: Mapping[str, int]) -> list[BoardRow]:
    """The workers, with the colours of their routes while the map shows those."""
    return [
        BoardRow(
            str(w.id),
            w.name,
            format.initials(w.name),
            ", ".join(map(_short, w.skills)),
            off=not w.works,
            route=routes.get(str(w.id), 0),
        )
        for w in plan.rows
    ]


def _short(skill: str) -> str:
    """Deep clean → deep"""
    return skill.lower().removesuffix(" clean")


def jobs(entries: Iterable[BoardEntry]) -> list[BoardJob]:
    """One job for each worker on a booking, or one that waits for somebody."""
    return [
        _job(entry, worker_id)
        for entry in entries
        for worker_id in ([str(id) for id in entry.crew] or [""])
    ]


def _job(e: BoardEntry, worker_id: str) -> BoardJob:
    return BoardJob(
        id=str(e.id),
        worker_id=worker_id,
        start=e.start,
        minutes=e.minutes,
        title=e.client,
        area=e.area,
        service=e.service,
        colour=e.colour,
        status=cast("BookingStatus", e.status),
        fold=e.fold,
        window=e.window,
        warning=e.warning,
        locked=e.locked,
    )


def blocks(spans: Iterable[BlockedSpan]) -> list[BoardBlock]:
    """Time off; what has no label are hours outside the usual ones."""
    return [BoardBlock(str(b.worker_id or ""), b.start, b.minutes, b.label, b.fold) for b in spans]


def drives(plan: Plan) -> list[BoardDrive]:
    """The roads between jobs."""
    return [
        BoardDrive(str(d.worker_id), str(d.from_id), str(d.to_id), d.minutes) for d in plan.drives
    ]


def strip(days: Sequence[date], totals: Sequence[Totals]) -> list[Figure]:
    """The figures of the shown days."""
    rows = f"/bookings?from={days[0]}&to={days[-1]}&sort=starts_at"
    count, open_ = sum(t.jobs for t in totals), sum(t.unassigned for t in totals)
    booked, free = sum(t.minutes_booked for t in totals), sum(t.minutes_available for t in totals)
    figures = [
        Figure(f"{count:,}", "job" if count == 1 else "jobs", rows),
        Figure(format.short_money(sum(t.booked_cents for t in totals)), "booked", rows),
        Figure(
            format.duration(booked),
            f"of {format.duration(free)}" if free else "planned",
            "/workers",
        ),
        Figure(format.duration(sum(t.minutes_driving for t in totals)), "driving", ""),
    ]
    if open_:
        figures.append(Figure(str(open_), "unassigned", f"{rows}&unassigned=yes", "warn-text"))
    return figures

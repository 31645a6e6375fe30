"""From the plan of a day or a week to what the board draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast

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
from cleaning_app.services.schedule import BoardEntry, Plan

VIEWS: Final = ("board", "week", "list")


@dataclass
class Figure:
    """One figure of the strip; it opens its rows."""

    value: str
    words: str
    href: str
    tone: str = ""


@dataclass(frozen=True)
class Shown:
    """Which view of which days the address asks for."""

    view: str
    day: date

    @property
    def first(self) -> date:
        """The day itself, or its week's Monday."""
        return self.day if self.view == "board" else self.day - timedelta(days=self.day.weekday())

    @property
    def last(self) -> date:
        return self.day if self.view == "board" else self.first + timedelta(days=6)

    def address(self, days: int = 0) -> str:
        """The address of the same view, some days on."""
        return address_of(self.view, self.day + timedelta(days=days))

    @property
    def step(self) -> int:
        """How far ‹ and › go."""
        return 1 if self.view == "board" else 7

    @property
    def title(self) -> str:
        """Monday, 23 November; 23–29 November; 28 December – 3 January"""
        if self.view == "board":
            return format.long_day(self.day)
        if self.first.month == self.last.month:
            return f"{self.first.day}–{self.last.day} {self.last:%B}"
        return f"{self.first.day} {self.first:%B} – {self.last.day} {self.last:%B}"

    def holds(self, entry: BoardEntry) -> bool:
        """Whether a booking touches the shown days."""
        start = datetime.fromisoformat(entry.start)
        end = start + timedelta(minutes=entry.minutes - 1)
        return start.date() <= self.last and end.date() >= self.first


def read(view: str, day: str, today: date) -> Shown:
    """What the address asks for; today's board for anything unreadable."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        on = today
    return Shown(view if view in VIEWS else "board", on if 2000 <= on.year <= 2198 else today)


def address_of(view: str, day: date) -> str:
    """/schedule?view=week&day=2026-11-23"""
    return f"/schedule?view={view}&day={day.isoformat()}"


def days(ctx: Ctx, plan: Plan) -> list[BoardDay]:
    """The shown days, short or long when the clocks change."""
    one = len(plan.days) == 1
    return [
        board_day(
            day,
            ctx.zone,
            title=format.long_day(day) if one else f"{day:%a} {day.day}",
            note=plan.holidays.get(day, ""),
        )
        for day in plan.days
    ]


def rows(plan: Plan) -> list[BoardRow]:
    """The workers."""
    return [
        BoardRow(str(w.id), w.name, format.initials(w.name), ", ".join(map(_short, w.skills)))
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


def blocks(plan: Plan) -> list[BoardBlock]:
    """Time off."""
    return [
        BoardBlock(str(b.worker_id or ""), b.start, b.minutes, b.label, b.fold) for b in plan.blocks
    ]


def drives(plan: Plan) -> list[BoardDrive]:
    """The roads between jobs; a week is too small to draw them."""
    if len(plan.days) > 1:
        return []
    return [
        BoardDrive(str(d.worker_id), str(d.from_id), str(d.to_id), d.minutes) for d in plan.drives
    ]


def strip(plan: Plan) -> list[Figure]:
    """The figures of the shown days."""
    totals = plan.totals
    first, last = plan.days[0], plan.days[-1]
    rows = f"/bookings?from={first}&to={last}&sort=starts_at"
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

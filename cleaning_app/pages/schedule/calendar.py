"""From a month, or a week of workers or teams, to what the calendar draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from cleaning_app.components import format
from cleaning_app.components.board import BookingStatus
from cleaning_app.components.calendar import CalendarCell, CalendarChip, CalendarHead, CalendarLane
from cleaning_app.pages.schedule.board import Figure
from cleaning_app.pages.schedule.shown import Shown
from cleaning_app.services.schedule import Glance, Lane, LaneDay, LaneWeek, MonthDay

MOST = 5
"""Jobs a lane's day shows before it says how many more there are."""

NO_TEAM = "none"
"""The lane of who is in no team."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def month_heads() -> list[CalendarHead]:
    """The names of the weekdays."""
    return [CalendarHead("", name) for name in _WEEKDAYS]


def month_lanes(days: Sequence[MonthDay]) -> list[CalendarLane]:
    """One row for each week."""
    return [CalendarLane(day.date.isoformat(), "") for day in days[::7]]


def month_cells(days: Sequence[MonthDay], shown: Shown, today: date) -> list[CalendarCell]:
    """A day's figures; days of the neighbouring months are paler."""
    return [
        CalendarCell(
            lane=days[n - n % 7].date.isoformat(),
            date=day.date.isoformat(),
            title=str(day.date.day) if day.date.day > 1 else f"{day.date.day} {day.date:%b}",
            label=format.long_day(day.date),
            count=day.jobs,
            money=format.short_money(day.booked_cents) if day.booked_cents else "",
            open=day.unassigned,
            note=day.note,
            tone=_tone(day.date, today, outside=day.date.month != shown.day.month),
            more=max(0, day.jobs - len(day.glances)),
        )
        for n, day in enumerate(days)
    ]


def month_chips(days: Sequence[MonthDay]) -> list[CalendarChip]:
    """The first few jobs of each day."""
    return [
        chip
        for n, day in enumerate(days)
        for chip in _chips(days[n - n % 7].date.isoformat(), day.date, day.glances)
    ]


def month_strip(days: Sequence[MonthDay], shown: Shown) -> list[Figure]:
    """The figures of the month itself, without its neighbours' days."""
    own = [day for day in days if day.date.month == shown.day.month]
    rows = f"/bookings?from={own[0].date}&to={own[-1].date}&sort=starts_at"
    count, open_ = sum(day.jobs for day in own), sum(day.unassigned for day in own)
    figures = [Figure(f"{count:,}", "job" if count == 1 else "jobs", rows)]
    if own[0].booked_cents is not None:
        cents = sum(day.booked_cents or 0 for day in own)
        figures.append(Figure(format.short_money(cents), "booked", rows))
    if open_:
        figures.append(Figure(str(open_), "unassigned", f"{rows}&unassigned=yes", "warn-text"))
    return figures


def lane_heads(week: LaneWeek, today: date) -> list[CalendarHead]:
    """The days, with their holidays and how long they are when that is not 24 hours."""
    return [
        CalendarHead(
            day.isoformat(),
            f"{day:%a} {day.day}",
            week.holidays.get(day, "") or _length(minutes),
            totals.jobs,
            is_today=day == today,
        )
        for day, minutes, totals in zip(week.days, week.minutes, week.totals, strict=True)
    ]


def lanes(week: LaneWeek, view: str) -> list[CalendarLane]:
    """What nobody is on, then the workers or teams with how much of their week is taken."""
    loose = sum(day.jobs for day in week.open)
    first = CalendarLane("", "Unassigned", format.count(loose, "job") if loose else "nothing waits")
    return [first, *(_lane(lane, view) for lane in week.lanes)]


def _lane(lane: Lane, view: str) -> CalendarLane:
    booked = sum(day.minutes_booked for day in lane.days)
    free = sum(day.minutes_available for day in lane.days)
    jobs = sum(day.jobs for day in lane.days)
    taken = f"{format.duration(booked)} of {format.duration(free)}" if free else ""
    if view == "teams":
        people = format.count(lane.people, "person", "people")
        return CalendarLane(
            _id(lane), lane.name, people, load=_percent(booked, free), load_words=taken
        )
    return CalendarLane(
        _id(lane),
        lane.name,
        taken or ("off hours" if jobs else "off"),
        initials=format.initials(lane.name),
        load=_percent(booked, free),
    )


def _id(lane: Lane) -> str:
    return str(lane.id or NO_TEAM)


def lane_cells(week: LaneWeek, view: str, today: date) -> list[CalendarCell]:
    """A lane's day: how much of its time is taken, and who is away."""
    cells = [_cell("", day, today, view, "Unassigned") for day in week.open]
    for lane in week.lanes:
        cells += [_cell(_id(lane), day, today, view, lane.name) for day in lane.days]
    return cells


def _cell(lane: str, day: LaneDay, today: date, view: str, name: str) -> CalendarCell:
    off = lane != "" and day.works and not day.minutes_available
    note = day.why_off if off else f"{day.off} off" if day.off and view == "teams" else ""
    return CalendarCell(
        lane=lane,
        date=day.date.isoformat(),
        title=_hours(day, is_open=not lane),
        label=f"{name}, {format.long_day(day.date)}",
        count=day.jobs,
        open=0 if lane else day.jobs,
        note=note,
        tone=_tone(day.date, today, off=off, closed=lane != "" and not day.works),
        load=_percent(day.minutes_booked, day.minutes_available),
        more=max(0, len(day.glances) - MOST),
    )


def _hours(day: LaneDay, *, is_open: bool) -> str:
    """4h of 8h; 8h free; 6h of jobs nobody is on; 2h, off hours"""
    taken, free = format.duration(day.minutes_booked), format.duration(day.minutes_available)
    if day.minutes_booked and day.minutes_available:
        return f"{taken} of {free}"
    if day.minutes_booked:
        return taken if is_open else f"{taken}, off hours"
    return f"{free} free" if day.minutes_available else ""


def lane_chips(week: LaneWeek, view: str) -> list[CalendarChip]:
    """The first few jobs of each lane's days; a worker's say how long and what for."""
    rows = [("", week.open), *((_id(lane), lane.days) for lane in week.lanes)]
    return [
        chip
        for lane, days in rows
        for day in days
        for chip in _chips(lane, day.date, day.glances[:MOST], in_full=view == "week")
    ]


def versions(days: Iterable[LaneDay | MonthDay]) -> dict[str, int]:
    """What is known of each job that is drawn, so that a stale one is not moved."""
    return {str(one.id): one.version for day in days for one in day.glances}


def _chips(
    lane: str, day: date, glances: Iterable[Glance], *, in_full: bool = False
) -> list[CalendarChip]:
    return [
        CalendarChip(
            id=str(one.id),
            lane=lane,
            date=day.isoformat(),
            time=f"{_time(one.start)}–{_time(one.end)}" if in_full else _time(one.start),
            title=one.client,
            detail=one.service.removesuffix(" clean") if in_full else "",
            colour=one.colour,
            status=cast("BookingStatus", one.status),
            is_open=one.is_open,
            locked=one.locked,
        )
        for one in glances
    ]


def _time(stamp: str) -> str:
    """2026-11-23T09:30 → 9:30; 2026-11-23T00:15 → 0:15"""
    return f"{int(stamp[11:13])}{stamp[13:16]}"


def _tone(day: date, today: date, **others: bool) -> str:
    tones = {"today": day == today, "past": day < today, **others}
    return " ".join(tone for tone, on in tones.items() if on)


def _percent(part: int, whole: int) -> int:
    """How full, in percent; -1 when there is nothing to fill."""
    return min(150, round(part * 100 / whole)) if whole else -1


def _length(minutes: int) -> str:
    return "" if minutes == 1440 else f"{minutes // 60} hours"

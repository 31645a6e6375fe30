"""From a month or a week of teams to what the calendar draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from cleaning_app.components import format
from cleaning_app.components.board import BookingStatus
from cleaning_app.components.calendar import CalendarCell, CalendarChip, CalendarHead, CalendarLane
from cleaning_app.pages.schedule.board import Figure
from cleaning_app.pages.schedule.shown import Shown
from cleaning_app.services.schedule import Glance, MonthDay, TeamDay, TeamLine, TeamWeek

MOST = 5
"""Jobs a team's day shows before it says how many more there are."""

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


def team_heads(week: TeamWeek, shown: Shown, today: date) -> list[CalendarHead]:
    """The days, with their holidays and how long they are when that is not 24 hours."""
    return [
        CalendarHead(
            day.isoformat(),
            f"{day:%a} {day.day}",
            week.holidays.get(day, "") or _length(minutes),
            is_today=day == today,
        )
        for day, minutes in zip(week.days, week.minutes, strict=True)
    ]


def team_lanes(week: TeamWeek) -> list[CalendarLane]:
    """What nobody is on, then the teams with how much of their week is taken."""
    loose = sum(day.jobs for day in week.open)
    first = CalendarLane("", "Unassigned", format.count(loose, "job") if loose else "nothing waits")
    return [first, *(_lane(line) for line in week.lines)]


def _lane(line: TeamLine) -> CalendarLane:
    booked = sum(day.minutes_booked for day in line.days)
    free = sum(day.minutes_available for day in line.days)
    return CalendarLane(
        str(line.id or "none"),
        line.name,
        format.count(line.people, "person", "people"),
        load=_percent(booked, free),
        load_words=f"{format.duration(booked)} of {format.duration(free)}" if free else "",
    )


def team_cells(week: TeamWeek, today: date) -> list[CalendarCell]:
    """A team's day: how much of its time is taken, and who is away."""
    cells = [_cell("", day, today) for day in week.open]
    for line in week.lines:
        cells += [_cell(str(line.id or "none"), day, today, line.name) for day in line.days]
    return cells


def _cell(lane: str, day: TeamDay, today: date, name: str = "Unassigned") -> CalendarCell:
    taken = format.duration(day.minutes_booked) if day.minutes_booked else ""
    of = f" of {format.duration(day.minutes_available)}" if day.minutes_available else ""
    return CalendarCell(
        lane=lane,
        date=day.date.isoformat(),
        title=f"{taken}{of}" if taken else of.replace(" of ", "free "),
        label=f"{name}, {format.long_day(day.date)}",
        count=day.jobs,
        open=0 if lane else day.jobs,
        note=f"{day.off} off" if day.off else "",
        tone=_tone(day.date, today),
        load=_percent(day.minutes_booked, day.minutes_available),
        more=max(0, len(day.glances) - MOST),
    )


def team_chips(week: TeamWeek) -> list[CalendarChip]:
    """The first few jobs of each team's days."""
    lines = [("", week.open), *((str(line.id or "none"), line.days) for line in week.lines)]
    return [
        chip
        for lane, days in lines
        for day in days
        for chip in _chips(lane, day.date, day.glances[:MOST])
    ]


def _chips(lane: str, day: date, glances: Iterable[Glance]) -> list[CalendarChip]:
    return [
        CalendarChip(
            id=str(one.id),
            lane=lane,
            date=day.isoformat(),
            time=one.start[11:].lstrip("0") if one.start[11:13] != "00" else one.start[12:],
            title=one.client,
            colour=one.colour,
            status=cast("BookingStatus", one.status),
            is_open=one.is_open,
            locked=one.locked,
        )
        for one in glances
    ]


def _tone(day: date, today: date, *, outside: bool = False) -> str:
    tones = {"today": day == today, "past": day < today, "outside": outside}
    return " ".join(tone for tone, on in tones.items() if on)


def _percent(part: int, whole: int) -> int:
    """How full, in percent; -1 when there is nothing to fill."""
    return min(150, round(part * 100 / whole)) if whole else -1


def _length(minutes: int) -> str:
    return "" if minutes == 1440 else f"{minutes // 60} hours"

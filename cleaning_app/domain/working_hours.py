"""Weekly working hours, and the soft rules a booking may break with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from cleaning_app.domain.local_time import day_start, moment_of, resolve_local
from cleaning_app.domain.slots import Interval, merged
from cleaning_app.domain.travel import Place, drive_between
from cleaning_app.errors import Invalid

__all__ = [
    "WEEKDAYS",
    "Neighbour",
    "Proposal",
    "Shift",
    "SoftRule",
    "SoftWarning",
    "WeeklyHours",
    "WorkerDay",
    "resolve_local",
    "warnings_for",
    "working_intervals",
]

WEEKDAY_NAMES = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
WEEKDAYS = tuple(WEEKDAY_NAMES)


@dataclass(frozen=True)
class Shift:
    """One stretch of a working day in local times; an end at or before the start is next day's."""

    start: time
    end: time


@dataclass(frozen=True)
class WeeklyHours:
    """Shifts by weekday (Monday is 0, as in `date.weekday`); days without shifts are off."""

    shifts: Mapping[int, Sequence[Shift]]

    @classmethod
    def same(cls, weekdays: Iterable[int], start: time, end: time) -> WeeklyHours:
        """The same hours on each of the given weekdays."""
        return cls({weekday: (Shift(start, end),) for weekday in weekdays})

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> WeeklyHours:
        """Read what is stored: {"mon": ["08:00", "17:00"], …}, days off absent.

        Raises Invalid for unknown days and anything that is not a pair of HH:MM times.
        """
        shifts: dict[int, Sequence[Shift]] = {}
        for day, pair in stored.items():
            try:
                start, end = pair
                shift = Shift(time.fromisoformat(start), time.fromisoformat(end))
                shifts[WEEKDAYS.index(day)] = (shift,)
            except (ValueError, TypeError):
                message = f"The hours of “{day[:10]}” are not two times such as 08:00 and 17:00."
                raise Invalid(message) from None
        return cls(shifts)


def working_intervals(hours: WeeklyHours, day: date, zone: ZoneInfo) -> list[Interval]:
    """The UTC intervals worked on a local date, in order, also on 23- and 25-hour days.

    Local times that clocks jump over move forward to the jump, ones shown twice mean the first. A
    shift that runs past midnight belongs to the day it starts on.
    """
    worked: list[Interval] = []
    for shift in hours.shifts.get(day.weekday(), ()):
        last_day = day if shift.end > shift.start else day + timedelta(days=1)
        start = moment_of(datetime.combine(day, shift.start), zone)
        end = moment_of(datetime.combine(last_day, shift.end), zone)
        if start < end:
            worked.append(Interval(start, end))
    return merged(worked)


class SoftRule(StrEnum):
    """Rules that warn; somebody allowed to may go past them, with a reason."""

    OUTSIDE_HOURS = "outside_hours"
    BUFFER = "buffer_too_small"
    TRAVEL = "tight_travel"
    SKILL = "missing_skill"
    CERTIFICATE = "certificate"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class SoftWarning:
    """One soft rule a proposal breaks, in words for the office."""

    rule: SoftRule
    message: str


@dataclass(frozen=True)
class Proposal:
    """A booking somebody would like to make: when, where, and what it takes."""

    when: Interval
    place: Place | None = None
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Neighbour:
    """Another booking of the same worker."""

    when: Interval
    place: Place | None = None


@dataclass(frozen=True)
class WorkerDay:
    """What is known of the worker around that time; `holidays` maps local dates to their names,
    `uncertified` a skill of theirs to why it doesn't count then."""

    working: Sequence[Interval]
    neighbours: Sequence[Neighbour] = ()
    skills: frozenset[str] = frozenset()
    holidays: Mapping[date, str] = field(default_factory=dict[date, str])
    uncertified: Mapping[str, str] = field(default_factory=dict[str, str])


def warnings_for(
    proposal: Proposal,
    worker: WorkerDay,
    zone: ZoneInfo,
    *,
    buffer_minutes: int = 0,
    travel_minutes: Callable[[Place, Place], int] = drive_between,
) -> list[SoftWarning]:
    """The soft rules this proposal breaks for this worker, in the order of `SoftRule`.

    Double booking is not among them: the database refuses that.
    """
    found: list[SoftWarning] = []
    if not any(shift.contains(proposal.when) for shift in merged(worker.working)):
        found.append(SoftWarning(SoftRule.OUTSIDE_HOURS, "Outside the worker's hours."))
    before, after = _around(proposal.when, worker.neighbours)
    found += _buffer_warnings(proposal, before, after, buffer_minutes)
    found += _travel_warnings(proposal, before, after, travel_minutes)
    if missing := sorted(proposal.skills - worker.skills):
        found.append(SoftWarning(SoftRule.SKILL, f"The worker lacks: {', '.join(missing)}."))
    found += [
        SoftWarning(SoftRule.CERTIFICATE, why)
        for skill, why in sorted(worker.uncertified.items())
        if skill in proposal.skills
    ]
    found += [
        SoftWarning(SoftRule.HOLIDAY, f"{name} is a holiday.")
        for day, name in sorted(worker.holidays.items())
        if _touches(proposal.when, day, zone)
    ]
    return found


def _around(
    when: Interval, neighbours: Sequence[Neighbour]
) -> tuple[Neighbour | None, Neighbour | None]:
    """The nearest booking before and after; overlapping ones are the database's business."""
    before = [other for other in neighbours if other.when.end <= when.start]
    after = [other for other in neighbours if other.when.start >= when.end]
    return (
        max(before, key=lambda other: other.when.end, default=None),
        min(after, key=lambda other: other.when.start, default=None),
    )


def _gaps(
    when: Interval, before: Neighbour | None, after: Neighbour | None
) -> list[tuple[Neighbour, int, str]]:
    """Each neighbour with the whole minutes between and the side it is on."""
    found: list[tuple[Neighbour, int, str]] = []
    if before:
        found.append((before, _minutes(when.start - before.when.end), "before"))
    if after:
        found.append((after, _minutes(after.when.start - when.end), "after"))
    return found


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


def _buffer_warnings(
    proposal: Proposal, before: Neighbour | None, after: Neighbour | None, least: int
) -> list[SoftWarning]:
    return [
        SoftWarning(
            SoftRule.BUFFER,
            f"{gap} min free {side} this booking; the buffer is {least} min.",
        )
        for _, gap, side in _gaps(proposal.when, before, after)
        if gap < least
    ]


def _travel_warnings(
    proposal: Proposal,
    before: Neighbour | None,
    after: Neighbour | None,
    travel_minutes: Callable[[Place, Place], int],
) -> list[SoftWarning]:
    found: list[SoftWarning] = []
    for other, gap, side in _gaps(proposal.when, before, after):
        if proposal.place is None or other.place is None:
            continue
        ends = (other.place, proposal.place) if side == "before" else (proposal.place, other.place)
        if gap < (drive := travel_minutes(*ends)):
            message = f"{gap} min {side} this booking for a drive of about {drive} min."
            found.append(SoftWarning(SoftRule.TRAVEL, message))
    return found


def _touches(when: Interval, day: date, zone: ZoneInfo) -> bool:
    start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    return start < end and when.overlaps(Interval(start, end))

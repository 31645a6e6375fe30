"""What a rule of recurrence comes to: when a visit takes place, what differs, which visit goes where."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cleaning_app.domain.local_time import moment_of
from cleaning_app.domain.recurrence import Rule

HORIZON = timedelta(weeks=8)
"""How far ahead visits of a series stand in the schedule."""

_FURTHEST = 7


class HolidayPolicy(StrEnum):
    """What becomes of a visit that falls on a public holiday."""

    KEEP = "keep"
    SKIP = "skip"
    MOVE = "move"

    @property
    def words(self) -> str:
        return {
            "keep": "Public holidays: we come all the same",
            "skip": "Public holidays: the visit is left out",
            "move": "Public holidays: we come on the next working day",
        }[self.value]


def held_on(
    day: date,
    policy: HolidayPolicy,
    holidays: Mapping[date, str],
    working_weekdays: Collection[int],
    taken: Collection[date],
) -> date | None:
    """When the visit of a day of the rule takes place; None when it is left out.

    Moved, it goes to the next day the company works that is no holiday, at most a week on; when
    another visit of the same series (`taken`) is due by then, that one has to do.
    """
    if day not in holidays or policy is HolidayPolicy.KEEP:
        return day
    if policy is HolidayPolicy.SKIP:
        return None
    for days in range(1, _FURTHEST + 1):
        later = day + timedelta(days=days)
        if later in taken:
            return None
        if later not in holidays and later.weekday() in working_weekdays:
            return later
    return None


@dataclass(frozen=True)
class Day:
    """A day of the rule (`on`) and when its visit takes place: `held` is None when it is left out
    for the `holiday`."""

    on: date
    held: date | None
    holiday: str = ""


def days(
    rule: Rule,
    starts_on: date,
    policy: HolidayPolicy,
    holidays: Mapping[date, str],
    working_weekdays: Collection[int],
    span: tuple[date, date],
) -> list[Day]:
    """The days of a rule within a span, both ends included. `holidays` reach a week further."""
    first, last = span
    taken = set(rule.dates(starts_on, first, last + timedelta(days=_FURTHEST)))
    return [
        Day(on, held_on(on, policy, holidays, working_weekdays, taken), holidays.get(on, ""))
        for on in sorted(taken)
        if on <= last
    ]


def starts_at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The UTC moment of a wall-clock time, on days the clocks change too: a time they jump over is
    moved to the jump, one shown twice means the first."""
    return moment_of(datetime.combine(day, clock), zone)


Window = tuple[datetime, datetime] | None


def window(day: date, ends: tuple[time | None, time | None], zone: ZoneInfo) -> Window:
    """Between which moments the visit of a day is promised to begin; None without a promise."""
    earliest, latest = ends
    if earliest is None or latest is None:
        return None
    return starts_at(day, earliest, zone), max(
        starts_at(day, earliest, zone), starts_at(day, latest, zone)
    )


@dataclass(frozen=True)
class Shape:
    """What a visit of a series is made of, as the series says or as it stands."""

    starts_at: datetime
    minutes: int
    service: Hashable
    address: Hashable
    price_cents: int
    crew: frozenset[Hashable]
    notes: str
    team: Hashable = None
    window: Hashable = None
    extras: frozenset[tuple[str, int]] = frozenset()


WORDS = {
    "starts_at": "time",
    "minutes": "length",
    "service": "service",
    "address": "address",
    "price_cents": "price",
    "crew": "crew",
    "notes": "notes",
    "team": "team",
    "window": "promised window",
    "extras": "extras",
}
"""What the parts of a Shape are called."""


def differing(meant: Shape, actual: Shape, *, waiting: bool = False) -> list[str]:
    """The parts of a visit that were changed by themselves, as names of Shape's fields.

    A visit that is `waiting` for a crew, because somebody could not come, still follows its series.
    """
    found = [f.name for f in fields(Shape) if getattr(meant, f.name) != getattr(actual, f.name)]
    if waiting and actual.crew < meant.crew:
        found.remove("crew")
    return found


@dataclass(frozen=True)
class Pairing:
    """Which visit of the old days takes which new day; the rest is dropped or still to be made."""

    pairs: list[tuple[date, date]]
    dropped: list[date]
    missing: list[date]


def paired(old: Sequence[date], new: Sequence[date]) -> Pairing:
    """Give visits that stand their new days when a rule changes.

    A day in both stays. The others are matched in order, each with the nearest new day that is
    less than a week away; so Tuesdays become Wednesdays, and of weekly visits that come every
    second week every other one goes.
    """
    staying = set(old) & set(new)
    pairs = [(day, day) for day in sorted(staying)]
    free = sorted(set(new) - staying)
    dropped: list[date] = []
    for day in sorted(set(old) - staying):
        near = [other for other in free if abs(other - day) < timedelta(days=7)]
        if near:
            chosen = min(near, key=lambda other: (abs(other - day), other))
            # Order is kept: what was before stays before.
            free = [other for other in free if other > chosen]
            pairs.append((day, chosen))
        else:
            dropped.append(day)
    matched = {to for _, to in pairs}
    return Pairing(sorted(pairs), dropped, [day for day in sorted(set(new)) if day not in matched])

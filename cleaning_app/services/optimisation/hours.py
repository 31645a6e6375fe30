"""When a crew can work on a day: its hours, what keeps it off, and its lunch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from cleaning_app.domain.routing.problem import Pause
from cleaning_app.domain.slots import Interval, free_gaps
from cleaning_app.services.rota import Rota

LUNCH = Pause(11 * 60, 13 * 60 + 30, 30)
"""Half an hour, eaten between 11:00 and 14:00, in minutes of a day of 24 hours."""

Span = tuple[int, int]


def minutes_after(origin: datetime, at: datetime) -> int:
    """Whole minutes from a day's first moment to another one."""
    return int((at - origin).total_seconds()) // 60


@dataclass(frozen=True)
class Hours:
    """From when to when, and what lies between. `closed`: nobody is expected to work at all."""

    opens: int
    closes: int
    absences: tuple[Pause, ...] = ()
    closed: bool = False


def hours_of(
    plan: Rota, members: Sequence[UUID], own: Sequence[Span], origin: datetime, soon: int
) -> Hours:
    """The hours all members share that day, from `soon` on, widened to what is planned already.

    An absence that people have planned work into keeps nobody off any more.
    """
    spans = [
        (minutes_after(origin, free.start), ends)
        for free in _shared(plan, members)
        if (ends := minutes_after(origin, free.end)) > soon
    ]
    first = min((start for start, _ in own), default=None)
    if not spans:
        closes = max((end for _, end in own), default=soon)
        return Hours(soon if first is None else first, closes, closed=True)
    opens = max(spans[0][0], soon)
    absences = [
        Pause(end, end, start - end)
        for (_, end), (start, _) in pairwise(spans)
        if not any(begins < start and end < ends for begins, ends in own)
    ]
    return Hours(opens if first is None else min(opens, first), spans[-1][1], tuple(absences))


def lunch_on(origin: datetime, zone: ZoneInfo) -> Pause:
    """Lunch by the wall clock of the day that begins at `origin`, also when its clocks change."""
    day = origin.astimezone(zone).date()
    noon = datetime.combine(day, time(12), zone).astimezone(UTC)
    ahead = minutes_after(origin, noon) - 12 * 60
    return Pause(LUNCH.earliest + ahead, LUNCH.latest + ahead, LUNCH.length)


def lunch_of(hours: Hours, lunch: Pause = LUNCH) -> tuple[Pause, ...]:
    """Lunch, for whoever works through all of its time and is not off in it anyway."""
    ends = lunch.latest + lunch.length
    through = hours.opens <= lunch.earliest and hours.closes >= ends
    off = any(a.earliest < ends and lunch.earliest < a.earliest + a.length for a in hours.absences)
    return (lunch,) if through and not off and not hours.closed else ()


def _shared(plan: Rota, members: Sequence[UUID]) -> list[Interval]:
    """When every member is available."""
    first, *others = members
    shared = plan.available(first)
    for other in others:
        theirs = plan.available(other)
        shared = [gap for mine in shared for gap in free_gaps(mine, _beside(mine, theirs))]
    return shared


def _beside(span: Interval, theirs: Sequence[Interval]) -> list[Interval]:
    """The parts of a span outside the given times."""
    return free_gaps(span, theirs)

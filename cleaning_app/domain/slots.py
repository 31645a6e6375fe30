"""Intervals of time, the gaps between them, and the free slots nearest to a wish."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from cleaning_app.errors import Invalid

Worker = TypeVar("Worker", bound=Hashable)


@dataclass(frozen=True, order=True)
class Interval:
    """A half-open stretch of time [start, end) in UTC. Other aware zones are converted.

    Raises Invalid when it does not end after it starts, ValueError when a time is naive.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval needs aware datetimes")
        # Arithmetic on two times of one ZoneInfo is wall-clock arithmetic, wrong on a DST day.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise Invalid("The end must come after the start.")

    @classmethod
    def lasting(cls, start: datetime, minutes: int) -> Interval:
        """The interval of that many real minutes from `start`."""
        return cls(start, start.astimezone(UTC) + timedelta(minutes=minutes))

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share a moment; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Interval) -> bool:
        return self.start <= other.start and other.end <= self.end

    def widened(self, minutes: int) -> Interval:
        """The same interval with `minutes` more on both sides."""
        margin = timedelta(minutes=minutes)
        return Interval(self.start - margin, self.end + margin)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments as disjoint intervals in order; touching ones become one."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def free_gaps(
    window: Interval,
    busy: Iterable[Interval],
    *,
    minimum_minutes: int = 0,
    buffer_minutes: int = 0,
) -> list[Interval]:
    """What is left of `window` beside `busy`, in order.

    Each busy interval keeps `buffer_minutes` free on both sides; gaps shorter than
    `minimum_minutes` are left out.
    """
    shortest = timedelta(minutes=minimum_minutes)
    gaps: list[Interval] = []
    free_from = window.start
    for taken in merged(interval.widened(buffer_minutes) for interval in busy):
        if taken.start >= window.end:
            break
        if taken.start > free_from:
            gaps.append(Interval(free_from, taken.start))
        free_from = max(free_from, taken.end)
    if free_from < window.end:
        gaps.append(Interval(free_from, window.end))
    return [gap for gap in gaps if gap.length >= shortest]


def nearest_alternatives(
    wanted: Interval,
    busy_by_worker: Mapping[Worker, Sequence[Interval]],
    working_by_worker: Mapping[Worker, Sequence[Interval]],
    count: int = 3,
    step_minutes: int = 15,
    buffer_minutes: int = 0,
    *,
    preferred: Worker | None = None,
    not_before: datetime | None = None,
) -> list[tuple[Worker, Interval]]:
    """The free slots of the wanted length that start nearest to the wanted time.

    Starts lie on steps from the wanted start, inside working time, clear of what is busy and never
    before `not_before`. Equally near ones: the preferred worker first (by default the first of
    `working_by_worker`), then the earlier start, then the order of `working_by_worker`.
    """
    workers = list(working_by_worker)
    favourite = preferred if preferred is not None else next(iter(workers), None)
    found: list[tuple[timedelta, bool, datetime, int]] = []
    for index, worker in enumerate(workers):
        busy = busy_by_worker.get(worker, ())
        starts = {
            start
            for window in merged(working_by_worker[worker])
            for gap in free_gaps(window, busy, buffer_minutes=buffer_minutes)
            for start in _nearest_starts(gap, wanted, count, step_minutes, not_before)
        }
        found += [
            (abs(start - wanted.start), worker != favourite, start, index) for start in starts
        ]
    return [
        (workers[index], Interval(start, start + wanted.length))
        for _, _, start, index in sorted(found)[:count]
    ]


def _nearest_starts(
    gap: Interval, wanted: Interval, count: int, step_minutes: int, not_before: datetime | None
) -> list[datetime]:
    """Up to 2 × `count` starts in one gap: enough on both sides of the wish, never a whole day."""
    step = timedelta(minutes=step_minutes)
    earliest = max(gap.start, not_before) if not_before else gap.start
    first = -((wanted.start - earliest) // step)
    last = (gap.end - wanted.length - wanted.start) // step
    nearest = min(max(0, first), last)
    candidates = range(max(first, nearest - count), min(last, nearest + count) + 1)
    return [wanted.start + position * step for position in candidates]

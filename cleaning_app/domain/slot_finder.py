"""Free slots for a visit, the best first: inside working time, clear of other jobs by the buffer and
the drive, for as many people as it takes.

Everything is in UTC and real minutes, so days on which clocks change need no care here: whoever
calls turns local days and hours into intervals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from cleaning_app.domain.slots import Interval, merged
from cleaning_app.domain.travel import Place, drive_between
from cleaning_app.domain.working_hours import Neighbour

Worker = TypeVar("Worker", bound=Hashable)
Drive = Callable[[Place, Place], int]

STEP = timedelta(minutes=15)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# What a slot is worth, in minutes of driving.
_A_DAY_OFF_THE_WISH = 10
_AN_HOUR_OFF_THE_WISH = 2
_NOT_A_FAVOURITE = 15


@dataclass(frozen=True)
class Seat(Generic[Worker]):
    """A worker who could come: when they work (time off taken out), their jobs, their home."""

    worker: Worker
    working: Sequence[Interval]
    neighbours: Sequence[Neighbour] = ()
    home: Place | None = None
    preferred: bool = False


@dataclass(frozen=True)
class Search:
    """A visit that looks for its time. It starts and ends inside `window`, never before
    `not_before`; `near` is the moment it would like best, by default as early as can be."""

    window: Interval
    minutes: int
    place: Place | None = None
    crew: int = 1
    not_before: datetime | None = None
    near: datetime | None = None
    buffer_minutes: int = 0

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class FreeSlot(Generic[Worker]):
    """When, who, and how many minutes of driving it adds to their day altogether."""

    when: Interval
    crew: tuple[Worker, ...]
    drive_minutes: int
    preferred: bool


@dataclass(frozen=True)
class _Opening:
    """Starts from `first` to `last` that fit one worker, and the driving each of them adds."""

    first: datetime
    last: datetime
    drive_minutes: int


def find(
    search: Search, seats: Sequence[Seat[Worker]], travel: Drive = drive_between
) -> list[FreeSlot[Worker]]:
    """Every free slot on the quarter hours, the best first: little driving, near the wish, with
    somebody the client prefers."""
    offers: dict[datetime, list[tuple[int, int, Seat[Worker]]]] = defaultdict(list)
    for order, seat in enumerate(seats):
        for opening in _openings(search, seat, travel):
            for start in _steps(opening):
                offers[start].append((opening.drive_minutes, order, seat))
    wanted = any(seat.preferred for seat in seats)
    found = [
        _slot(search, start, coming)
        for start, coming in offers.items()
        if len(coming) >= search.crew
    ]
    return sorted(found, key=lambda slot: (_cost(search, slot, wanted), slot.when.start))


def spread(
    found: Sequence[FreeSlot[Worker]], count: int, zone: ZoneInfo, per_day: int = 2
) -> list[FreeSlot[Worker]]:
    """The best few that differ: not more than `per_day` a local day, and an hour apart.

    Six quarter hours of one morning are one choice, not six.
    """
    chosen: list[FreeSlot[Worker]] = []
    days: dict[object, int] = defaultdict(int)
    for slot in found:
        day = slot.when.start.astimezone(zone).date()
        close = any(abs(slot.when.start - other.when.start) < _APART for other in chosen)
        if days[day] < per_day and not close:
            days[day] += 1
            chosen.append(slot)
        if len(chosen) == count:
            break
    return chosen


_APART = timedelta(hours=1)


def _slot(
    search: Search, start: datetime, coming: list[tuple[int, int, Seat[Worker]]]
) -> FreeSlot[Worker]:
    """The cheapest crew of those who could come, the client's favourites first."""
    best = sorted(coming, key=lambda one: (not one[2].preferred, one[0], one[1]))[: search.crew]
    return FreeSlot(
        when=Interval(start, start + search.length),
        crew=tuple(seat.worker for _, _, seat in best),
        drive_minutes=sum(drive for drive, _, _ in best),
        preferred=any(seat.preferred for _, _, seat in best),
    )


def _cost(search: Search, slot: FreeSlot[Worker], wanted: bool) -> float:
    near = search.near or max(search.window.start, search.not_before or search.window.start)
    away = abs(slot.when.start - near)
    days, rest = divmod(away, timedelta(days=1))
    hours = min(rest, timedelta(days=1) - rest) / timedelta(hours=1)
    off = days + (1 if rest > timedelta(hours=12) else 0)
    favour = _NOT_A_FAVOURITE if wanted and not slot.preferred else 0
    return slot.drive_minutes + off * _A_DAY_OFF_THE_WISH + hours * _AN_HOUR_OFF_THE_WISH + favour


def _openings(search: Search, seat: Seat[Worker], travel: Drive) -> Iterator[_Opening]:
    """Between any two jobs of a worker, in each stretch they work: the starts that fit."""
    jobs = sorted(seat.neighbours, key=lambda job: (job.when.start, job.when.end))
    for shift in merged(seat.working):
        opens = max(shift.start, search.window.start, search.not_before or shift.start)
        closes = min(shift.end, search.window.end)
        for n in range(len(jobs) + 1):
            first = max([opens, *(_clear_after(search, job, travel) for job in jobs[:n])])
            last = min([closes, *(_clear_before(search, job, travel) for job in jobs[n:])])
            if first + search.length <= last:
                drive = _detour(search, seat, shift, jobs, n, travel)
                yield _Opening(first, last - search.length, drive)


def _margin(search: Search, job: Neighbour, travel: Drive) -> timedelta:
    """What has to lie between a job and the visit: the buffer, or the drive when that is longer."""
    if search.place is None or job.place is None or search.place == job.place:
        return timedelta(minutes=search.buffer_minutes)
    return timedelta(minutes=max(search.buffer_minutes, travel(job.place, search.place)))


def _clear_after(search: Search, job: Neighbour, travel: Drive) -> datetime:
    return job.when.end + _margin(search, job, travel)


def _clear_before(search: Search, job: Neighbour, travel: Drive) -> datetime:
    return job.when.start - _margin(search, job, travel)


def _detour(
    search: Search,
    seat: Seat[Worker],
    shift: Interval,
    jobs: Sequence[Neighbour],
    n: int,
    travel: Drive,
) -> int:
    """Minutes of driving the visit adds between the job before it and the one after; from home and
    back home at the ends of a day."""
    before = jobs[n - 1].place if n and jobs[n - 1].when.end > shift.start else seat.home
    after = jobs[n].place if n < len(jobs) and jobs[n].when.start < shift.end else seat.home
    there, back = _way(before, search.place, travel), _way(search.place, after, travel)
    return max(0, there + back - _way(before, after, travel))


def _way(start: Place | None, end: Place | None, travel: Drive) -> int:
    return 0 if start is None or end is None or start == end else travel(start, end)


def _steps(opening: _Opening) -> Iterator[datetime]:
    """The quarter hours of an opening."""
    start = _EPOCH - ((_EPOCH - opening.first) // STEP) * STEP
    while start <= opening.last:
        yield start
        start += STEP

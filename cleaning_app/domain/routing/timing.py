"""When the stops of one route start, its pauses included, or that they cannot be done in that order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

from cleaning_app.domain.routing.problem import Crew, Problem, Slot, Stop

Leg = tuple[Stop, Slot]
"""A stop and the slot it is to start in."""

_EVER = 1 << 40
_GRIDS = (15, 5)


def way(problem: Problem, crew: Crew, before: Stop, after: Stop) -> int:
    """The time on the way between two stops that this crew does one after the other."""
    for tight in problem.tights:
        if tight.before == before.id and tight.after == after.id and tight.crew == crew.id:
            return tight.minutes
    return problem.minutes[before.place][after.place]


def timed(
    problem: Problem, crew: Crew, legs: Sequence[Leg], *, round_starts: bool = False
) -> tuple[int, ...] | None:
    """A start for each stop in this order, near its wish, or None when it cannot be done.

    With `round_starts`, stops that cannot have their wish start on a quarter of an hour, or at least
    on five minutes, where that makes nothing impossible.
    """
    if not legs:
        return ()
    ways = [way(problem, crew, a[0], b[0]) for a, b in pairwise(legs)]
    best: tuple[int, tuple[int, ...]] | None = None
    for gaps in product(range(len(legs) + 1), repeat=len(crew.pauses)):
        starts = _placed(problem, crew, legs, ways, gaps, round_starts)
        if starts is None:
            continue
        off = sum(
            abs(start - stop.wish) if stop.wish is not None else 0
            for start, (stop, _) in zip(starts, legs, strict=True)
        )
        if best is None or (off, starts) < best:
            best = (off, starts)
    return best[1] if best else None


def _placed(
    problem: Problem,
    crew: Crew,
    legs: Sequence[Leg],
    ways: Sequence[int],
    gaps: Sequence[int],
    round_starts: bool,
) -> tuple[int, ...] | None:
    """The starts when pause n lies in gap gaps[n]: 0 before the first stop, len(legs) after all."""
    latest = _latest(problem, crew, legs, ways, gaps)
    starts: list[int] = []
    free = -_EVER
    for index, (stop, slot) in enumerate(legs):
        start = max(slot.earliest, _begin(problem, crew, stop) if index == 0 else free)
        if index:
            start = max(start, free + ways[index - 1] + _pausing(crew, gaps, index))
        for pause, gap in zip(crew.pauses, gaps, strict=True):
            if gap == index:
                begins = max(pause.earliest, free)
                if begins > pause.latest:
                    return None
                start = max(start, begins + pause.length)
        if start > latest[index]:
            return None
        starts.append(_chosen(stop, start, latest[index], round_starts))
        free = starts[-1] + stop.length
    return tuple(starts)


def _latest(
    problem: Problem,
    crew: Crew,
    legs: Sequence[Leg],
    ways: Sequence[int],
    gaps: Sequence[int],
) -> list[int]:
    """How late each stop may start without making a later one impossible."""
    last = legs[-1][0]
    home = problem.minutes[last.place][crew.end] if crew.commutes and crew.end is not None else 0
    done_by = crew.closes + crew.overtime - home
    found: list[int] = []
    for index in range(len(legs) - 1, -1, -1):
        stop, slot = legs[index]
        for pause, gap in zip(crew.pauses, gaps, strict=True):
            if gap == index + 1:
                done_by = min(done_by, pause.latest)
        found.append(min(slot.latest, done_by - stop.length))
        if index:
            done_by = found[-1] - ways[index - 1] - _pausing(crew, gaps, index)
    return found[::-1]


def _pausing(crew: Crew, gaps: Sequence[int], index: int) -> int:
    return sum(p.length for p, gap in zip(crew.pauses, gaps, strict=True) if gap == index)


def _begin(problem: Problem, crew: Crew, first: Stop) -> int:
    if crew.commutes and crew.start is not None:
        return crew.opens + problem.minutes[crew.start][first.place]
    return crew.opens


def _chosen(stop: Stop, earliest: int, latest: int, round_starts: bool) -> int:
    """The wish if it is possible, else what is nearest to it; without one as early as possible."""
    if stop.wish is not None and earliest <= stop.wish <= latest:
        return stop.wish
    if stop.wish is not None and stop.wish > latest:
        return _rounded(latest, earliest, latest, round_starts, up=False)
    return _rounded(earliest, earliest, latest, round_starts, up=True)


def _rounded(start: int, earliest: int, latest: int, round_starts: bool, *, up: bool) -> int:
    for grid in _GRIDS if round_starts else ():
        rounded = -(-start // grid) * grid if up else start // grid * grid
        if earliest <= rounded <= latest:
            return rounded
    return start

"""Looks at a plan with fresh eyes: says every rule it breaks, and trusts nothing of whoever made it.

Shares no code with the search, the timing or the figures, on purpose: an error there must be found
here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from cleaning_app.domain.routing.problem import Crew, Pause, Plan, Problem, Route, Stop, Visit


def violations(problem: Problem, plan: Plan) -> list[str]:
    """Every rule the plan breaks, in words; an empty list for a plan that may be carried out."""
    return [*_each_stop_once(problem, plan), *_routes(problem, plan)]


def _each_stop_once(problem: Problem, plan: Plan) -> Iterator[str]:
    known = {stop.id: stop for stop in problem.stops}
    named = Counter([v.stop for r in plan.routes for v in r.visits] + list(plan.left_out))
    yield from (f"{stop}: unknown" for stop in named if stop not in known)
    yield from (f"{stop}: planned {times} times" for stop, times in named.items() if times > 1)
    yield from (f"{stop}: forgotten" for stop in known if stop not in named)
    yield from (
        f"{stop}: must not be left out"
        for stop in plan.left_out
        if stop in known and known[stop].worth is None
    )


def _routes(problem: Problem, plan: Plan) -> Iterator[str]:
    crews = {crew.id: crew for crew in problem.crews}
    stops = {stop.id: stop for stop in problem.stops}
    seen: set[str] = set()
    for route in plan.routes:
        if route.crew not in crews or route.crew in seen:
            yield f"{route.crew}: {'has two routes' if route.crew in seen else 'unknown'}"
            continue
        seen.add(route.crew)
        if all(visit.stop in stops for visit in route.visits):
            yield from _route(problem, crews[route.crew], route, stops)


def _route(problem: Problem, crew: Crew, route: Route, stops: dict[str, Stop]) -> Iterator[str]:
    for visit in route.visits:
        yield from _visit(crew, stops[visit.stop], visit.start)
    yield from _hours(problem, crew, route, stops)
    yield from _drives(problem, crew, route, stops)
    for pause in crew.pauses:
        if not _has_room(problem, crew, pause, route, stops):
            yield f"{crew.id}: no room for the pause from {pause.earliest}"
    load = sum(stops[visit.stop].load for visit in route.visits)
    if crew.capacity is not None and load > crew.capacity:
        yield f"{crew.id}: carries {load} of {crew.capacity}"


def _visit(crew: Crew, stop: Stop, start: int) -> Iterator[str]:
    if not any(slot.earliest <= start <= slot.latest for slot in stop.slots):
        yield f"{stop.id}: starts at {start}, outside what was promised"
    skilled = stop.needs <= crew.skills or crew.id in stop.although
    wanted = not stop.only or crew.id in stop.only
    if not skilled or not wanted or crew.id in stop.never:
        yield f"{stop.id}: not for {crew.id}"


def _hours(problem: Problem, crew: Crew, route: Route, stops: dict[str, Stop]) -> Iterator[str]:
    if not route.visits:
        return
    first, last = route.visits[0], route.visits[-1]
    begins = first.start
    ends = last.start + stops[last.stop].length
    if crew.commutes and crew.start is not None:
        begins -= problem.minutes[crew.start][stops[first.stop].place]
    if crew.commutes and crew.end is not None:
        ends += problem.minutes[stops[last.stop].place][crew.end]
    if begins < crew.opens:
        yield f"{crew.id}: begins at {begins}, before {crew.opens}"
    if ends > crew.closes + crew.overtime:
        yield f"{crew.id}: ends at {ends}, after {crew.closes} and {crew.overtime} more"


def _drives(problem: Problem, crew: Crew, route: Route, stops: dict[str, Stop]) -> Iterator[str]:
    for before, after in pairwise(route.visits):
        gap = after.start - before.start - stops[before.stop].length
        needed = _way(problem, crew, before, after, stops)
        if gap < needed:
            yield f"{after.stop}: {gap} after {before.stop}, a way of {needed}"


def _way(problem: Problem, crew: Crew, before: Visit, after: Visit, stops: dict[str, Stop]) -> int:
    """The time on the way, or what people had left for it when they planned it tight."""
    for tight in problem.tights:
        if (tight.crew, tight.before, tight.after) == (crew.id, before.stop, after.stop):
            return tight.minutes
    return problem.minutes[stops[before.stop].place][stops[after.stop].place]


def _has_room(
    problem: Problem, crew: Crew, pause: Pause, route: Route, stops: dict[str, Stop]
) -> bool:
    """Whether the pause fits before, between or after the stops of a route.

    It may be taken anywhere on the way, so a gap must hold the drive and the pause, and the pause
    itself must begin in its time. Other pauses that can only lie in the same gap count too.
    """
    if not route.visits:
        return True
    last = route.visits[-1]
    if route.visits[0].start >= pause.earliest + pause.length:
        return True
    if last.start + stops[last.stop].length <= pause.latest:
        return True
    for before, after in pairwise(route.visits):
        free_from = before.start + stops[before.stop].length
        taken = sum(
            other.length
            for other in crew.pauses
            if other != pause and free_from <= other.earliest == other.latest < after.start
        )
        begins = max(pause.earliest, free_from)
        needed = _way(problem, crew, before, after, stops) + pause.length + taken
        if begins <= min(pause.latest, after.start - pause.length) and (
            after.start - free_from >= needed
        ):
            return True
    return False

"""Why a stop went where it did: what it saves there, and why not to each other crew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cleaning_app.domain.routing.measuring import may
from cleaning_app.domain.routing.problem import Crew, Plan, Problem, Route, Slot, Stop
from cleaning_app.domain.routing.timing import Leg, timed

_MOST_LATE = 240
"""Later than this is no room at all."""


class Reason(StrEnum):
    """Why a crew does not do a stop."""

    SKILL = "skill"
    BANNED = "banned"
    RESERVED = "reserved"
    FURTHER = "further"
    """It could: `amount` more driving."""
    HOURS = "hours"
    """It would work longer than it may."""
    LATE = "late"
    """It would start `amount` after the latest start."""
    FULL = "full"
    """There is no room even late."""


@dataclass(frozen=True)
class WhyNot:
    """A crew that does not do a stop, and why. `missing` names skills."""

    crew: str
    reason: Reason
    amount: int = 0
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Detour:
    """What a stop adds to a route: minutes of driving, and what comes before and after it."""

    minutes: int
    after: str = ""
    before: str = ""


def detour(problem: Problem, plan: Plan, stop_id: str) -> Detour | None:
    """What a stop adds to the route it is in; None when nobody does it."""
    for route in plan.routes:
        ids = [visit.stop for visit in route.visits]
        if stop_id in ids:
            at = ids.index(stop_id)
            before = ids[at - 1] if at else ""
            after = ids[at + 1] if at + 1 < len(ids) else ""
            crew = problem.crews_by_id[route.crew]
            return Detour(_extra(problem, crew, before, stop_id, after), before, after)
    return None


def why_not(problem: Problem, plan: Plan, stop_id: str) -> list[WhyNot]:
    """Every crew but the one that does a stop, the nearest to doing it first."""
    stop = problem.stops_by_id[stop_id]
    doing = plan.by_stop().get(stop_id, ("", 0))[0]
    routes = {route.crew: route for route in plan.routes}
    found = [
        _why_not(problem, crew, routes.get(crew.id, Route(crew.id, ())), stop)
        for crew in problem.crews
        if crew.id != doing
    ]
    order = list(Reason)
    near = [Reason.FURTHER, Reason.HOURS, Reason.LATE, Reason.FULL]
    return sorted(
        found,
        key=lambda w: (
            near.index(w.reason) if w.reason in near else len(near) + order.index(w.reason),
            w.amount,
        ),
    )


def _why_not(problem: Problem, crew: Crew, route: Route, stop: Stop) -> WhyNot:
    if missing := stop.needs - crew.skills - ({*stop.needs} if crew.id in stop.although else set()):
        return WhyNot(crew.id, Reason.SKILL, missing=frozenset(missing))
    if stop.only and crew.id not in stop.only:
        return WhyNot(crew.id, Reason.RESERVED)
    if not may(crew, stop):
        return WhyNot(crew.id, Reason.BANNED)
    legs = _legs(problem, route)
    further = [
        _extra(problem, crew, _id(legs, at - 1), stop.id, _id(legs, at))
        for at in range(len(legs) + 1)
        for slot in stop.slots
        if timed(problem, crew, [*legs[:at], (stop, slot), *legs[at:]]) is not None
    ]
    if further:
        return WhyNot(crew.id, Reason.FURTHER, min(further))
    late = [
        lateness for at in range(len(legs) + 1) for lateness in _late(problem, crew, legs, at, stop)
    ]
    if not late:
        return WhyNot(crew.id, Reason.FULL)
    return WhyNot(crew.id, Reason.LATE if min(late) else Reason.HOURS, min(late))


def _legs(problem: Problem, route: Route) -> list[Leg]:
    """A route's stops, each in a slot that holds its start."""
    return [
        (stop, next((s for s in stop.slots if s.earliest <= v.start <= s.latest), stop.slots[0]))
        for v in route.visits
        if (stop := problem.stops_by_id[v.stop])
    ]


def _late(problem: Problem, crew: Crew, legs: Sequence[Leg], at: int, stop: Stop) -> list[int]:
    """How late the stop would start at this point of a route, the others staying in time."""
    latest = max(slot.latest for slot in stop.slots)
    eager = replace(stop, wish=None)
    slot = Slot(latest, latest + _MOST_LATE)
    longer = replace(crew, overtime=crew.overtime + _MOST_LATE)
    starts = timed(problem, longer, [*legs[:at], (eager, slot), *legs[at:]])
    return [] if starts is None else [starts[at] - latest]


def _id(legs: Sequence[Leg], at: int) -> str:
    return legs[at][0].id if 0 <= at < len(legs) else ""


def _extra(problem: Problem, crew: Crew, before: str, stop: str, after: str) -> int:
    """Minutes more on the road with the stop between two others, or between one and home."""
    here = problem.stops_by_id[stop].place
    first = problem.stops_by_id[before].place if before else crew.start
    last = problem.stops_by_id[after].place if after else crew.end
    extra = 0
    if first is not None:
        extra += problem.minutes[first][here]
    if last is not None:
        extra += problem.minutes[here][last]
    if first is not None and last is not None and (before or after):
        extra -= problem.minutes[first][last]
    return extra

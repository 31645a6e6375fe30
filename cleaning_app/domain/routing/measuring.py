"""What a plan costs: distance, time on the road, overtime, lateness, and the search's own measure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from cleaning_app.domain.routing.problem import Crew, Plan, Problem, Route, Stop


@dataclass(frozen=True)
class Figures:
    """Sums over a plan, in the problem's units. `driving` includes the ways from and to home;
    `late` is how much later than promised crews arrive, drives being as long as they are."""

    metres: int = 0
    driving: int = 0
    overtime: int = 0
    late: int = 0
    left_out: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.metres + other.metres,
            self.driving + other.driving,
            self.overtime + other.overtime,
            self.late + other.late,
            self.left_out + other.left_out,
        )


def figures(problem: Problem, plan: Plan) -> Figures:
    """The figures of a whole plan."""
    total = Figures(left_out=len(plan.left_out))
    for route in plan.routes:
        total += route_figures(problem, route)
    return total


def route_figures(problem: Problem, route: Route) -> Figures:
    """The figures of one crew's route."""
    crew = problem.crews_by_id[route.crew]
    stops = [problem.stops_by_id[visit.stop] for visit in route.visits]
    if not stops:
        return Figures()
    places = [stop.place for stop in stops]
    if crew.start is not None:
        places.insert(0, crew.start)
    if crew.end is not None:
        places.append(crew.end)
    ends = route.visits[-1].start + stops[-1].length
    if crew.commutes and crew.end is not None:
        ends += problem.minutes[places[-2]][crew.end]
    return Figures(
        metres=sum(problem.metres[a][b] for a, b in pairwise(places)),
        driving=sum(problem.minutes[a][b] for a, b in pairwise(places)),
        overtime=max(0, ends - crew.closes),
        late=_late(problem, route, stops),
    )


def _late(problem: Problem, route: Route, stops: list[Stop]) -> int:
    """Minutes late over a route when nobody drives faster than the matrix says."""
    late, free, place = 0, None, None
    for visit, stop in zip(route.visits, stops, strict=True):
        arrives = visit.start
        if free is not None and place is not None:
            arrives = max(arrives, free + problem.minutes[place][stop.place])
        promised = max(visit.start, max(slot.latest for slot in stop.slots))
        late += max(0, arrives - promised)
        free, place = arrives + stop.length, stop.place
    return late


def cost(problem: Problem, plan: Plan) -> int:
    """What the search makes small: the way, overtime, dislikes, and what is left out."""
    reluctances = {(r.crew, r.stop): r.cost for r in problem.reluctances}
    tights = {(t.crew, t.before, t.after): t.cost for t in problem.tights}
    total = sum(problem.stops_by_id[id].worth or 0 for id in plan.left_out)
    for route in plan.routes:
        of = route_figures(problem, route)
        total += of.metres + of.overtime * problem.overtime_cost
        for visit in route.visits:
            total += reluctances.get((route.crew, visit.stop), 0)
            total += slot_cost(problem.stops_by_id[visit.stop], visit.start)
        for before, after in pairwise(route.visits):
            total += tights.get((route.crew, before.stop, after.stop), 0)
    return total


def slot_cost(stop: Stop, start: int) -> int:
    """What starting a stop then costs by itself: the cheapest slot that allows it."""
    return min((s.cost for s in stop.slots if s.earliest <= start <= s.latest), default=0)


def may(crew: Crew, stop: Stop) -> bool:
    """Whether a crew may do a stop at all: skills, bans, and whom it is reserved for."""
    skilled = stop.needs <= crew.skills or crew.id in stop.although
    return skilled and (not stop.only or crew.id in stop.only) and crew.id not in stop.never

"""A planning problem in the words of pyvrp, and its solutions back in ours.

Every stop is a client for each of its slots (at most one of which is visited), every pause a client
that only its crew can reach. Who may do what, and what it costs beside the way, is written into one
distance matrix for each kind of crew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyvrp

from cleaning_app.domain.routing.measuring import may
from cleaning_app.domain.routing.problem import Crew, Pause, Plan, Problem, Slot, Stop
from cleaning_app.domain.routing.timing import Leg

FORBIDDEN = 1 << 40
"""A way nobody would ever take, however much a stop is worth."""

Places = Mapping[tuple[str, int], int]
"""Crew and number of pause → where it is most likely taken; without one, at the crew's start."""
Sequences = dict[str, list[Leg]]
"""Crew → its stops in order, each in the slot it was planned for."""


@dataclass(frozen=True)
class _Visitable:
    """What a client of pyvrp stands for: a stop in a slot, or a crew's pause."""

    place: int | None
    leg: Leg | None = None
    crew: str = ""


@dataclass
class Model:
    """The pyvrp side of a problem."""

    problem: Problem
    data: pyvrp.ProblemData
    clients: list[_Visitable]
    kinds: list[list[Crew]]
    by_leg: dict[tuple[str, Slot], int] = field(default_factory=dict[tuple[str, Slot], int])

    def sequences(self, solution: pyvrp.Solution) -> Sequences:
        """Who does what in which order. Crews of one kind are as good as one another."""
        waiting = [list(kind) for kind in self.kinds]
        found: Sequences = {}
        for route in solution.routes():
            crew = waiting[route.vehicle_type()].pop(0)
            clients = [self.clients[activity.idx] for activity in route if activity.is_client()]
            found[crew.id] = [client.leg for client in clients if client.leg]
        return found

    def solution(self, sequences: Sequences) -> pyvrp.Solution:
        """Where the search starts. Pauses go where they cost nothing: it will move them."""
        pauses = {
            crew.id: [n for n, client in enumerate(self.clients) if client.crew == crew.id]
            for kind in self.kinds
            for crew in kind
        }
        routes: list[pyvrp.Route] = []
        for number, kind in enumerate(self.kinds):
            for crew in kind:
                visits = [self.by_leg[leg[0].id, leg[1]] for leg in sequences.get(crew.id, [])]
                if visits or pauses[crew.id]:
                    visits = self._with_pauses(visits, pauses[crew.id])
                    routes.append(pyvrp.Route(self.data, visits, number))
        return pyvrp.Solution(self.data, routes)

    def _with_pauses(self, visits: list[int], pauses: list[int]) -> list[int]:
        """Each pause after the stop it is placed at."""
        merged = list(visits)
        for pause in pauses:
            place = self.clients[pause].place
            at = [n for n, v in enumerate(merged) if self.clients[v].place == place]
            merged.insert(at[-1] + 1 if at else 0, pause)
        return merged


def build(problem: Problem, places: Places | None) -> Model:
    """The model; without `places` it knows no pauses."""
    zero = _first_moment(problem)
    kinds = _kinds(problem, places is not None)
    clients = [
        _Visitable(stop.place, (stop, slot)) for stop in problem.stops for slot in stop.slots
    ]
    pauses = [
        (crew, pause, places.get((crew.id, n), crew.start))
        for crew in problem.crews
        if places is not None
        for n, pause in enumerate(crew.pauses)
    ]
    clients += [_Visitable(place, None, crew.id) for crew, _, place in pauses]
    ends = list(dict.fromkeys(end for kind in kinds for end in (kind[0].start, kind[0].end)))
    rows = [*ends, *(client.place for client in clients)]
    pyvrp_clients, groups = _clients(problem, zero, len(ends))
    pyvrp_clients += [
        _pause(pause, zero, len(rows) - len(pauses) + n) for n, (_, pause, _) in enumerate(pauses)
    ]
    metres, minutes = _square(problem.metres, rows), _square(problem.minutes, rows)
    profiles = [_profile(problem, kind[0], clients, metres, minutes, len(ends)) for kind in kinds]
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in rows],
        pyvrp_clients,
        [pyvrp.Depot(n) for n in range(len(ends))],
        [_vehicle(problem, kind, ends, n, zero) for n, kind in enumerate(kinds)],
        [profile[0] for profile in profiles],
        [profile[1] for profile in profiles],
        groups,
    )
    by_leg = {(c.leg[0].id, c.leg[1]): n for n, c in enumerate(clients) if c.leg}
    return Model(problem, data, clients, kinds, by_leg)


def _first_moment(problem: Problem) -> int:
    """pyvrp counts time from zero."""
    return min(
        [crew.opens for crew in problem.crews]
        + [slot.earliest for stop in problem.stops for slot in stop.slots]
        + [pause.earliest for crew in problem.crews for pause in crew.pauses]
    )


def _kinds(problem: Problem, pausing: bool) -> list[list[Crew]]:
    """Crews that nothing tells apart, together."""
    apart: dict[str, list[Any]] = {crew.id: [] for crew in problem.crews}
    for stop in problem.stops:
        for id in stop.only | stop.never | stop.although:
            if id in apart:
                apart[id].append((stop.id, id in stop.only, id in stop.never))
    for one in (*problem.reluctances, *problem.tights):
        apart[one.crew].append(one)
    kinds: dict[Any, list[Crew]] = {}
    for crew in problem.crews:
        alone = crew.id if apart[crew.id] or (pausing and crew.pauses) else ""
        kinds.setdefault((replace(crew, id=""), alone), []).append(crew)
    return list(kinds.values())


def _clients(
    problem: Problem, zero: int, first_row: int
) -> tuple[list[pyvrp.Client], list[pyvrp.ClientGroup]]:
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    dearest = max((s.cost for stop in problem.stops for s in stop.slots), default=0)
    for stop in problem.stops:
        choices = len(stop.slots) > 1
        if choices:
            here = range(len(clients), len(clients) + len(stop.slots))
            groups.append(pyvrp.ClientGroup(list(here), required=stop.worth is None))
        for slot in stop.slots:
            worth = 0 if stop.worth is None else stop.worth
            if choices:
                worth += dearest - slot.cost
            clients.append(
                pyvrp.Client(
                    first_row + len(clients),
                    delivery=[stop.load] if _carries(problem) else [],
                    service_duration=stop.length,
                    tw_early=slot.earliest - zero,
                    tw_late=slot.latest - zero,
                    prize=worth,
                    required=stop.worth is None and not choices,
                    group=len(groups) - 1 if choices else None,
                )
            )
    return clients, groups


def _pause(pause: Pause, zero: int, row: int) -> pyvrp.Client:
    return pyvrp.Client(
        row,
        service_duration=pause.length,
        tw_early=pause.earliest - zero,
        tw_late=pause.latest - zero,
    )


def _carries(problem: Problem) -> bool:
    return any(crew.capacity is not None for crew in problem.crews)


def _vehicle(
    problem: Problem, kind: list[Crew], ends: list[int | None], profile: int, zero: int
) -> pyvrp.VehicleType:
    crew = kind[0]
    more: dict[str, Any] = {}
    if crew.overtime:
        # Counted from the hours' beginning, the length of a route says how late it ends.
        more = {
            "start_late": crew.opens - zero,
            "shift_duration": crew.closes - crew.opens,
            "max_overtime": crew.overtime,
            "unit_overtime_cost": problem.overtime_cost,
        }
    return pyvrp.VehicleType(
        num_available=len(kind),
        capacity=[FORBIDDEN if crew.capacity is None else crew.capacity]
        if _carries(problem)
        else [],
        start_depot=ends.index(crew.start),
        end_depot=ends.index(crew.end),
        tw_early=crew.opens - zero,
        tw_late=crew.closes + crew.overtime - zero,
        profile=profile,
        **more,
    )


def _square(matrix: Sequence[Sequence[int]], rows: Sequence[int | None]) -> np.ndarray[Any, Any]:
    """The matrix over `rows`; a row that is nowhere is near everything."""
    all_places = np.zeros((len(matrix) + 1, len(matrix) + 1), dtype=np.int64)
    all_places[:-1, :-1] = matrix
    index = [len(matrix) if row is None else row for row in rows]
    return all_places[np.ix_(index, index)]


def _profile(
    problem: Problem,
    crew: Crew,
    clients: list[_Visitable],
    metres: np.ndarray[Any, Any],
    minutes: np.ndarray[Any, Any],
    depots: int,
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Distances and times as one kind of crew sees them."""
    metres, minutes = metres.copy(), minutes.copy()
    if not crew.commutes:
        minutes[:depots, :] = minutes[:, :depots] = 0
    rows: dict[str, list[int]] = {}
    for row, client in enumerate(clients, start=depots):
        if client.leg is None:
            if client.crew != crew.id:
                metres[:, row] = FORBIDDEN
            continue
        rows.setdefault(client.leg[0].id, []).append(row)
        if not may(crew, client.leg[0]):
            metres[:, row] = FORBIDDEN
    for one in problem.reluctances:
        if one.crew == crew.id:
            metres[:, rows[one.stop]] += one.cost
    for tight in problem.tights:
        if tight.crew == crew.id:
            for row in rows[tight.before]:
                metres[row, rows[tight.after]] += tight.cost
                minutes[row, rows[tight.after]] = tight.minutes
    np.fill_diagonal(metres, 0)
    np.fill_diagonal(minutes, 0)
    return metres, minutes


def sequences_of(problem: Problem, plan: Plan) -> Sequences:
    """A plan as sequences: each stop in the slot its start lies in, else in its first."""
    return {
        route.crew: [
            (stop, _slot_at(stop, visit.start))
            for visit in route.visits
            if (stop := problem.stops_by_id[visit.stop])
        ]
        for route in plan.routes
    }


def _slot_at(stop: Stop, start: int) -> Slot:
    fitting = [slot for slot in stop.slots if slot.earliest <= start <= slot.latest]
    return min(fitting or stop.slots[:1], key=lambda slot: slot.cost)

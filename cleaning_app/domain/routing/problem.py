"""A day's planning problem and a plan for it, as plain data that travels as JSON.

Times are whole numbers of one unit counted from one moment: minutes since local midnight for an
office's day. Distances are whole numbers too: metres there. A benchmark may use finer units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple, cast

Matrix = tuple[tuple[int, ...], ...]
"""From each place (row) to each place (column)."""


class Slot(NamedTuple):
    """A stop may start in [earliest, latest]; choosing this slot costs `cost`."""

    earliest: int
    latest: int
    cost: int = 0


class Pause(NamedTuple):
    """Time a crew does not work, begun in [earliest, latest]: lunch, or an absence when both are
    equal. It is taken wherever they are."""

    earliest: int
    latest: int
    length: int


class Reluctance(NamedTuple):
    """What it costs, beside the way, that this crew does this stop."""

    crew: str
    stop: str
    cost: int


class Tight(NamedTuple):
    """A drive that people have planned shorter than it is: the crew may keep it, at `cost`."""

    crew: str
    before: str
    after: str
    minutes: int
    cost: int


@dataclass(frozen=True)
class Stop:
    """A visit to plan. `worth` is what leaving it out costs; None: it must not be left out.

    Only crews with all of `needs` may do it, or those of `although`; with `only`, no others than
    these, and never one of `never`. `wish` is the start it should keep when it can.
    """

    id: str
    place: int
    length: int
    slots: tuple[Slot, ...]
    worth: int | None = None
    needs: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    although: frozenset[str] = frozenset()
    load: int = 0
    wish: int | None = None


@dataclass(frozen=True)
class Crew:
    """Whoever travels together. Stops lie within [opens, closes + overtime].

    The way from `start` and to `end` counts in distance; within the hours only if `commutes`.
    """

    id: str
    opens: int
    closes: int
    start: int | None = None
    end: int | None = None
    overtime: int = 0
    commutes: bool = False
    skills: frozenset[str] = frozenset()
    pauses: tuple[Pause, ...] = ()
    capacity: int | None = None


@dataclass(frozen=True)
class Problem:
    """What is to be planned. `overtime_cost` is per unit of time; distances cost themselves."""

    stops: tuple[Stop, ...]
    crews: tuple[Crew, ...]
    minutes: Matrix
    metres: Matrix
    reluctances: tuple[Reluctance, ...] = ()
    tights: tuple[Tight, ...] = ()
    overtime_cost: int = 0
    stops_by_id: Mapping[str, Stop] = field(init=False, repr=False, compare=False)
    crews_by_id: Mapping[str, Crew] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stops_by_id", {stop.id: stop for stop in self.stops})
        object.__setattr__(self, "crews_by_id", {crew.id: crew for crew in self.crews})


class Visit(NamedTuple):
    """A stop of a route and when its work starts."""

    stop: str
    start: int


@dataclass(frozen=True)
class Route:
    """What one crew does, in order."""

    crew: str
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class Plan:
    """Routes of crews that have something to do, and the stops nobody does."""

    routes: tuple[Route, ...]
    left_out: tuple[str, ...] = ()

    def by_stop(self) -> dict[str, tuple[str, int]]:
        """Stop → its crew and start."""
        return {v.stop: (r.crew, v.start) for r in self.routes for v in r.visits}


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """What `problem_from_json` reads."""
    return {
        "stops": [_written(stop) for stop in problem.stops],
        "crews": [_written(crew) for crew in problem.crews],
        "minutes": problem.minutes,
        "metres": problem.metres,
        "reluctances": problem.reluctances,
        "tights": problem.tights,
        "overtime_cost": problem.overtime_cost,
    }


def problem_from_json(stored: Mapping[str, Any]) -> Problem:
    """The problem that was written by `problem_as_json`."""
    return Problem(
        stops=tuple(_stop(item) for item in stored["stops"]),
        crews=tuple(_crew(item) for item in stored["crews"]),
        minutes=_matrix(stored["minutes"]),
        metres=_matrix(stored["metres"]),
        reluctances=tuple(Reluctance(*item) for item in stored["reluctances"]),
        tights=tuple(Tight(*item) for item in stored["tights"]),
        overtime_cost=stored["overtime_cost"],
    )


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """What `plan_from_json` reads."""
    return {"routes": [[r.crew, r.visits] for r in plan.routes], "left_out": plan.left_out}


def plan_from_json(stored: Mapping[str, Any]) -> Plan:
    """The plan that was written by `plan_as_json`."""
    return Plan(
        tuple(Route(crew, tuple(Visit(*v) for v in visits)) for crew, visits in stored["routes"]),
        tuple(stored["left_out"]),
    )


def _written(one: Stop | Crew) -> dict[str, Any]:
    """JSON has no sets."""
    values = asdict(one)
    return {name: _listed(value) for name, value in values.items()}


def _listed(value: Any) -> Any:
    return sorted(cast("frozenset[str]", value)) if isinstance(value, frozenset) else value


def _stop(item: dict[str, Any]) -> Stop:
    read: dict[str, Any] = {
        **item,
        **{name: frozenset(item[name]) for name in ("needs", "only", "never", "although")},
        "slots": tuple(Slot(*slot) for slot in item["slots"]),
    }
    return Stop(**read)


def _crew(item: dict[str, Any]) -> Crew:
    read: dict[str, Any] = {
        **item,
        "skills": frozenset(item["skills"]),
        "pauses": tuple(Pause(*pause) for pause in item["pauses"]),
    }
    return Crew(**read)


def _matrix(rows: Sequence[Sequence[int]]) -> Matrix:
    return tuple(tuple(row) for row in rows)

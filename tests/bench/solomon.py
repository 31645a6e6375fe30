"""M. Solomon's instances of the vehicle routing problem with time windows, as our own problem.

Distances are Euclidean and real. The search counts in whole ticks of a ten-thousandth: distances are
rounded, driving times rounded up, so that whatever keeps the times here keeps them in real numbers
too. The distance of a plan is then added up in real numbers from the coordinates, by this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot
from pathlib import Path

from cleaning_app.domain.routing.problem import Crew, Plan, Problem, Slot, Stop

TICKS = 10_000


@dataclass(frozen=True)
class Row:
    """One line of an instance; the first is the depot."""

    x: float
    y: float
    demand: int
    ready: int
    due: int
    service: int


@dataclass(frozen=True)
class Instance:
    """One instance: how many vehicles of which capacity, and where they go."""

    name: str
    vehicles: int
    capacity: int
    rows: tuple[Row, ...]

    def distance(self, a: int, b: int) -> float:
        """From one row to another."""
        return hypot(self.rows[a].x - self.rows[b].x, self.rows[a].y - self.rows[b].y)

    def length(self, plan: Plan) -> float:
        """The real length of a plan's tours, from the depot and back."""
        tours = [[0, *(int(v.stop) for v in route.visits), 0] for route in plan.routes]
        return sum(self.distance(a, b) for tour in tours for a, b in pairwise(tour))

    def keeps_rules(self, plan: Plan) -> bool:
        """Whether a plan keeps times and loads in real numbers, ticks and rounding aside."""
        tours = [[int(visit.stop) for visit in route.visits] for route in plan.routes]
        served = sorted(customer for tour in tours for customer in tour)
        return served == list(range(1, len(self.rows))) and all(map(self._in_time, tours))

    def _in_time(self, tour: list[int]) -> bool:
        at, here = float(self.rows[0].ready), 0
        for next_ in [*tour, 0]:
            row = self.rows[next_]
            at = max(at + self.distance(here, next_), row.ready)
            if at > row.due + 1e-9:
                return False
            at, here = at + row.service, next_
        return sum(self.rows[n].demand for n in tour) <= self.capacity


def read(path: Path) -> Instance:
    """An instance from a file in Solomon's own format."""
    return parse(path.read_text())


def parse(text: str) -> Instance:
    """An instance from text in Solomon's own format."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    numbers = [[float(word) for word in line] for line in lines if _is_numeric(line)]
    vehicles, capacity = numbers[0]
    rows = [Row(x, y, int(q), int(a), int(b), int(s)) for _, x, y, q, a, b, s in numbers[1:]]
    return Instance(lines[0][0], int(vehicles), int(capacity), tuple(rows))


def problem(instance: Instance) -> Problem:
    """The instance as a planning problem: every customer a stop, every vehicle a crew."""
    depot, *customers = instance.rows
    stops = tuple(
        Stop(
            id=str(number),
            place=number,
            length=row.service * TICKS,
            slots=(Slot(row.ready * TICKS, row.due * TICKS),),
            load=row.demand,
        )
        for number, row in enumerate(customers, start=1)
    )
    crews = tuple(
        Crew(
            id=f"vehicle {n + 1}",
            opens=depot.ready * TICKS,
            closes=depot.due * TICKS,
            start=0,
            end=0,
            commutes=True,
            capacity=instance.capacity,
        )
        for n in range(instance.vehicles)
    )
    every = range(len(instance.rows))
    exact = [[instance.distance(a, b) * TICKS for b in every] for a in every]
    return Problem(
        stops,
        crews,
        minutes=tuple(tuple(ceil(way - 1e-6) for way in row) for row in exact),
        metres=tuple(tuple(round(way) for way in row) for row in exact),
    )


def _is_numeric(words: list[str]) -> bool:
    return all(word.replace(".", "", 1).replace("-", "", 1).isdigit() for word in words)

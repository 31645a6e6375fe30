"""M. Solomon's instances of the vehicle routing problem with time windows, as our own problem.

Distances are Euclidean and real. The search counts in whole ticks of a ten-thousandth: distances are
rounded, driving times rounded up, so that whatever keeps the times here keeps them in real numbers
too. The distance of a plan is then added up in real numbers from the coordinates, by this file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot
from pathlib import Path

from cleaning_app.domain.routing.problem import Crew, Plan, Problem, Slot, Stop

TICKS = 10_000
NAMED = re.compile(r"(?:C|R|RC)[12]\d\d", re.IGNORECASE)
SEPARATORS = re.compile("[,;\t]")
CAPACITIES = {"C1": 200, "R1": 200, "RC1": 200, "C2": 700, "R2": 1000, "RC2": 1000}

Tours = Sequence[Sequence[int]]
"""Customers in order, one list for each vehicle."""


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

    def tours(self, plan: Plan) -> list[list[int]]:
        """A plan as customers in order, one list for each vehicle that has any."""
        return [[int(visit.stop) for visit in route.visits] for route in plan.routes]

    def length(self, tours: Tours) -> float:
        """The real length of tours, from the depot and back."""
        whole = [[0, *tour, 0] for tour in tours if tour]
        return sum(self.distance(a, b) for tour in whole for a, b in pairwise(tour))

    def keeps_rules(self, tours: Tours) -> bool:
        """Whether tours keep times, loads and vehicles in real numbers, ticks and rounding aside."""
        served = sorted(customer for tour in tours for customer in tour)
        used = sum(bool(tour) for tour in tours)
        every = served == list(range(1, len(self.rows)))
        return every and used <= self.vehicles and all(map(self._in_time, tours))

    def _in_time(self, tour: Sequence[int]) -> bool:
        at, here = float(self.rows[0].ready), 0
        for next_ in [*tour, 0]:
            row = self.rows[next_]
            at = max(at + self.distance(here, next_), row.ready)
            if at > row.due + 1e-9:
                return False
            at, here = at + row.service, next_
        return sum(self.rows[n].demand for n in tour) <= self.capacity


def files(folder: Path) -> list[Path]:
    """The instances of a folder: text in Solomon's format or the same as CSV, one for each name."""
    found = {
        path.stem.upper(): path
        for path in sorted(folder.iterdir(), reverse=True)
        if path.suffix.lower() in {".txt", ".csv"} and NAMED.fullmatch(path.stem)
    }
    return [found[name] for name in sorted(found)]


def read(path: Path) -> Instance:
    """An instance from a file, which is named like it. Raises ValueError: it is none."""
    return parse(path.read_text(encoding="utf-8-sig"), path.stem.upper())


def parse(text: str, name: str = "") -> Instance:
    """An instance from text in Solomon's format, with blanks, commas or semicolons in between.

    Tables without the line of vehicles get those of the instance's class.
    """
    lines = [line.split() for line in SEPARATORS.sub(" ", text).splitlines() if line.strip()]
    numbers = [[float(word) for word in line] for line in lines if _is_numeric(line)]
    fleet = next((row for row in numbers if len(row) == 2), None)
    rows = [
        Row(x, y, int(q), int(a), int(b), int(s))
        for _, x, y, q, a, b, s in (row for row in numbers if len(row) == 7)
    ]
    if len(rows) < 2:
        raise ValueError("there are no customers in it")
    name = name or lines[0][0].upper()
    vehicles, capacity = fleet or (25, CAPACITIES[name.rstrip("0123456789") + name[-3]])
    return Instance(name, int(vehicles), int(capacity), tuple(rows))


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

"""Days of a cleaning company to plan: made up from a seed, shaped like real ones.

Homes and clients lie in quarters of a town 25 km across, so that some are near to one another; hours
differ, everybody has half an hour of lunch, some services need a skill that not everybody has, and
clients were promised two to four hours in which the crew comes.
"""

from __future__ import annotations

from random import Random

from cleaning_app.domain.routing.measuring import may
from cleaning_app.domain.routing.problem import (
    Crew,
    Pause,
    Plan,
    Problem,
    Route,
    Slot,
    Stop,
    Visit,
)
from cleaning_app.domain.routing.timing import Leg, timed
from cleaning_app.domain.travel import Place, drive_between, haversine_km

_HOURS = ((480, 1020), (480, 1020), (420, 960), (540, 1080))
_SKILLS = (("deep", 0.6), ("windows", 0.5), ("move", 0.5))
LUNCH = Pause(11 * 60, 14 * 60, 30)


def day(workers: int, jobs: int, seed: int) -> Problem:
    """A day with nothing assigned yet."""
    dice = Random(seed)
    quarters = [_place(dice, Place(53.54, -113.49), 0.09) for _ in range(8)]
    places = [_place(dice, dice.choice(quarters), 0.025) for _ in range(workers + jobs)]
    crews = tuple(_crew(dice, n) for n in range(workers))
    stops = tuple(_stop(dice, n, workers + n) for n in range(jobs))
    return Problem(
        stops,
        crews,
        minutes=tuple(tuple(_minutes(a, b) for b in places) for a in places),
        metres=tuple(tuple(round(haversine_km(a, b) * 1000) for b in places) for a in places),
        overtime_cost=1000,
    )


def _place(dice: Random, centre: Place, spread: float) -> Place:
    return Place(dice.gauss(centre.lat, spread / 2), dice.gauss(centre.lng, spread))


def _minutes(a: Place, b: Place) -> int:
    return 0 if a == b else drive_between(a, b)


def _crew(dice: Random, number: int) -> Crew:
    opens, closes = dice.choice(_HOURS)
    skills = frozenset(skill for skill, share in _SKILLS if dice.random() < share)
    return Crew(
        f"worker {number}", opens, closes, start=number, end=number, skills=skills, pauses=(LUNCH,)
    )


def _stop(dice: Random, number: int, place: int) -> Stop:
    length = dice.choice((60, 60, 75, 90, 90, 120))
    opens = dice.randrange(480, 840, 30)
    skill = dice.choice(("", "", "", "deep", "windows", "move"))
    return Stop(
        f"job {number}",
        place,
        length,
        (Slot(opens, opens + dice.choice((120, 180, 240))),),
        worth=10_000_000,
        needs=frozenset({skill} - {""}),
    )


def nearest_free(problem: Problem) -> Plan:
    """What a person does without help: each job, by its time, to the nearest worker who is free."""
    routes: dict[str, list[Leg]] = {crew.id: [] for crew in problem.crews}
    left_out: list[str] = []
    for stop in sorted(problem.stops, key=lambda s: (s.slots[0].earliest, s.slots[0].latest)):
        fitting = [
            (_from(problem, crew, routes[crew.id], stop), crew.id)
            for crew in problem.crews
            if may(crew, stop)
            and timed(problem, crew, [*routes[crew.id], (stop, stop.slots[0])]) is not None
        ]
        if fitting:
            routes[min(fitting)[1]].append((stop, stop.slots[0]))
        else:
            left_out.append(stop.id)
    return Plan(
        tuple(_route(problem, id, legs) for id, legs in routes.items() if legs), tuple(left_out)
    )


def _from(problem: Problem, crew: Crew, legs: list[Leg], stop: Stop) -> int:
    here = legs[-1][0].place if legs else crew.start
    return 0 if here is None else problem.metres[here][stop.place]


def _route(problem: Problem, id: str, legs: list[Leg]) -> Route:
    starts = timed(problem, problem.crews_by_id[id], legs)
    assert starts is not None
    return Route(id, tuple(Visit(leg[0].id, s) for leg, s in zip(legs, starts, strict=True)))

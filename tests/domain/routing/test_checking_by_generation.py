"""Plans that keep every rule pass the checker; break any one rule of them, and it says so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_app.domain.routing.checking import violations
from cleaning_app.domain.routing.problem import Crew, Plan, Problem, Route, Slot, Stop, Visit

SLACK = 30  # minutes a promise leaves on either side


@dataclass(frozen=True)
class Made:
    """A problem and a plan of it that was made to fit: each crew has a skill of its own, every
    stop needs its crew's, and the first drive of each route leaves `spare` minutes unused."""

    problem: Problem
    plan: Plan
    spare: int


@st.composite
def fitting(draw: st.DrawFn) -> Made:
    sizes = draw(st.lists(st.integers(2, 4), min_size=2, max_size=3))
    places = sum(sizes)
    row = st.lists(st.integers(1, 40), min_size=places, max_size=places)
    minutes = tuple(tuple(draw(row)) for _ in range(places))
    spare = draw(st.integers(0, 20))
    stops: list[Stop] = []
    crews: list[Crew] = []
    routes: list[Route] = []
    for n, size in enumerate(sizes):
        visits: list[Visit] = []
        opens = clock = draw(st.integers(400, 500))
        for _ in range(size):
            place, length = len(stops), draw(st.integers(10, 120))
            if visits:
                clock += minutes[place - 1][place] + (spare if len(visits) == 1 else 0)
            slot = Slot(clock - SLACK, clock + SLACK)
            stops.append(
                Stop(f"s{place}", place, length, (slot,), needs=frozenset({f"k{n}"}), load=1)
            )
            visits.append(Visit(f"s{place}", clock))
            clock += length
        crews.append(Crew(f"c{n}", opens, clock, skills=frozenset({f"k{n}"}), capacity=size))
        routes.append(Route(f"c{n}", tuple(visits)))
    problem = Problem(tuple(stops), tuple(crews), minutes, minutes)
    return Made(problem, Plan(tuple(routes)), spare)


def _route(plan: Plan, n: int, visits: tuple[Visit, ...]) -> Plan:
    routes = list(plan.routes)
    routes[n] = replace(routes[n], visits=visits)
    return replace(plan, routes=tuple(routes))


def _crew(problem: Problem, n: int, **changed: object) -> Problem:
    crews = list(problem.crews)
    crews[n] = replace(crews[n], **changed)  # pyright: ignore[reportArgumentType]
    return replace(problem, crews=tuple(crews))


def broken(made: Made, n: int) -> dict[str, tuple[Problem, Plan]]:
    """Every rule broken once, on route `n` or with its first visits."""
    problem, plan = made.problem, made.plan
    first, second, *rest = plan.routes[n].visits
    other = (n + 1) % len(plan.routes)
    theirs = plan.routes[other].visits
    worth = replace(problem, stops=tuple(replace(s, worth=5) for s in problem.stops))
    hurried = Visit(second.stop, second.start - made.spare - 1)
    return {
        "forgotten": (problem, _route(plan, n, (second, *rest))),
        "must not be left out": (
            problem, replace(_route(plan, n, (second, *rest)), left_out=(first.stop,)),
        ),
        "planned 2 times": (worth, replace(plan, left_out=(first.stop,))),
        "unknown": (problem, _route(plan, n, (first, second, *rest, Visit("s99", 900)))),
        "has two routes": (problem, replace(plan, routes=(*plan.routes, Route(f"c{n}", ())))),
        "outside what was promised": (
            problem, _route(plan, n, (Visit(first.stop, first.start - SLACK - 1), second, *rest)),
        ),
        f"not for c{other}": (
            problem, _route(_route(plan, n, (second, *rest)), other, (*theirs, first)),
        ),
        "a way of": (problem, _route(plan, n, (first, hurried, *rest))),
        "begins at": (_crew(problem, n, opens=first.start + 1), plan),
        "ends at": (_crew(problem, n, closes=problem.crews[n].closes - 1), plan),
        "carries": (_crew(problem, n, capacity=len(plan.routes[n].visits) - 1), plan),
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(made=fitting(), n=st.integers(0, 1))
def test_a_plan_that_fits_passes_and_each_broken_rule_is_named(made: Made, n: int):
    assert violations(made.problem, made.plan) == []
    for words, (problem, plan) in broken(made, n).items():
        found = violations(problem, plan)
        assert any(words in one for one in found), (words, found)

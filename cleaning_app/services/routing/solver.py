"""Searching for a good plan with pyvrp, within a budget of seconds.

A worker may take a pause anywhere, which pyvrp cannot say: it is a client at the place where the
last plan would take it. Going there costs a detour at worst, so that a plan of pyvrp's is always
possible; the search is run a few times, each with the places of the one before, and the exact times
are worked out afterwards.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pyvrp
from pyvrp import IteratedLocalSearchParams, SolveParams

from cleaning_app.domain.routing.checking import violations
from cleaning_app.domain.routing.measuring import cost, may
from cleaning_app.domain.routing.problem import Crew, Plan, Problem, Route, Slot, Stop, Visit
from cleaning_app.domain.routing.timing import timed
from cleaning_app.services.routing import model as models
from cleaning_app.services.routing.model import Model, Sequences

TELL_SECONDS = 0.25
_ROUNDS = (0.3, 0.35, 0.35)

Tell = Callable[[Plan | None], None]


def solve(
    problem: Problem,
    seconds: float,
    *,
    initial: Plan | None = None,
    patience: float | None = None,
    round_starts: bool = False,
    seed: int = 1,
    tell: Tell = lambda best: None,
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """The best plan found within so many seconds of `clock`, less when nothing better has turned up
    for `patience` of them. Never worse than `initial`, when that keeps the rules.

    `tell` is given the best plan so far, whether or not it has changed, a few times a second.
    """
    search = _Search(problem, round_starts, tell, clock, patience)
    if initial is not None:
        search.consider(initial)
    if not problem.stops or not problem.crews:
        return search.best or Plan((), tuple(stop.id for stop in problem.stops))
    ends = clock() + seconds
    pausing = any(crew.pauses for crew in problem.crews)
    if not pausing:
        search.run(None, ends, seed, initial)
    for n, share in enumerate(_ROUNDS if pausing else ()):
        # First as if nobody paused: the places of today's plan would hold the search where it is.
        places = _places(problem, search.latest) if search.latest else None
        until = min(ends, clock() + seconds * share)
        search.run(places, until, seed + n, search.latest or initial)
    return search.finished()


class _Search:
    """The rounds of one search and the best plan so far."""

    def __init__(
        self,
        problem: Problem,
        round_starts: bool,
        tell: Tell,
        clock: Callable[[], float],
        patience: float | None,
    ) -> None:
        self._problem, self._round, self._tell = problem, round_starts, tell
        self._clock, self._patience = clock, patience
        self.best: Plan | None = None
        self.latest: Plan | None = None
        self._best_cost = 0
        self._told = clock()
        self._found: tuple[Model, pyvrp.Solution] | None = None

    def run(
        self, places: models.Places | None, ends: float, seed: int, initial: Plan | None
    ) -> None:
        """One round of pyvrp, until `ends`."""
        model = models.build(self._problem, places)
        start = model.solution(models.sequences_of(self._problem, initial)) if initial else None
        improved = self._clock()

        def on_best(best: pyvrp.Solution) -> None:
            nonlocal improved
            improved = self._clock()
            self._found = (model, best)

        def is_over(best_cost: int) -> bool:
            now = self._clock()
            if now - self._told > TELL_SECONDS:
                self._told = now
                self._look()
                self._tell(self.best)
            tired = self._patience is not None and now - improved > self._patience
            return now >= ends or tired

        callbacks = pyvrp.IteratedLocalSearchCallbacks()
        callbacks.on_best = on_best
        params = SolveParams(ils=IteratedLocalSearchParams(callbacks=callbacks))
        result = pyvrp.solve(
            model.data, is_over, seed, collect_stats=False, params=params, initial_solution=start
        )
        self._found = (model, result.best)
        self.latest = self._look()

    def _look(self) -> Plan | None:
        """Weigh what pyvrp has found since the last look."""
        if self._found is None:
            return None
        model, solution = self._found
        self._found = None
        plan = planned(self._problem, model.sequences(solution), self._round)
        self.consider(plan)
        return plan

    def consider(self, plan: Plan) -> None:
        """Keep a plan when it keeps the rules and is the best so far."""
        if violations(self._problem, plan):
            return
        costs = cost(self._problem, plan)
        if self.best is None or costs < self._best_cost:
            self.best, self._best_cost = plan, costs

    def finished(self) -> Plan:
        """The best plan, with stops that were left out put in wherever they fit after all."""
        plan = self.best or self.latest or Plan((), tuple(stop.id for stop in self._problem.stops))
        if plan.left_out:
            self.consider(_filled(self._problem, plan, self._round))
        return self.best or plan


def planned(problem: Problem, sequences: Sequences, round_starts: bool) -> Plan:
    """Sequences with their times. A route that cannot be timed after all keeps its longest
    beginning that can; the rest of it is left out."""
    routes: list[Route] = []
    done: set[str] = set()
    for crew_id, legs in sequences.items():
        crew = problem.crews_by_id[crew_id]
        starts = timed(problem, crew, legs, round_starts=round_starts)
        while starts is None:
            legs = legs[:-1]
            starts = timed(problem, crew, legs, round_starts=round_starts)
        visits = tuple(Visit(leg[0].id, s) for leg, s in zip(legs, starts, strict=True))
        done |= {visit.stop for visit in visits}
        if visits:
            routes.append(Route(crew_id, visits))
    return Plan(tuple(routes), tuple(stop.id for stop in problem.stops if stop.id not in done))


def _places(problem: Problem, plan: Plan) -> dict[tuple[str, int], int]:
    """Where each crew would be for its pauses: at the last stop begun by then."""
    found: dict[tuple[str, int], int] = {}
    for route in plan.routes:
        crew = problem.crews_by_id[route.crew]
        for n, pause in enumerate(crew.pauses):
            before = [v for v in route.visits if v.start < pause.earliest + pause.length]
            at = (before or list(route.visits[:1]))[-1:]
            if at:
                found[crew.id, n] = problem.stops_by_id[at[0].stop].place
    return found


def _filled(problem: Problem, plan: Plan, round_starts: bool) -> Plan:
    """The plan with each stop that was left out where it costs least, if it fits anywhere."""
    sequences = models.sequences_of(problem, plan)
    for id in plan.left_out:
        stop, best = problem.stops_by_id[id], None
        for crew in problem.crews:
            for at, slot in _openings(crew, stop, len(sequences.get(crew.id, []))):
                legs = list(sequences.get(crew.id, []))
                legs.insert(at, (stop, slot))
                if timed(problem, crew, legs) is None:
                    continue
                tried = planned(problem, {**sequences, crew.id: legs}, round_starts)
                costs = cost(problem, tried)
                if best is None or costs < best[0]:
                    best = (costs, crew.id, legs)
        if best is not None:
            sequences[best[1]] = best[2]
    return planned(problem, sequences, round_starts)


def _openings(crew: Crew, stop: Stop, length: int) -> list[tuple[int, Slot]]:
    if not may(crew, stop):
        return []
    return [(at, slot) for at in range(length + 1) for slot in stop.slots]

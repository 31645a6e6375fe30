"""A worker of thirty is out: how long the day takes to plan anew, and how many promises move.

The day is one that the optimiser has planned; every worker in turn is out. The child process is the
product's, and so is what moving a start or another person's job costs.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from dataclasses import replace
from statistics import fmean, median
from typing import Any

from cleaning_app.domain.routing.checking import violations
from cleaning_app.domain.routing.problem import Plan, Problem, Reluctance, Slot, Stop
from cleaning_app.services.optimisation.executing import ABSENCE
from cleaning_app.services.optimisation.policies import (
    ABSENCE_OVERTIME,
    OTHER_TIME_COST,
    OTHERS_COST,
)
from cleaning_app.services.routing.child import Budget, solve
from tests.bench import days


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=120)
    parser.add_argument("--absences", type=int, default=8)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """So many absences, one after the other; seconds include starting and ending the child."""
    problem = days.day(options.workers, options.jobs, seed=1)
    today = asyncio.run(solve(problem, Budget(1.0, nice=0)))
    busy = sorted(route.crew for route in today.routes)[: options.absences]
    raw = [_one(problem, today, worker) for worker in busy]
    return {
        "workers": options.workers,
        "jobs": options.jobs,
        "absences": len(raw),
        "orphans_each": round(fmean(one["orphans"] for one in raw), 1),
        "starts_kept_percent": round(
            100 * (1 - sum(r["starts_moved"] for r in raw) / sum(r["orphans"] for r in raw)), 1
        ),
        "others_moved_each": round(fmean(one["others_moved"] for one in raw), 1),
        "without_anybody": sum(one["left_out"] for one in raw),
        "violations": sum(one["violations"] for one in raw),
        "median_seconds": median(one["seconds"] for one in raw),
        "longest_seconds": max(one["seconds"] for one in raw),
        "raw": raw,
    }


def _one(problem: Problem, today: Plan, worker: str) -> dict[str, Any]:
    was = today.by_stop()
    short = _without(problem, was, worker)
    before = Plan(
        tuple(route for route in today.routes if route.crew != worker),
        tuple(stop for stop, (crew, _) in was.items() if crew == worker),
    )
    began = time.perf_counter()
    plan = asyncio.run(solve(short, ABSENCE, initial=before, round_starts=True))
    took = time.perf_counter() - began
    now = plan.by_stop()
    return {
        "worker": worker,
        "seconds": round(took, 2),
        "orphans": len(before.left_out),
        "starts_moved": sum(now[s][1] != was[s][1] for s in before.left_out if s in now),
        "others_moved": sum(
            now[s][0] != was[s][0] for s in now if s not in before.left_out and s in was
        ),
        "left_out": len(plan.left_out),
        "violations": len(violations(short, plan)),
    }


def _without(problem: Problem, was: dict[str, tuple[str, int]], worker: str) -> Problem:
    """The day a worker short: starts are kept, for a price those of the orphans may move."""

    def stop(one: Stop) -> Stop:
        crew, start = was[one.id]
        exact = Slot(start, start)
        window = one.slots[0]._replace(cost=OTHER_TIME_COST)
        return replace(one, slots=(exact, window) if crew == worker else (exact,), wish=start)

    crews = [c for c in problem.crews if c.id != worker]
    return replace(
        problem,
        stops=tuple(stop(one) for one in problem.stops if one.id in was),
        crews=tuple(replace(crew, overtime=ABSENCE_OVERTIME) for crew in crews),
        reluctances=tuple(
            Reluctance(crew.id, id, OTHERS_COST)
            for id, (mine, _) in was.items()
            for crew in crews
            if mine not in (worker, crew.id)
        ),
    )

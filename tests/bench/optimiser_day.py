"""A real-shaped day of 30 workers and 120 jobs, against the nearest free worker for each job.

Both plan the same input with the same travel times and are looked at by the same checker. Travel is
kilometres from home, between jobs and back.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from statistics import fmean, median
from typing import Any

from cleaning_app.domain.routing.checking import violations
from cleaning_app.domain.routing.measuring import Figures, figures
from cleaning_app.services.routing.child import Budget, solve
from tests.bench import days


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--day-seconds", type=float, default=1.0)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """So many days, one after the other; seconds include starting and ending the child."""
    raw = [_one(seed, options.day_seconds) for seed in range(1, options.days + 1)]
    return {
        "days": len(raw),
        "budget_seconds": options.day_seconds,
        "travel_percent": round(fmean(one["travel_percent"] for one in raw), 1),
        "worst_day_percent": max(one["travel_percent"] for one in raw),
        "violations": sum(one["violations"] for one in raw),
        "left_out": sum(one["optimiser"]["left_out"] for one in raw),
        "left_out_by_greedy": sum(one["greedy"]["left_out"] for one in raw),
        "median_seconds": median(one["seconds"] for one in raw),
        "longest_seconds": max(one["seconds"] for one in raw),
        "raw": raw,
    }


def _one(seed: int, seconds: float) -> dict[str, Any]:
    problem = days.day(30, 120, seed)
    greedy = days.nearest_free(problem)
    began = time.perf_counter()
    plan = asyncio.run(solve(problem, Budget(seconds, nice=0)))
    took = time.perf_counter() - began
    before, after = figures(problem, greedy), figures(problem, plan)
    broken = violations(problem, plan) + violations(problem, greedy)
    return {
        "seed": seed,
        "seconds": round(took, 2),
        "travel_percent": round(100 * (after.metres - before.metres) / before.metres, 1),
        "violations": len(broken),
        "greedy": _plain(before),
        "optimiser": _plain(after),
    }


def _plain(of: Figures) -> dict[str, float]:
    return {"km": of.metres / 1000, "minutes": of.driving, "left_out": of.left_out}

"""Solomon's 100-customer instances through the product's own optimiser, against the shortest known.

Each instance goes through the same problem, solver, child process and checker as a day of the
office's. The gap is that of real distances to `shortest_distance` in best_known.json. On a machine
that is busy with other things, `--clock cpu` counts the seconds the child really computes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from statistics import fmean
from typing import Any

from cleaning_app.services.routing.child import Budget, solve
from tests.bench import solomon
from tests.bench.run import Missing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--instances", type=Path, metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")


def run(options: argparse.Namespace) -> dict[str, Any]:
    """One instance after the other, so that each has one core for itself."""
    if options.instances is None:
        raise Missing("--instances FOLDER, with Solomon's files and best_known.json")
    best = json.loads((options.instances / "best_known.json").read_text())
    budget = Budget(options.seconds, clock=options.clock, nice=0, seed=options.seed)
    gaps, raw, figures = list[float](), list[dict[str, Any]](), dict[str, Any]()
    for path in sorted(options.instances.glob("*.txt")):
        instance = solomon.read(path)
        plan = asyncio.run(solve(solomon.problem(instance), budget))
        assert instance.keeps_rules(plan), f"{instance.name}: not a plan in real numbers"
        known = best[instance.name]["shortest_distance"]["distance"]
        length = instance.length(plan)
        gap = 100 * (length - known) / known
        gaps.append(gap)
        tours = [[int(visit.stop) for visit in route.visits] for route in plan.routes]
        raw.append({"name": instance.name, "length": length, "known": known, "tours": tours})
        print(
            f"  {instance.name:8} {length:10.2f}  known {known:10.2f}  gap {gap:6.3f} %", flush=True
        )
    if not gaps:
        raise Missing(f"no instance in {options.instances}")
    figures = {"instances": len(gaps), "seconds_each": options.seconds, "clock": options.clock}
    return {**figures, "mean_gap_percent": round(fmean(gaps), 3), "raw": raw}

"""Solomon's 100-customer instances through the product's own optimiser, against the shortest known.

Each instance goes through the same problem, solver, child process and checker as a day of the
office's. The gap is that of real distances to `shortest_distance` in best_known.json. On a machine
that is busy with other things, `--clock cpu` counts the seconds the child really computes.

The same instances go to others' solvers for the same seconds (`baselines`), unless `--alone`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from statistics import fmean
from typing import Any

from cleaning_app.services.routing.child import Budget, solve
from tests.bench import baselines, solomon
from tests.bench.run import Missing
from tests.bench.solomon import Instance


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--instances", type=Path, metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="without the others' solvers")
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")


def run(options: argparse.Namespace) -> dict[str, Any]:
    """One instance after the other and one solver after the other, so that each has one core."""
    if options.instances is None:
        raise Missing("--instances FOLDER, with Solomon's files and best_known.json")
    if not (paths := solomon.files(options.instances)):
        raise Missing(f"no instance in {options.instances}")
    known, others = _known(options.instances), dict[str, baselines.Solver]()
    missing: list[str] = []
    if not options.alone:
        others, missing = baselines.available()
    raw = [_measured(solomon.read(path), options, known, others) for path in paths]
    figures = {
        "instances": len(raw),
        "seconds_each": options.seconds,
        "clock": options.clock,
        "without_best_known": sum(one["known"] is None for one in raw),
        "mean_gap_percent": _mean_gap(raw, "ours"),
        **{f"mean_gap_percent_{name}": _mean_gap(raw, name) for name in others},
    }
    if missing:
        figures["not_installed"] = ", ".join(missing)
    return {**figures, "raw": raw}


def _known(folder: Path) -> dict[str, float]:
    """Instance → its shortest known distance."""
    path = folder / "best_known.json"
    if not path.exists():
        raise Missing(f"best_known.json in {folder}")
    stored: dict[str, Any] = json.loads(path.read_text())
    found = {name.upper(): one.get("shortest_distance", {}) for name, one in stored.items()}
    return {name: one["distance"] for name, one in found.items() if "distance" in one}


def _measured(
    instance: Instance,
    options: argparse.Namespace,
    known: dict[str, float],
    others: dict[str, baselines.Solver],
) -> dict[str, Any]:
    budget = Budget(options.seconds, clock=options.clock, nice=0, seed=options.seed)
    plan = asyncio.run(solve(solomon.problem(instance), budget))
    tours = {"ours": instance.tours(plan)}
    assert instance.keeps_rules(tours["ours"]), f"{instance.name}: not a plan in real numbers"
    for name, solver in others.items():
        found = solver(instance, options.seconds, options.seed)
        tours[name] = found if instance.keeps_rules(found) else []
    best = known.get(instance.name)
    lengths = {name: instance.length(found) if found else None for name, found in tours.items()}
    print(_line(instance.name, best, lengths), flush=True)
    return {"name": instance.name, "known": best, "lengths": lengths, "tours": tours}


def _line(name: str, best: float | None, lengths: dict[str, float | None]) -> str:
    if best is None:
        return f"  {name:8} {lengths['ours']:10.2f}  no best-known distance; not in the mean"
    gaps = [
        f"{who} " + ("no plan" if length is None else f"{100 * (length - best) / best:6.3f} %")
        for who, length in lengths.items()
    ]
    return f"  {name:8} {lengths['ours']:10.2f}  known {best:10.2f}  gap " + ", ".join(gaps)


def _mean_gap(raw: list[dict[str, Any]], who: str) -> float | None:
    """In percent of the shortest known distances; None when a plan, or every distance, is missing."""
    pairs = [(one["lengths"][who], one["known"]) for one in raw if one["known"] is not None]
    if not pairs or any(length is None for length, _ in pairs):
        return None
    return round(fmean(100 * (length - best) / best for length, best in pairs), 3)

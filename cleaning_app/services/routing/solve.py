"""The process that solves: one problem as JSON on stdin, what it finds as JSON lines on stdout.

    python -m cleaning_app.services.routing.solve

It has no database and no settings, and ends when whoever started it is gone: a line that nobody can
read any more breaks the pipe.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from cleaning_app.domain.routing.problem import (
    Plan,
    plan_as_json,
    plan_from_json,
    problem_from_json,
)
from cleaning_app.services.routing.solver import solve

CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def main() -> int:
    """Read, solve, write."""
    asked = json.loads(sys.stdin.buffer.read())
    os.nice(asked["nice"])
    clock = CLOCKS[asked["clock"]]
    began, told = clock(), None

    def tell(best: Plan | None) -> None:
        nonlocal told
        line: dict[str, Any] = {"at": round(clock() - began, 2)}
        if best is not told and best is not None:
            told, line["plan"] = best, plan_as_json(best)
        _say(line)

    plan = solve(
        problem_from_json(asked["problem"]),
        asked["seconds"],
        initial=plan_from_json(asked["initial"]) if asked["initial"] else None,
        patience=asked["patience"],
        round_starts=asked["round_starts"],
        seed=asked["seed"],
        tell=tell,
        clock=clock,
    )
    _say({"at": round(clock() - began, 2), "done": plan_as_json(plan)})
    return 0


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""Having a problem solved by a child process: the event loop goes on, and cancelling ends it at once."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cleaning_app.domain.routing.checking import violations
from cleaning_app.domain.routing.problem import (
    Plan,
    Problem,
    plan_as_json,
    plan_from_json,
    problem_as_json,
)
from cleaning_app.errors import Unavailable
from cleaning_app.logs import get_logger
from cleaning_app.settings import ROOT, child_environment

GRACE_SECONDS = 20.0
"""How much longer than its budget a child may take on a busy machine."""
_LONGEST_LINE = 1 << 24

log = get_logger(__name__)


@dataclass(frozen=True)
class Budget:
    """How long to search, in seconds; `patience`: give up after so many without anything better.

    `clock` is "wall", or "cpu" to count only what the child itself computes. `nice` is how far the
    child stands back for others on the machine.
    """

    seconds: float = 10.0
    patience: float | None = None
    clock: str = "wall"
    nice: int = 10
    seed: int = 1


@dataclass(frozen=True)
class Progress:
    """How many seconds of the budget are gone, and the best plan so far if there is a new one."""

    at: float
    plan: Plan | None = None


Heard = Callable[[Progress], Awaitable[None]]


async def _nobody(_progress: Progress) -> None:
    """Nobody wants to know."""


async def solve(
    problem: Problem,
    budget: Budget,
    *,
    initial: Plan | None = None,
    round_starts: bool = False,
    heard: Heard = _nobody,
) -> Plan:
    """The best plan a child process finds within its budget; `heard` is told how it goes.

    Whoever cancels this kills the child.

    Raises:
        Unavailable: the child died, overstayed, or came back with a plan that breaks a rule.
    """
    asked = {
        "initial": plan_as_json(initial) if initial else None,
        "round_starts": round_starts,
        **{
            name: getattr(budget, name) for name in ("seconds", "patience", "clock", "nice", "seed")
        },
    }
    written = await asyncio.to_thread(
        lambda: json.dumps({**asked, "problem": problem_as_json(problem)}).encode()
    )
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cleaning_app.services.routing.solve",
        cwd=ROOT,
        env=child_environment(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
    )
    try:
        overstays = budget.seconds + GRACE_SECONDS if budget.clock == "wall" else None
        async with asyncio.timeout(overstays):
            plan = await _conversation(child, written, heard)
    except TimeoutError:
        plan = None
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
        await child.wait()
    if plan is None:
        log.error("the solver ended without a plan", exit_code=child.returncode)
        raise Unavailable("The optimiser stopped before it had a plan. Please try again.")
    if broken := violations(problem, plan):
        log.error("the solver broke rules", rules=broken[:5])
        raise Unavailable("The optimiser's plan did not pass our own check, so it is not shown.")
    return plan


async def _conversation(
    child: asyncio.subprocess.Process, written: bytes, heard: Heard
) -> Plan | None:
    """Hand over the problem and listen until the plan comes; None when the child dies first."""
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(ConnectionError):
        child.stdin.write(written)
        child.stdin.close()
        await child.stdin.wait_closed()
    async for line in child.stdout:
        said: dict[str, Any] = json.loads(line)
        if "done" in said:
            return plan_from_json(said["done"])
        plan = plan_from_json(said["plan"]) if "plan" in said else None
        await heard(Progress(said["at"], plan))
    return None

"""A runner's side of a run: claim it, search in a child process, say how it goes, write the proposal.

A run is held by a lease that every word of progress renews. When a runner dies, its runs are claimed
again by whoever looks next; when it is told to stop, it hands them back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, or_, select, update
from sqlmodel import col

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import transaction, unit
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.routing.measuring import figures
from cleaning_app.domain.routing.problem import Plan, plan_as_json
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import AppError, Conflict
from cleaning_app.logs import get_logger
from cleaning_app.models import OptimisationRun
from cleaning_app.services import live, rota
from cleaning_app.services.optimisation import proposing, rules
from cleaning_app.services.optimisation.assembling import Assembling
from cleaning_app.services.optimisation.draft import Draft, draft_as_json
from cleaning_app.services.optimisation.hours import minutes_after
from cleaning_app.services.optimisation.policies import LEAD_MINUTES, BetterDay, WorkerOut
from cleaning_app.services.optimisation.wishes import Absence, Wishes
from cleaning_app.services.rota import Rota
from cleaning_app.services.routing.child import Budget, Progress, solve

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
TELL_SECONDS = 0.5
ABSENCE = Budget(0.9, patience=0.4, nice=0)
"""Somebody waits with the telephone in their hand."""

log = get_logger(__name__)


@dataclass(frozen=True)
class Claimed:
    """A run that a runner holds."""

    id: UUID
    kind: str
    wishes: dict[str, Any]


@dataclass(frozen=True)
class _Day:
    """A day as a problem, and the rota it was put together from."""

    draft: Draft
    rota: Rota


class _Stopped(Exception):
    """Nobody wants the run any more."""


class _Enough(Exception):
    """Somebody is content with what has been found."""


async def waiting(now: datetime) -> list[UUID]:
    """Organisations in which a run waits for a runner; for the jobs process."""
    async with transaction("jobs") as session:
        found = await session.scalars(
            select(col(OptimisationRun.org_id)).where(_waits(now)).distinct()
        )
        return list(found)


def _waits(now: datetime) -> ColumnElement[bool]:
    """Nobody has it, or whoever had it is gone."""
    return or_(
        col(OptimisationRun.status) == "queued",
        (col(OptimisationRun.status) == "running") & (col(OptimisationRun.locked_until) < now),
    )


async def claim(identity: Identity, runner: str, clock: Clock) -> Claimed | None:
    """The next run of an organisation for this runner, absences first; None when none waits."""
    async with unit(identity, clock=clock, login="jobs") as ctx:
        row = await ctx.session.scalar(
            select(OptimisationRun)
            # Runners see waiting runs everywhere, so the organisation must be said.
            .where(col(OptimisationRun.org_id) == ctx.org.id, _waits(ctx.now()))
            .order_by(
                case((col(OptimisationRun.kind) == "absence", 0), else_=1),
                col(OptimisationRun.created_at),
            )
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.attempts += 1
        if row.attempts > MOST_ATTEMPTS:
            await _end(ctx, row, "failed", error="The optimiser broke off three times.")
            return None
        row.status, row.runner = "running", runner
        row.started_at, row.locked_until = ctx.now(), ctx.now() + LEASE
        await ctx.session.flush()
        await live.announce(ctx, "optimisation", row.id, "running")
        return Claimed(row.id, row.kind, row.wishes)


async def execute(identity: Identity, run: Claimed, runner: str, clock: Clock) -> str:
    """Search and write down what came of it; returns the run's status then. Cancelled, it hands
    the run back."""
    try:
        days = await _search(identity, run, runner, clock)
    except _Stopped:
        return "cancelled"
    except asyncio.CancelledError:
        await asyncio.shield(_hand_back(identity, run, runner, clock))
        raise
    except AppError as error:
        return await _failed(identity, run, runner, clock, error.detail)
    except Exception:
        log.exception("a run of the optimiser failed", run_id=str(run.id))
        return await _failed(
            identity, run, runner, clock, "Something went wrong on our side; it is in the log."
        )
    plans = [(day.draft, plan) for day, plan in days]
    proposal = await asyncio.to_thread(proposing.proposed, plans)
    async with unit(identity, clock=clock, login="jobs") as ctx:
        row = await _held(ctx, run.id, runner)
        if row is None:
            return "cancelled"
        moves = [
            move
            for n, (day, _) in enumerate(days)
            for move in rules.with_broken(ctx, day.rota, [m for m in proposal.moves if m.day == n])
        ]
        row.result = proposing.proposal_as_json(replace(proposal, moves=tuple(moves)))
        row.draft = {
            "days": [{"draft": draft_as_json(d), "plan": plan_as_json(p)} for d, p in plans]
        }
        await _end(ctx, row, "done")
    return "done"


async def _days(ctx: Ctx, kind: str, wishes: dict[str, Any]) -> list[_Day]:
    """Each day of a run, as the rota is now."""
    if kind == "absence":
        return [await _day(ctx, Absence.from_json(wishes).day, kind, wishes)]
    asked = Wishes.from_json(wishes)
    days = [asked.day + timedelta(days=n) for n in range(asked.days)]
    return [await _day(ctx, day, kind, wishes) for day in days]


async def _day(ctx: Ctx, day: date, kind: str, wishes: dict[str, Any]) -> _Day:
    origin = day_start(day, ctx.zone).astimezone(UTC)
    ends = day_start(day + timedelta(days=1), ctx.zone).astimezone(UTC)
    plan = await rota.load(ctx, Interval(origin, ends))
    now = minutes_after(origin, ctx.now())
    soon = now + LEAD_MINUTES if now >= 0 else 0
    policy = (
        WorkerOut(Absence.from_json(wishes), origin, soon)
        if kind == "absence"
        else BetterDay(Wishes.from_json(wishes), origin, soon)
    )
    # Three hundred jobs take a moment to put together; the other runs need not wait for it.
    return _Day(await asyncio.to_thread(Assembling(plan, policy, origin).draft), plan)


async def _search(
    identity: Identity, run: Claimed, runner: str, clock: Clock
) -> list[tuple[_Day, Plan]]:
    async with unit(identity, clock=clock, login="jobs") as ctx:
        asked = await _days(ctx, run.kind, run.wishes)
    telling = _Telling(identity, run, runner, clock, [day.draft for day in asked])
    done: list[tuple[_Day, Plan]] = []
    for day in asked:
        draft, budget = day.draft, _budget(run, len(asked))
        telling.begin(draft, budget)
        try:
            plan = await solve(
                draft.problem, budget, initial=draft.before, round_starts=True, heard=telling.hear
            )
        except _Enough:
            plan = telling.best or draft.before
        done.append((day, plan))
    return done


def _budget(run: Claimed, days: int) -> Budget:
    if run.kind == "absence":
        return ABSENCE
    seconds = run.wishes["seconds"] / days
    return Budget(seconds, patience=max(1.0, seconds * 0.4))


class _Telling:
    """Writes down how far a search is, and hears whether anybody still wants it."""

    def __init__(
        self, identity: Identity, run: Claimed, runner: str, clock: Clock, days: Sequence[Draft]
    ) -> None:
        self._identity, self._run, self._runner, self._clock = identity, run, runner, clock
        self._before = sum(figures(day.problem, day.before).metres for day in days)
        self._of = 0.0
        self._gone = 0.0
        self._days = len(days)
        self._told = -1.0
        self._others = self._before
        self.best: Plan | None = None
        self._draft = days[0]

    def begin(self, draft: Draft, budget: Budget) -> None:
        """The next day is searched."""
        if self.best is not None:
            self._others += figures(self._draft.problem, self.best).metres
        self._others -= figures(draft.problem, draft.before).metres
        self._gone, self._of = self._of, self._of + budget.seconds
        self._draft, self.best, self._told = draft, None, -1.0
        self._total = budget.seconds * self._days

    async def hear(self, progress: Progress) -> None:
        """A word from the child. Raises _Stopped and _Enough."""
        self.best = progress.plan or self.best
        if progress.at - self._told < TELL_SECONDS:
            return
        self._told = progress.at
        best = figures(self._draft.problem, self.best or self._draft.before)
        said = {
            "at": round(self._gone + progress.at, 1),
            "of": self._total,
            "metres_before": self._before,
            "metres": self._others + best.metres,
            "unassigned": best.left_out,
        }
        async with unit(self._identity, clock=self._clock, login="jobs") as ctx:
            row = await _held(ctx, self._run.id, self._runner)
            if row is None:
                raise _Stopped
            row.progress, row.locked_until = said, ctx.now() + LEASE
            await ctx.session.flush()
            await live.announce(ctx, "optimisation", row.id, "progress")
            enough = row.enough
        if enough:
            raise _Enough


async def _held(ctx: Ctx, run_id: UUID, runner: str) -> OptimisationRun | None:
    """The run, locked, while this runner holds it."""
    return await ctx.session.scalar(
        select(OptimisationRun)
        .where(
            col(OptimisationRun.id) == run_id,
            col(OptimisationRun.status) == "running",
            col(OptimisationRun.runner) == runner,
        )
        .with_for_update()
    )


async def _end(ctx: Ctx, row: OptimisationRun, status: str, error: str = "") -> None:
    row.status, row.error = status, error[:300]
    row.finished_at, row.locked_until = ctx.now(), None
    await ctx.session.flush()
    await live.announce(ctx, "optimisation", row.id, status)


async def _failed(identity: Identity, run: Claimed, runner: str, clock: Clock, error: str) -> str:
    async with unit(identity, clock=clock, login="jobs") as ctx:
        row = await _held(ctx, run.id, runner)
        if row is None:
            return "cancelled"
        await _end(ctx, row, "failed", error)
    return "failed"


async def _hand_back(identity: Identity, run: Claimed, runner: str, clock: Clock) -> None:
    """Let another runner have it; a run that is handed back has not failed."""
    async with unit(identity, clock=clock, login="jobs") as ctx:
        await ctx.session.execute(
            update(OptimisationRun)
            .where(
                col(OptimisationRun.id) == run.id,
                col(OptimisationRun.status) == "running",
                col(OptimisationRun.runner) == runner,
            )
            .values(status="queued", locked_until=None, attempts=OptimisationRun.attempts - 1)
        )


def refuse_unless_done(status: str) -> None:
    """Raises Conflict unless a run has a proposal nobody has dealt with."""
    if status != "done":
        words = {"applied": "was applied already", "undone": "was taken back"}
        raise Conflict(f"This plan {words.get(status, 'is not there')}. Search again.")

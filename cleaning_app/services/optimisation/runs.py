"""Asking for runs, looking at them, ending them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.routing.problem import plan_from_json
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import OptimisationRun, Worker
from cleaning_app.services import audit, live, rows
from cleaning_app.services.optimisation import proposing
from cleaning_app.services.optimisation.draft import draft_from_json
from cleaning_app.services.optimisation.views import OtherCrew, Run
from cleaning_app.services.optimisation.wishes import Absence, Wishes

CHANNEL = "optimisation"
"""Where runners hear of new runs; the payload is the organisation's id."""
MODULE = "schedule.optimization"
MOST_ACTIVE = 5
MISSING = "There is no such run of the optimiser."


def require(ctx: Ctx) -> None:
    """Whoever uses the optimiser may move jobs and change their crews.

    Raises:
        Forbidden: not the role, or the feature is switched off.
    """
    ctx.require("bookings.assign")
    ctx.require("bookings.edit")
    ctx.require_module(MODULE)


async def start(ctx: Ctx, wishes: Wishes) -> UUID:
    """Ask for a better plan; returns the run. The same asked again while it runs is the same run.

    Raises:
        Invalid: naming fields.
        Conflict: too many runs are under way.
    """
    require(ctx)
    asked = wishes.checked(ctx.today()).as_json()
    return await _queue(ctx, OptimisationRun(
        org_id=ctx.org.id, kind="day", day=wishes.day, wishes=asked,
    ))  # fmt: skip


async def worker_out(ctx: Ctx, worker_id: UUID, day: date, kind: str = "sick") -> UUID:
    """Ask who takes over from a worker who is out that day, from now on if it is today.

    Raises:
        NotFound: no such worker, or they have left.
        Invalid: a day that is over.
        Conflict: too many runs are under way.
    """
    require(ctx)
    ctx.require("schedule.blocking.manage")
    worker = await rows.one(ctx, Worker, worker_id, "There is no such worker.")
    if worker.archived_at is not None:
        raise NotFound("There is no such worker.")
    if not ctx.today() <= day or day.year > 2198:
        raise Invalid("Choose today or a day ahead.")
    absence = Absence(worker_id, day, ctx.now(), kind)
    return await _queue(ctx, OptimisationRun(
        org_id=ctx.org.id, kind="absence", day=day, worker_id=worker_id, wishes=absence.as_json(),
    ))  # fmt: skip


async def get(ctx: Ctx, run_id: UUID) -> Run:
    """One run with its proposal. Raises NotFound."""
    require(ctx)
    return await view(ctx, await rows.one(ctx, OptimisationRun, run_id, MISSING))


async def recent(ctx: Ctx, limit: int = 10) -> list[Run]:
    """The newest runs, without their proposals."""
    require(ctx)
    found = await ctx.session.execute(
        select(OptimisationRun, col(Worker.name))
        .outerjoin(Worker, col(Worker.id) == col(OptimisationRun.worker_id))
        .order_by(col(OptimisationRun.created_at).desc(), col(OptimisationRun.id))
        .limit(limit)
    )
    return [_run(row, name or "", whole=False) for row, name in found]


async def cancel(ctx: Ctx, run_id: UUID) -> None:
    """End a run, or put a proposal aside; its child process is killed within a moment.

    Raises:
        NotFound.
        Conflict: it was applied.
    """
    require(ctx)
    run = await rows.locked(ctx, OptimisationRun, run_id, MISSING)
    if run.status in {"cancelled", "failed", "undone"}:
        return
    if run.status == "applied":
        raise Conflict("This plan was applied. Undo it instead.")
    run.status, run.finished_at = "cancelled", ctx.now()
    await ctx.session.flush()
    audit.record(ctx, "schedule.optimization_cancel", "optimisation", run_id)
    await live.announce(ctx, "optimisation", run_id, "cancelled")


async def enough(ctx: Ctx, run_id: UUID) -> None:
    """Stop searching and propose the best plan found so far. Raises NotFound."""
    require(ctx)
    run = await rows.locked(ctx, OptimisationRun, run_id, MISSING)
    if run.status == "running":
        run.enough = True
        await ctx.session.flush()


async def other_crews(ctx: Ctx, run_id: UUID, stop: str) -> list[OtherCrew]:
    """Why not each other crew for one job of a proposal. Raises NotFound."""
    require(ctx)
    run = await rows.one(ctx, OptimisationRun, run_id, MISSING)
    if run.draft is None:
        raise NotFound("This plan is too old to say, or has not been searched yet.")
    for day in run.draft["days"]:
        if stop in day["draft"]["visits"]:
            draft, plan = draft_from_json(day["draft"]), plan_from_json(day["plan"])
            return proposing.other_crews(draft, plan, stop)
    raise NotFound("That job is not part of this plan.")


async def view(ctx: Ctx, run: OptimisationRun) -> Run:
    """A run as pages see it."""
    name = await ctx.session.scalar(select(col(Worker.name)).where(col(Worker.id) == run.worker_id))
    return _run(run, name or "")


def _run(run: OptimisationRun, worker: str, *, whole: bool = True) -> Run:
    shown = run.result if whole else None
    applied: dict[str, Any] = run.applied or {}
    return Run(
        run.id, run.kind, run.day, run.status, run.worker_id, worker, run.wishes, run.progress,
        proposing.proposal_from_json(shown) if shown else None,
        run.error, run.created_at, run.created_by_name,
        applied_moves=len(applied.get("moves", [])),
        chosen=tuple(applied.get("stops", [])),
    )  # fmt: skip


async def _queue(ctx: Ctx, run: OptimisationRun) -> UUID:
    active = list(
        await ctx.session.scalars(
            select(OptimisationRun).where(col(OptimisationRun.status).in_(("queued", "running")))
        )
    )
    for other in active:
        if (other.kind, _lasting(other.wishes)) == (run.kind, _lasting(run.wishes)):
            return other.id
    if len(active) >= MOST_ACTIVE:
        raise Conflict("Several plans are being searched already. Wait for one, or cancel it.")
    run.created_by, run.created_by_name = ctx.actor.user_id, ctx.actor.name
    ctx.session.add(run)
    await ctx.session.flush()
    audit.record(ctx, "schedule.optimization_start", "optimisation", run.id, kind=run.kind)
    await ctx.session.execute(select(func.pg_notify(CHANNEL, str(ctx.org.id))))
    await live.announce(ctx, "optimisation", run.id, "queued")
    return run.id


def _lasting(wishes: dict[str, Any]) -> dict[str, Any]:
    """What was asked, whenever it was asked."""
    return {name: value for name, value in wishes.items() if name != "since"}

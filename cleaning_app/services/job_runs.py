"""What the jobs process did and does: written by the runner, read by the system page.

Jobs are listed here by whoever runs them, so that the dashboard can show them without importing
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.db import transaction
from cleaning_app.errors import NotFound
from cleaning_app.ids import new_id
from cleaning_app.models import JobHeartbeat, JobRun, ScheduledJob
from cleaning_app.services import audit

CHANNEL = "jobs"
"""Where a wish to run a job now is announced."""

SILENT_AFTER = timedelta(minutes=3)
"""A runner that has not been seen for so long is gone, and what it was running has failed."""


@dataclass(frozen=True)
class Listed:
    """A job as its registry describes it, and when it runs next (None: all the time)."""

    name: str
    purpose: str
    cadence: str
    next_due_at: datetime | None


@dataclass(frozen=True)
class Run:
    """One run of a job; `status` is running, succeeded or failed."""

    job: str
    runner: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    counters: dict[str, Any]
    error: str


@dataclass(frozen=True)
class Overview:
    """One job on the system page. `last_status` is "" for one that never ran."""

    name: str
    purpose: str
    cadence: str
    next_due_at: datetime | None
    wanted: bool
    runners: int
    last_seen_at: datetime | None
    last_started_at: datetime | None
    last_finished_at: datetime | None
    last_status: str
    last_counters: dict[str, Any]
    last_error: str


async def beat(runner: str, jobs: Sequence[Listed], now: datetime) -> None:
    """Say that a runner is alive and which jobs it looks after; at most once a minute each.

    Also notes that runs of runners that went silent have failed.
    """
    async with transaction("jobs") as session:
        for job in jobs:
            known = insert(ScheduledJob).values(
                name=job.name,
                purpose=job.purpose,
                cadence=job.cadence,
                next_due_at=job.next_due_at,
            )
            said = known.excluded
            await session.execute(
                known.on_conflict_do_update(
                    index_elements=["name"],
                    set_={
                        "purpose": said.purpose,
                        "cadence": said.cadence,
                        "next_due_at": said.next_due_at,
                    },
                )
            )
            seen = insert(JobHeartbeat).values(job=job.name, runner=runner, seen_at=now)
            await session.execute(
                seen.on_conflict_do_update(
                    index_elements=["job", "runner"], set_={"seen_at": seen.excluded.seen_at}
                )
            )
        await session.execute(_ABANDONED, {"silent": now - SILENT_AFTER, "now": now})


_ABANDONED = text(
    """
    UPDATE job_runs AS r
    SET status = 'failed', finished_at = :now, error = 'The runner stopped during this run.'
    WHERE r.status = 'running' AND r.started_at < :silent AND NOT EXISTS (
        SELECT 1 FROM job_heartbeats h WHERE h.runner = r.runner AND h.seen_at >= :silent
    )
    """
)


async def gone(runner: str) -> None:
    """A runner ends: it is no longer counted."""
    async with transaction("jobs") as session:
        await session.execute(delete(JobHeartbeat).where(col(JobHeartbeat.runner) == runner))


async def started(job: str, runner: str, now: datetime) -> UUID:
    """Record that a run begins; returns its id."""
    run_id = new_id()
    async with transaction("jobs") as session:
        session.add(JobRun(id=run_id, job=job, started_at=now, runner=runner))
    return run_id


async def finished(
    run_id: UUID, now: datetime, counters: Mapping[str, Any], error: str = ""
) -> None:
    """Record how a run ended; with an error it failed."""
    async with transaction("jobs") as session:
        await session.execute(
            update(JobRun)
            .where(col(JobRun.id) == run_id)
            .values(
                finished_at=now,
                status="failed" if error else "succeeded",
                counters=dict(counters),
                error=error[:500],
            )
        )


async def happened(
    job: str, runner: str, began: datetime, ended: datetime, counters: Mapping[str, Any]
) -> None:
    """Record a stretch of work of a job that runs all the time."""
    async with transaction("jobs") as session:
        session.add(
            JobRun(
                job=job,
                started_at=began,
                finished_at=ended,
                status="succeeded",
                counters=dict(counters),
                runner=runner,
            )
        )


async def last_runs() -> dict[str, Run]:
    """The newest run of each job; for the command line."""
    async with transaction("jobs") as session:
        newest = (
            select(JobRun)
            .distinct(col(JobRun.job))
            .order_by(col(JobRun.job), col(JobRun.started_at).desc())
        )
        return {row.job: _run(row) for row in await session.scalars(newest)}


async def overview(ctx: Ctx) -> list[Overview]:
    """Every job that runners have listed, by name, with its last run."""
    ctx.require("admin.manage")
    alive = ctx.now() - SILENT_AFTER
    rows = (await ctx.session.execute(_OVERVIEW, {"alive": alive})).all()
    return [Overview(**row._mapping) for row in rows]  # pyright: ignore[reportPrivateUsage]


_OVERVIEW = text(
    """
    SELECT s.name, s.purpose, s.cadence, s.next_due_at, s.wanted_at IS NOT NULL AS wanted,
           coalesce(h.runners, 0) AS runners, h.last_seen_at,
           r.started_at AS last_started_at, r.finished_at AS last_finished_at,
           coalesce(r.status, '') AS last_status, coalesce(r.counters, '{}') AS last_counters,
           coalesce(r.error, '') AS last_error
    FROM scheduled_jobs s
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE seen_at >= :alive) AS runners, max(seen_at) AS last_seen_at
        FROM job_heartbeats WHERE job = s.name
    ) h ON true
    LEFT JOIN LATERAL (
        SELECT * FROM job_runs WHERE job = s.name ORDER BY started_at DESC LIMIT 1
    ) r ON true
    ORDER BY s.name
    """
)


async def runs(ctx: Ctx, job: str = "", limit: int = 50) -> list[Run]:
    """The newest runs, of one job or of all."""
    ctx.require("admin.manage")
    query = select(JobRun).order_by(col(JobRun.started_at).desc()).limit(limit)
    if job:
        query = query.where(col(JobRun.job) == job)
    return [_run(row) for row in await ctx.session.scalars(query)]


def _run(row: JobRun) -> Run:
    return Run(
        row.job,
        row.runner,
        row.started_at,
        row.finished_at,
        row.status,
        row.counters,
        row.error,
    )


async def run_now(ctx: Ctx, job: str) -> None:
    """Ask for a run of a job as soon as a runner hears of it, within a second or so.

    Raises:
        NotFound: no runner has ever listed such a job.
    """
    ctx.require("admin.manage")
    wanted = (
        update(ScheduledJob)
        .where(col(ScheduledJob.name) == job)
        .values(wanted_at=ctx.now())
        .returning(col(ScheduledJob.name))
    )
    if (await ctx.session.execute(wanted)).scalar() is None:
        raise NotFound("There is no such job.")
    await ctx.session.execute(select(func.pg_notify(CHANNEL, job)))
    audit.record(ctx, "job.run_now", "job", job)


async def take_wanted(names: Sequence[str]) -> list[str]:
    """The jobs among `names` that somebody wants to run now; each is handed out once."""
    async with transaction("jobs") as session:
        taken = await session.scalars(
            update(ScheduledJob)
            .where(col(ScheduledJob.wanted_at).is_not(None), col(ScheduledJob.name).in_(names))
            .values(wanted_at=None)
            .returning(col(ScheduledJob.name))
        )
        return list(taken)

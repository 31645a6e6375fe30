"""The figures of /metrics that live in the database: the outbox and the jobs, of all organisations."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from cleaning_app import metrics
from cleaning_app.db import transaction
from cleaning_app.errors import AppError

SECONDS = 3.0
_FRESH_SECONDS = 5.0

_OUTBOX = text(
    """
    SELECT count(*) FILTER (WHERE status IN ('pending', 'sending')) AS depth,
           count(*) FILTER (WHERE status = 'dead') AS dead,
           coalesce(extract(epoch FROM now() - min(next_attempt_at)
               FILTER (WHERE status = 'pending' AND next_attempt_at <= now())), 0) AS lag
    FROM outbox_events WHERE status IN ('pending', 'sending', 'dead')
    """
)
_RUNS = text(
    """
    SELECT job, status, count(*) AS runs FROM job_runs
    WHERE started_at > now() - interval '1 day' GROUP BY job, status
    """
)
_LAST = text(
    """
    SELECT DISTINCT ON (job) job, extract(epoch FROM finished_at) AS finished,
           extract(epoch FROM finished_at - started_at) AS seconds
    FROM job_runs WHERE status = 'succeeded' ORDER BY job, started_at DESC
    """
)

_read_at = -_FRESH_SECONDS
_known_runs: set[tuple[str, str]] = set()


async def refresh() -> None:
    """Bring the gauges up to date, at most every five seconds.

    When the database is away they keep their last values and `database_up` says 0: whoever watches
    needs the rest of the figures most just then.
    """
    global _read_at
    if time.monotonic() - _read_at < _FRESH_SECONDS:
        return
    _read_at = time.monotonic()
    try:
        async with asyncio.timeout(SECONDS), transaction("jobs") as session:
            await _read(session)
        metrics.database_up.set(1)
    except (AppError, TimeoutError):
        metrics.database_up.set(0)


async def _read(session: AsyncSession) -> None:
    outbox: Any = (await session.execute(_OUTBOX)).one()
    metrics.outbox_depth.set(outbox.depth)
    metrics.outbox_dead.set(outbox.dead)
    metrics.outbox_lag.set(outbox.lag)
    counted = {(job, status): runs for job, status, runs in await session.execute(_RUNS)}
    _known_runs.update(counted)
    for labels in _known_runs:
        metrics.job_runs.labels(*labels).set(counted.get(labels, 0))
    for job, finished, seconds in await session.execute(_LAST):
        metrics.job_last_success.labels(job).set(finished)
        metrics.job_seconds.labels(job).set(seconds)

"""One run of one job: bound to the logs, recorded in job_runs, counted, never raising."""

from __future__ import annotations

import os
import socket
import time
from typing import Any
from uuid import UUID

from cleaning_app import metrics
from cleaning_app.clock import Clock
from cleaning_app.errors import AppError
from cleaning_app.logs import bound, get_logger
from cleaning_app.services import job_runs
from jobs.registry import Job
from jobs.report import Report

log = get_logger(__name__)


def runner_name() -> str:
    """This process as job_runs and heartbeats know it: machine and process id."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


async def perform(job: Job, runner: str, clock: Clock) -> dict[str, Any]:
    """Run a job once; returns its line: job, status, seconds, counters and, if it failed, error."""
    began = time.perf_counter()
    run_id: UUID | None = None
    try:
        run_id = await job_runs.started(job.name, runner, clock.now())
        with bound(job=job.name, run_id=str(run_id)):
            report = await _run(job, clock)
            await job_runs.finished(run_id, clock.now(), report.counters, report.error)
            log.info("ran", counters=dict(report.counters), error=report.error)
    except AppError as error:
        # The record itself could not be written; the runner's next beat marks the run as failed.
        log.warning("a run could not be recorded", job=job.name, exc_info=True)
        report = Report(errors=[error.detail])
    seconds = time.perf_counter() - began
    status = "failed" if report.errors else "succeeded"
    metrics.job_runs_total.labels(job.name, status).inc()
    metrics.job_run_seconds.labels(job.name).observe(seconds)
    line = {"job": job.name, "status": status, "seconds": round(seconds, 3)}
    line["counters"] = dict(report.counters)
    return line | ({"error": report.error} if report.errors else {})


async def _run(job: Job, clock: Clock) -> Report:
    try:
        return await job.run(clock)
    except AppError as error:
        log.warning("a job failed", exc_info=True)
        return Report(errors=[error.detail])
    except Exception as error:
        log.exception("a job failed")
        return Report(errors=[type(error).__name__])

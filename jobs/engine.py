"""procrastinate, set up from the registry: it decides which runner runs a job when its time comes.

Each due time becomes one row in procrastinate's tables, whichever runner notices first; a lock named
after the job keeps two runs of it apart, a queueing lock keeps them from piling up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from cleaning_app.clock import Clock
from cleaning_app.logs import get_logger
from cleaning_app.settings import get_settings
from jobs.performing import perform
from jobs.registry import Job

QUEUE = "jobs"
STOP_SECONDS = 8.0
MISSED_SECONDS = 25 * 3600
"""A due time missed by less than this (the machine was off) is made up for at start."""
RESCUE_SECONDS = 15.0

log = get_logger(__name__)


class Engine:
    """The jobs with a clock, on one runner."""

    def __init__(self, jobs: Iterable[Job], runner: str, clock: Clock) -> None:
        self._jobs = [job for job in jobs if job.cron]
        self._runner = runner
        self._clock = clock
        self._app: App | None = None

    async def run(self) -> None:
        """Run jobs as they come due, until cancelled; a running job may then still finish.

        Raises whatever procrastinate stumbles over when the database goes away.
        """
        conninfo = await asyncio.to_thread(get_settings().conninfo_for, "jobs")
        app = App(
            connector=PsycopgConnector(
                conninfo=conninfo,
                min_size=1,
                max_size=4,
                timeout=10,
                kwargs={"application_name": "cleaning-jobs-engine", "connect_timeout": 5},
            ),
            periodic_defaults={"max_delay": MISSED_SECONDS},
        )
        for job in self._jobs:
            self._add(app, job)
        async with app.open_async():
            self._app = app
            rescue = asyncio.create_task(self._rescue(app))
            try:
                await app.run_worker_async(
                    queues=[QUEUE],
                    name=self._runner,
                    concurrency=len(self._jobs) or 1,
                    fetch_job_polling_interval=5.0,
                    shutdown_graceful_timeout=STOP_SECONDS,
                    delete_jobs="always",
                    install_signal_handlers=False,
                )
            finally:
                self._app = None
                rescue.cancel()

    def _add(self, app: App, job: Job) -> None:
        async def run(timestamp: int = 0) -> None:
            await perform(job, self._runner, self._clock)

        options = {"name": job.name, "queue": QUEUE, "lock": job.name, "queueing_lock": job.name}
        app.periodic(cron=job.cron)(app.task(**options)(run))

    async def run_now(self, name: str) -> None:
        """Have a job run as soon as a runner is free, unless one is waiting already."""
        if self._app is not None and name in self._app.tasks:
            with suppress(AlreadyEnqueued):
                await self._app.tasks[name].defer_async()

    async def _rescue(self, app: App) -> None:
        """Free the locks of runs whose runner died, and let them run again."""
        while True:
            await asyncio.sleep(RESCUE_SECONDS)
            for stalled in await app.job_manager.get_stalled_jobs(queue=QUEUE):
                log.warning("a run lost its runner and starts again", job=stalled.task_name)
                await app.job_manager.finish_job(stalled, Status.FAILED, delete_job=True)
                await self.run_now(stalled.task_name)

"""All the time: search better plans for whoever asked, each in a child process of its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import UUID

from cleaning_app.clock import Clock
from cleaning_app.errors import AppError, NotFound
from cleaning_app.logs import bound, get_logger
from cleaning_app.services import identities, job_runs, optimisation
from jobs.report import Report

NAME = "schedule-optimiser"
AT_ONCE = 2
"""Searches side by side on one runner: each holds a core."""
LOOK_SECONDS = 20.0
"""How often to look without having heard anything: for runs whose runner died."""

log = get_logger(__name__)


async def run(clock: Clock) -> Report:
    """Whatever waits now, one after the other."""
    optimiser = Optimiser("by hand", clock)
    report = Report(Counter({"searched": 0, "failed": 0}))
    for org_id in await optimisation.waiting(clock.now()):
        while status := await optimiser.one(org_id):
            report.counters["failed" if status == "failed" else "searched"] += 1
    return report


class Optimiser:
    """One runner's searches. Any number of these may work side by side on any machines."""

    def __init__(self, runner: str, clock: Clock) -> None:
        self._runner, self._clock = runner, clock
        self._room = asyncio.Semaphore(AT_ONCE)
        self._searching: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._heard: set[str] = set()
        self._look_everywhere = True

    def wake(self, org_id: str = "") -> None:
        """A run was asked for in an organisation; without one, look everywhere."""
        self._look_everywhere = self._look_everywhere or not org_id
        self._heard.add(org_id)
        self._news.set()

    async def run(self) -> None:
        """Search until cancelled; what is being searched then is handed back."""
        try:
            while True:
                for org_id in await self._where():
                    self._begin(org_id)
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._news.wait()
                except TimeoutError:
                    self._look_everywhere = True
        finally:
            for task in self._searching:
                task.cancel()
            await asyncio.gather(*self._searching, return_exceptions=True)

    async def one(self, org_id: UUID) -> str:
        """Search one waiting run of an organisation; returns how it ended, "" when none waits."""
        try:
            identity = await identities.as_job(org_id, NAME)
        except NotFound:
            return ""  # closed meanwhile
        if not identity.org.has(optimisation.MODULE):
            return ""
        claimed = await optimisation.claim(identity, self._runner, self._clock)
        if claimed is None:
            return ""
        began = self._clock.now()
        with bound(job=NAME, org_id=str(org_id), run_id=str(claimed.id)):
            status = await optimisation.execute(identity, claimed, self._runner, self._clock)
            log.info("searched", kind=claimed.kind, status=status)
        await job_runs.happened(NAME, self._runner, began, self._clock.now(), {status: 1})
        return status

    async def _where(self) -> list[UUID]:
        """Organisations to look into."""
        self._news.clear()
        heard, self._heard = self._heard - {""}, set()
        if not self._look_everywhere:
            return [UUID(id) for id in heard]
        self._look_everywhere = False
        return await optimisation.waiting(self._clock.now())

    def _begin(self, org_id: UUID) -> None:
        task = asyncio.create_task(self._all_of(org_id))
        self._searching.add(task)
        task.add_done_callback(self._searching.discard)

    async def _all_of(self, org_id: UUID) -> None:
        """Search until nothing waits in an organisation; another runner may take some of it."""
        try:
            while True:
                async with self._room:
                    if not await self.one(org_id):
                        return
        except AppError:
            log.warning("could not look for runs; the next look will", exc_info=True)
        except Exception:
            log.exception("a search broke")

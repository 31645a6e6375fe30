"""All the time: deliver what is in the outbox, as soon as it is committed."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime

from cleaning_app.clock import Clock
from cleaning_app.errors import AppError
from cleaning_app.logs import get_logger
from cleaning_app.services import job_runs
from cleaning_app.services.outbox_delivery import Delivery
from jobs.report import Report

NAME = "outbox-delivery"
WATCH_SECONDS = 1.0
LONGEST_STRETCH = 60.0

log = get_logger(__name__)


async def run(clock: Clock) -> Report:
    """Deliver until nothing is due. Raises Unavailable when the database is away."""
    delivery = Delivery(clock=clock)
    await delivery.run(until_idle=True)
    report = Report(Counter({"sent": 0}))
    report.counters.update(delivery.counts)
    return report


class Stretches:
    """Keeps the record of a job that never ends: one run for each stretch of work, none for idling.

    A stretch ends when the outbox is empty, or after a minute so that a long one can be followed.
    """

    def __init__(self, delivery: Delivery, runner: str, clock: Clock) -> None:
        self._delivery = delivery
        self._runner = runner
        self._clock = clock
        self._told: Counter[str] = Counter()
        self._began: datetime | None = None

    async def watch(self) -> None:
        """Look every second until cancelled."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            now = self._clock.now()
            has_worked = self._delivery.counts != self._told or self._delivery.busy
            if has_worked and self._began is None:
                self._began = now
            if self._began and (
                not self._delivery.busy or (now - self._began).total_seconds() > LONGEST_STRETCH
            ):
                await self.close()

    async def close(self) -> None:
        """Record what has happened since the last time, if anything has."""
        counts = self._delivery.counts
        new = counts - self._told
        began, now = self._began or self._clock.now(), self._clock.now()
        self._began = None
        if not new:
            return
        try:
            await job_runs.happened(NAME, self._runner, began, now, new)
            self._told = counts
        except AppError:
            log.warning("a stretch of deliveries could not be recorded", **new)

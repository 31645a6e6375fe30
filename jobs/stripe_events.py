"""All the time: follow what Stripe has told us, as soon as it was kept."""

from __future__ import annotations

import asyncio
from collections import Counter

from cleaning_app.clock import Clock
from cleaning_app.services import card_payments, job_runs
from jobs.report import Report

NAME = "stripe-events"
LOOK_SECONDS = 5.0
"""How often to look without having heard anything: for events that are to be tried again."""


async def run(clock: Clock) -> Report:
    """Whatever is due now."""
    report = Report(Counter({"done": 0}))
    report.counters.update(await card_payments.work_through(clock))
    return report


class Follower:
    """One runner's part of it. Any number of these may work side by side."""

    def __init__(self, runner: str, clock: Clock) -> None:
        self._runner, self._clock = runner, clock
        self._news = asyncio.Event()

    def wake(self) -> None:
        """An event came in: look now."""
        self._news.set()

    async def run(self) -> None:
        """Follow until cancelled; what was being followed then is taken up again by its lease."""
        while True:
            self._news.clear()
            began = self._clock.now()
            counts = await card_payments.work_through(self._clock)
            if counts:
                await job_runs.happened(NAME, self._runner, began, self._clock.now(), counts)
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                continue

"""The process that runs everything: parts side by side, each started again when it breaks.

1. Listen for wake-ups: something was queued ("outbox"), somebody wants a job run now ("jobs").
2. Deliver the outbox all the time (`services.outbox_delivery`), search plans (`jobs.schedule_optimiser`),
   and follow Stripe's events (`jobs.stripe_events`).
3. Run the jobs with a clock (`jobs.engine`).
4. Say once a minute that this runner is alive and what it looks after.
5. On SIGTERM or SIGINT: take nothing new, let what runs finish for a few seconds, hand back the rest.

Any number of runners may run at once, on any number of machines.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing, suppress

from cleaning_app import db
from cleaning_app.clock import Clock, SystemClock
from cleaning_app.errors import AppError
from cleaning_app.listening import Notice, listen
from cleaning_app.logs import get_logger
from cleaning_app.services import card_payments, job_runs, optimisation, outbox
from cleaning_app.services.job_runs import Listed
from cleaning_app.services.outbox_delivery import Delivery
from jobs import metrics_port, outbox_delivery, schedule_optimiser, stripe_events
from jobs.engine import Engine
from jobs.performing import runner_name
from jobs.registry import Job
from jobs.schedule_optimiser import Optimiser
from jobs.stripe_events import Follower

BEAT_SECONDS = 60.0
LONGEST_WAIT = 30.0

log = get_logger(__name__)


class Runner:
    """One runner with the jobs it looks after."""

    def __init__(self, jobs: Sequence[Job], clock: Clock | None = None) -> None:
        self._jobs = jobs
        self._clock = clock or SystemClock()
        self._name = runner_name()
        self._stop = asyncio.Event()
        self._engine = Engine(jobs, self._name, self._clock)
        delivers = any(job.name == outbox_delivery.NAME for job in jobs)
        self._delivery = Delivery(clock=self._clock) if delivers else None
        searches = any(job.name == schedule_optimiser.NAME for job in jobs)
        self._optimiser = Optimiser(self._name, self._clock) if searches else None
        follows = any(job.name == stripe_events.NAME for job in jobs)
        self._follower = Follower(self._name, self._clock) if follows else None

    async def run(self) -> None:
        """Work until a signal says stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        log.info("started", runner=self._name, jobs=[job.name for job in self._jobs])
        parts = [self._keep_up("listening", self._listen), self._keep_up("beating", self._beat)]
        if any(job.cron for job in self._jobs):
            parts.append(self._keep_up("engine", self._engine.run))
        if self._optimiser:
            parts.append(self._keep_up("optimiser", self._optimiser.run))
        if self._follower:
            parts.append(self._keep_up("stripe's events", self._follower.run))
        tasks = [asyncio.create_task(part) for part in (*parts, metrics_port.serve())]
        delivering = asyncio.create_task(self._deliver())
        await self._stop.wait()
        if self._delivery:
            self._delivery.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(delivering, *tasks, return_exceptions=True)
        with suppress(AppError):
            await job_runs.gone(self._name)
        await db.dispose()
        log.info("stopped", runner=self._name)

    def stop(self) -> None:
        """End `run` within about ten seconds; may be called twice."""
        if not self._stop.is_set():
            log.info("stopping", runner=self._name)
            self._stop.set()

    async def _deliver(self) -> None:
        if self._delivery is None:
            return
        record = outbox_delivery.Stretches(self._delivery, self._name, self._clock)
        watching = asyncio.create_task(record.watch())
        try:
            await self._delivery.run()
        finally:
            watching.cancel()
            await record.close()

    async def _listen(self) -> None:
        channels = (
            outbox.CHANNEL,
            job_runs.CHANNEL,
            optimisation.CHANNEL,
            card_payments.CHANNEL,
        )
        async with aclosing(listen("jobs", *channels)) as heard:
            async for event in heard:
                # After a reconnect anything may have been missed.
                missed = not isinstance(event, Notice)
                if (missed or event.channel == outbox.CHANNEL) and self._delivery:
                    self._delivery.wake()
                if (missed or event.channel == optimisation.CHANNEL) and self._optimiser:
                    self._optimiser.wake("" if missed else event.payload)
                if (missed or event.channel == card_payments.CHANNEL) and self._follower:
                    self._follower.wake()
                if missed or event.channel == job_runs.CHANNEL:
                    await self._run_wanted()

    async def _run_wanted(self) -> None:
        for name in await job_runs.take_wanted([job.name for job in self._jobs]):
            if name == outbox_delivery.NAME and self._delivery:
                self._delivery.wake()
            elif name == schedule_optimiser.NAME and self._optimiser:
                self._optimiser.wake()
            elif name == stripe_events.NAME and self._follower:
                self._follower.wake()
            else:
                await self._engine.run_now(name)

    async def _beat(self) -> None:
        while True:
            now = self._clock.now()
            listed = [Listed(j.name, j.purpose, j.cadence, j.next_due(now)) for j in self._jobs]
            await job_runs.beat(self._name, listed, now)
            await asyncio.sleep(BEAT_SECONDS)

    async def _keep_up(self, part: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run a part again whenever it ends or breaks, after 1, 2, 4 … 30 seconds."""
        wait = 1.0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await run()
                log.warning("a part ended and starts again", part=part)
            except Exception:
                log.exception("a part broke and starts again", part=part)
            if asyncio.get_running_loop().time() - began > LONGEST_WAIT:
                wait = 1.0
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

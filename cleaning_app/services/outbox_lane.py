"""Delivering one kind of message: lease, call, finish, side by side and without waiting in line.

1. Take as many due rows as there are free places, each under a lease (`outbox_leases`).
2. Call the provider for all of them at once; a slow call holds only its own place.
3. Write together whatever has ended while the last write was under way.
4. Every third of a lease, extend all leases that are still needed.
5. Asked to stop: take nothing more, give running calls a few seconds, hand the rest back.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

from cleaning_app import metrics
from cleaning_app.clock import Clock
from cleaning_app.domain.deliveries import Rules
from cleaning_app.errors import AppError, Unavailable
from cleaning_app.logs import get_logger
from cleaning_app.services import outbox_leases as leases
from cleaning_app.services.outbox_attempt import attempt, given_back
from cleaning_app.services.outbox_kinds import Deliver, Kind
from cleaning_app.services.outbox_leases import Finished, Hold, Leased

POLL_SECONDS = 1.0
STOP_SECONDS = 8.0
"""How long calls may still run after a stop was asked for; containers are killed after ten."""
BATCH = 200

log = get_logger(__name__)


class Lane:
    """One kind's deliveries in one runner. `counts` adds up what became of the rows."""

    def __init__(
        self, kind: Kind, rules: Rules, lease: timedelta, clock: Clock, stop_seconds: float
    ) -> None:
        self.kind = kind
        self.counts: Counter[str] = Counter()
        self._rules = rules
        self._lease = lease
        self._clock = clock
        self._stop_seconds = stop_seconds
        self._recover_at = 0.0
        self._stirred = asyncio.Event()
        self.stopping = False
        self._flying: dict[Hold, Leased] = {}
        self._until: dict[Hold, datetime] = {}
        self._ended: list[Finished] = []
        self._to_write = asyncio.Event()
        # Finishing and extending lock the same rows in different orders.
        self._one_writer = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Whether a row is between lease and finish."""
        return bool(self._flying)

    def wake(self) -> None:
        """Look for due rows now instead of at the next poll."""
        self._stirred.set()

    def stop(self) -> None:
        """End `run` soon: what is running may finish, the rest is handed back."""
        self.stopping = True
        self._stirred.set()

    async def run(self, *, until_idle: bool = False) -> None:
        """Deliver until stopped, or until nothing is due and nothing is running.

        Raises:
            Unavailable: the database is away, with `until_idle`; otherwise it is waited for.
        """
        async with self.kind.opened() as deliver:
            helpers = [
                asyncio.create_task(self._write()),
                asyncio.create_task(self._keep_leases()),
            ]
            calls: set[asyncio.Task[None]] = set()
            try:
                await self._take(deliver, calls, until_idle)
            finally:
                await self._land(calls)
                for helper in helpers:
                    helper.cancel()
                await asyncio.gather(*helpers, return_exceptions=True)

    async def _take(
        self, deliver: Deliver, calls: set[asyncio.Task[None]], until_idle: bool
    ) -> None:
        """Lease rows and start their calls, until there is a reason to end."""
        few = max(1, self.kind.at_once // 4)
        while not self.stopping:
            self._stirred.clear()
            free = self.kind.at_once - len(self._flying)
            taken: list[Leased] = []
            if free >= few or not self._flying:
                try:
                    taken = await self._next(free)
                except Unavailable as error:
                    if until_idle:
                        raise
                    why = type(error.__cause__).__name__
                    log.warning("waiting for the database", kind=self.kind.name, reason=why)
            for row in taken:
                self._flying[row.hold], self._until[row.hold] = row, row.until
                call = asyncio.create_task(self._call(row, deliver))
                calls.add(call)
                call.add_done_callback(calls.discard)
            if until_idle and not self._flying:
                return
            if not taken:
                await self._stir()

    async def _stir(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await self._stirred.wait()

    async def _next(self, free: int) -> list[Leased]:
        if asyncio.get_running_loop().time() >= self._recover_at:
            await self._recover()
        now = self._clock.now()
        return await leases.lease(self.kind.name, free, now=now, until=now + self._lease)

    async def _recover(self) -> None:
        """Take back what runners that died or froze were delivering; at every poll, not more."""
        kind, most = self.kind, self._rules.max_attempts
        recovered = await leases.recover(
            kind.name, kind.promise, kind.when_uncertain, most=most, now=self._clock.now()
        )
        self._recover_at = asyncio.get_running_loop().time() + POLL_SECONDS
        if recovered:
            self.counts["recovered"] += len(recovered)
            log.warning("took back leases that ran out", kind=kind.name, rows=len(recovered))

    async def _call(self, row: Leased, deliver: Deliver) -> None:
        """One attempt. Ends with a result to write, even when it is cancelled by a stop."""
        began = asyncio.get_running_loop().time()
        try:
            if self._clock.now() >= self._until[row.hold]:
                # Stopped and woken up: somebody else has the row by now.
                self._forget(row.hold, "lost")
                return
            ended = await attempt(row, self.kind, deliver, self._rules, self._clock, random.random)
        except asyncio.CancelledError:
            ended = given_back(row, self.kind, self._clock.now())
        metrics.delivery_seconds.labels(self.kind.name).observe(
            asyncio.get_running_loop().time() - began
        )
        self._ended.append(ended)
        self._to_write.set()

    async def _write(self) -> None:
        """Write results as they come, as many together as have come meanwhile."""
        while True:
            await self._to_write.wait()
            self._to_write.clear()
            while batch := self._ended[:BATCH]:
                try:
                    async with self._one_writer:
                        held = await leases.finish(batch)
                except AppError:
                    # What was called must not be called again: keep the result until the
                    # database is back or the lease is over anyway.
                    log.warning("results wait for the database", kind=self.kind.name)
                    await asyncio.sleep(POLL_SECONDS / 2)
                    self._drop_overdue()
                    continue
                del self._ended[: len(batch)]
                for result in batch:
                    self._forget(result.hold, _outcome(result) if result.hold in held else "lost")

    def _drop_overdue(self) -> None:
        now = self._clock.now()
        overdue = [r for r in self._ended if self._until.get(r.hold, now) <= now]
        for result in overdue:
            self._ended.remove(result)
            self._forget(result.hold, "lost")

    def _forget(self, hold: Hold, outcome: str) -> None:
        self._flying.pop(hold, None)
        self._until.pop(hold, None)
        self.counts[outcome] += 1
        metrics.deliveries.labels(self.kind.name, outcome).inc()
        self._stirred.set()

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            if not self._flying:
                continue
            until = self._clock.now() + self._lease
            try:
                async with self._one_writer:
                    held = await leases.extend(list(self._flying.values()), until)
            except AppError:
                log.warning("leases could not be extended", kind=self.kind.name)
                continue
            self._until |= {hold: until for hold in held if hold in self._until}

    async def _land(self, calls: set[asyncio.Task[None]]) -> None:
        """Let running calls end, cut off those that don't, and wait for the last results."""
        if calls:
            _, late = await asyncio.wait(
                calls, timeout=self._stop_seconds if self.stopping else None
            )
            for call in late:
                call.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(1.0, self._stop_seconds / 4)):
                while self._flying:
                    self._stirred.clear()
                    await self._stirred.wait()


def _outcome(result: Finished) -> str:
    """What a result counts as."""
    if result.unused:
        return "released"
    return "retried" if result.status == "pending" else result.status

"""Delivering the outbox: one lane for each kind of message, side by side.

A provider that is slow or down fills its own lane and no other.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from cleaning_app.clock import Clock, SystemClock
from cleaning_app.domain.deliveries import Rules
from cleaning_app.logs import get_logger
from cleaning_app.services import outbox_kinds
from cleaning_app.services.outbox_kinds import Kind
from cleaning_app.services.outbox_lane import STOP_SECONDS, Lane
from cleaning_app.settings import get_settings

RESTART_SECONDS = 5.0

log = get_logger(__name__)


class Delivery:
    """One runner's deliveries. Any number of these may work on one outbox at once."""

    def __init__(
        self,
        *,
        kinds: Mapping[str, Kind] | None = None,
        clock: Clock | None = None,
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        settings = get_settings()
        rules = Rules(settings.outbox_max_attempts, settings.outbox_base_backoff_seconds)
        lease = timedelta(seconds=settings.outbox_lease_seconds)
        chosen = outbox_kinds.table() if kinds is None else kinds
        clock = clock or SystemClock()
        self._lanes = [Lane(kind, rules, lease, clock, stop_seconds) for kind in chosen.values()]

    @property
    def counts(self) -> Counter[str]:
        """What became of rows so far: sent, skipped, retried, dead, uncertain, released, lost,
        recovered."""
        return sum((lane.counts for lane in self._lanes), Counter[str]())

    @property
    def busy(self) -> bool:
        """Whether a message is on its way."""
        return any(lane.busy for lane in self._lanes)

    def wake(self) -> None:
        """Something was queued: look now instead of at the next poll."""
        for lane in self._lanes:
            lane.wake()

    def stop(self) -> None:
        """End `run` soon, within `stop_seconds` and a little."""
        for lane in self._lanes:
            lane.stop()

    async def run(self, *, until_idle: bool = False) -> None:
        """Deliver until stopped, or (`until_idle`) until nothing is due.

        Raises:
            Unavailable: the database is away, only with `until_idle`.
        """
        runs = [lane.run(until_idle=True) if until_idle else _keep_up(lane) for lane in self._lanes]
        for ended in await asyncio.gather(*runs, return_exceptions=True):
            if isinstance(ended, BaseException):
                raise ended


async def _keep_up(lane: Lane) -> None:
    """Run one lane until it is stopped, starting it again should it fail."""
    while not lane.stopping:
        try:
            await lane.run()
        except Exception:
            log.exception("a lane broke and starts again", kind=lane.kind.name)
            await asyncio.sleep(RESTART_SECONDS)

"""Every night: throw away what nobody will ask for again."""

from __future__ import annotations

from cleaning_app.clock import Clock
from cleaning_app.services import housekeeping
from jobs.each_organisation import each_organisation
from jobs.report import Report


async def run(clock: Clock) -> Report:
    """One pass over all organisations, then over what belongs to none."""
    report = await each_organisation("storage-cleanup", clock, housekeeping.tidy)
    report.counters.update(await housekeeping.tidy_installation(clock.now()))
    return report

"""Every night: throw away what nobody will ask for again, rows first, then files without a row."""

from __future__ import annotations

from cleaning_app.clock import Clock
from cleaning_app.services import housekeeping, orphans
from jobs.each_organisation import each_identity, each_organisation
from jobs.report import Report


async def run(clock: Clock) -> Report:
    """One pass over all organisations' rows, one over their files, one over what belongs to none."""
    report = await each_organisation("storage-cleanup", clock, housekeeping.tidy)
    swept = await each_identity("storage-cleanup", clock, orphans.sweep)
    report.counters["files"] = swept.counters["files"]
    report.errors += swept.errors
    report.counters["failed"] = len(report.errors)
    report.counters.update(await housekeeping.tidy_installation(clock.now()))
    return report

"""Every hour: make the visits of series that the new day's horizon brings in."""

from __future__ import annotations

from cleaning_app.clock import Clock
from cleaning_app.services.series import horizon
from jobs.each_organisation import each_one
from jobs.report import Report


async def run(clock: Clock) -> Report:
    """One pass over all organisations, each series in a transaction of its own."""
    return await each_one(
        "series-horizon", clock, horizon.due, horizon.extend, module="module.schedule"
    )

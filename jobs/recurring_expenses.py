"""Every hour: enter the recurring expenses that have fallen due."""

from __future__ import annotations

from cleaning_app.clock import Clock
from cleaning_app.services.expenses import recurring
from jobs.each_organisation import each_one
from jobs.report import Report


async def run(clock: Clock) -> Report:
    """One pass over all organisations, each rule in a transaction of its own."""
    return await each_one(
        "recurring-expenses", clock, recurring.due, recurring.enter_due, module="module.finance"
    )

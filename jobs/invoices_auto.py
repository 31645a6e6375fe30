"""Every ten minutes: bill the visits that were finished, where a company wants that done by itself."""

from __future__ import annotations

from cleaning_app.clock import Clock
from cleaning_app.services.invoices import automatic
from jobs.each_organisation import each_one
from jobs.report import Report


async def run(clock: Clock) -> Report:
    """One pass over all organisations, each visit in a transaction of its own."""
    return await each_one(
        "invoices-auto", clock, automatic.to_bill, automatic.bill, module="module.invoices"
    )

"""Every hour: mark invoices overdue wherever a new day has begun."""

from __future__ import annotations

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx
from cleaning_app.services import invoices
from jobs.each_organisation import each_organisation
from jobs.report import Report


async def run(clock: Clock) -> Report:
    """One pass over all organisations, each by its own calendar."""
    return await each_organisation("invoices-overdue", clock, _flip, module="module.invoices")


async def _flip(ctx: Ctx) -> dict[str, int]:
    return {"overdue": await invoices.flip_overdue(ctx)}

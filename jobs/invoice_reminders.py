"""Every hour: remind clients of overdue invoices, each stage once, between nine and five."""

from __future__ import annotations

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx
from cleaning_app.services.invoices import reminders_due
from jobs.each_organisation import each_organisation
from jobs.report import Report

FROM_HOUR, TO_HOUR = 9, 17


async def run(clock: Clock) -> Report:
    """One pass over all organisations, each by its own clock."""
    return await each_organisation("invoice-reminders", clock, _remind, module="module.invoices")


async def _remind(ctx: Ctx) -> dict[str, int]:
    hour = ctx.now().astimezone(ctx.zone).hour
    return await reminders_due.remind_due(ctx) if FROM_HOUR <= hour < TO_HOUR else {}

"""Every five minutes: remind clients of tomorrow's visits."""

from __future__ import annotations

from cleaning_app.clock import Clock
from cleaning_app.services import reminders
from jobs.each_organisation import each_organisation
from jobs.report import Report


async def run(clock: Clock) -> Report:
    """One pass over all organisations."""
    return await each_organisation(
        "email-reminders", clock, reminders.remind, module="module.schedule"
    )

"""Every job, listed once: the runner, `--job`, `--list`, the metrics, the system page and the docs
all read this.

To add one: write `jobs/its_name.py` with `async def run(clock) -> Report`, and list it here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from croniter import croniter

from cleaning_app.clock import Clock
from jobs import (
    email_reminders,
    invoice_reminders,
    invoices_auto,
    invoices_overdue,
    outbox_delivery,
    recurring_expenses,
    schedule_optimiser,
    series_horizon,
    storage_cleanup,
    stripe_events,
)
from jobs.report import Report


@dataclass(frozen=True)
class Job:
    """One job. `cron` is in UTC; "" means that it runs all the time."""

    name: str
    purpose: str
    cadence: str
    cron: str
    run: Callable[[Clock], Awaitable[Report]]

    def next_due(self, now: datetime) -> datetime | None:
        """When it runs next, None for a job that never rests."""
        if not self.cron:
            return None
        return croniter(self.cron, now.astimezone(UTC)).get_next(datetime)


JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Job(
            outbox_delivery.NAME,
            "Delivers what services have queued in the outbox: e-mails, refunds and charges of cards",
            "all the time, within a second of the commit",
            "",
            outbox_delivery.run,
        ),
        Job(
            "email-reminders",
            "Reminds clients of tomorrow's visits, 24 hours before, once",
            "every 5 minutes",
            "*/5 * * * *",
            email_reminders.run,
        ),
        Job(
            "invoices-overdue",
            "Marks invoices overdue once their due day has passed where the company is",
            "every hour, at 2 minutes past",
            "2 * * * *",
            invoices_overdue.run,
        ),
        Job(
            "invoice-reminders",
            "Reminds clients of overdue invoices: gently, again, a last time; each stage once",
            "every hour, at 22 minutes past; between 9:00 and 17:00 where the company is",
            "22 * * * *",
            invoice_reminders.run,
        ),
        Job(
            "invoices-auto",
            "Bills visits as they are finished, if a company wants that; tries charges again that got stuck",
            "every 10 minutes",
            "*/10 * * * *",
            invoices_auto.run,
        ),
        Job(
            "series-horizon",
            "Makes the visits of recurring series, eight weeks ahead, and lists what does not fit",
            "every hour, at 12 minutes past; each series once a day",
            "12 * * * *",
            series_horizon.run,
        ),
        Job(
            "recurring-expenses",
            "Enters recurring expenses (rent, insurance, phone) on the days they fall due, once",
            "every hour, at 22 minutes past",
            "22 * * * *",
            recurring_expenses.run,
        ),
        Job(
            schedule_optimiser.NAME,
            "Searches better plans for a day, or stand-ins for who is out, as soon as somebody asks",
            "all the time, within a moment of the wish",
            "",
            schedule_optimiser.run,
        ),
        Job(
            stripe_events.NAME,
            "Follows what Stripe tells: payments, refunds, disputes; keeps what fits nothing yet",
            "all the time, within a moment of the event",
            "",
            stripe_events.run,
        ),
        Job(
            "storage-cleanup",
            "Throws away ended sessions, old idempotency keys, delivered messages, old plans, job runs",
            "every night at 09:20 UTC",
            "20 9 * * *",
            storage_cleanup.run,
        ),
    )
}

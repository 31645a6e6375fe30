"""Every ten minutes: bill the visits that were finished, where a company wants that done by itself, and
look after charges of cards on file that got stuck."""

from __future__ import annotations

from cleaning_app.clock import Clock
from cleaning_app.services.card_payments import stuck
from cleaning_app.services.invoices import automatic
from jobs.each_organisation import each_one
from jobs.report import Report


async def run(clock: Clock) -> Report:
    """Two passes over all organisations, each visit and each charge in a transaction of its own."""
    report = await each_one(
        "invoices-auto", clock, automatic.to_bill, automatic.bill, module="module.invoices"
    )
    charges = await each_one("invoices-auto", clock, stuck.find, stuck.again)
    for name in ("charges_again", "charges_given_up"):
        report.counters[name] = charges.counters[name]
    report.errors += charges.errors
    report.counters["failed"] = len(report.errors)
    return report

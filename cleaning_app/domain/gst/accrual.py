"""GST on the accrual basis: the tax of invoices by the day they were issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cleaning_app.domain.invoices import ISSUED, InvoiceStatus


@dataclass(frozen=True)
class IssuedInvoice:
    """The figures of one invoice that GST needs, in cents; `exempt` includes zero-rated supplies."""

    number: str
    issued_on: date
    status: InvoiceStatus | str
    taxable: int
    exempt: int
    tax: int
    total: int

    @property
    def counts(self) -> bool:
        """Whether it is a sale at all: drafts and voids are not."""
        return InvoiceStatus(self.status) in ISSUED


@dataclass(frozen=True)
class AccrualSummary:
    """Invoices of a period: how many, sales before tax, tax, and sums with tax, in cents."""

    invoices: int
    taxable: int
    exempt: int
    tax: int
    total: int

    @property
    def sales(self) -> int:
        """Line 101: sales without GST, exempt and zero-rated ones included."""
        return self.taxable + self.exempt


def accrual_summary(invoices: Iterable[IssuedInvoice], first: date, last: date) -> AccrualSummary:
    """Sum the invoices issued from `first` to `last` (local dates, both included).

    Source: CRA, GST is owed at the earlier of payment and due, due usually being the invoice date.
    Credit notes and bad debts are adjustments (lines 104 and 107), never part of this sum.
    """
    inside = [entry for entry in invoices if entry.counts and first <= entry.issued_on <= last]
    return AccrualSummary(
        invoices=len(inside),
        taxable=sum(entry.taxable for entry in inside),
        exempt=sum(entry.exempt for entry in inside),
        tax=sum(entry.tax for entry in inside),
        total=sum(entry.total for entry in inside),
    )

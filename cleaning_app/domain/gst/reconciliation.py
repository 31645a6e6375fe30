"""Why an invoice's GST differs between the accrual and the cash basis of one period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleaning_app.domain.gst.accrual import IssuedInvoice


@dataclass(frozen=True)
class ReceivedTax:
    """Tax inside an invoice's receipts, in cents: before the period, and within it.

    `given_back` is the part of `within` that refunds and disputes took back, zero or negative.
    """

    before: int
    within: int
    given_back: int = 0


@dataclass(frozen=True)
class ReconciledInvoice:
    """One invoice on both bases, in cents, with the reason in plain words."""

    number: str
    tax_collectible: int
    tax_in_receipts: int
    reason: str

    @property
    def difference(self) -> int:
        """Accrual minus cash; summed over all invoices it is the difference of the two returns."""
        return self.tax_collectible - self.tax_in_receipts


def reconcile(
    invoice: IssuedInvoice, received: ReceivedTax, first: date, last: date, credited: int = 0
) -> ReconciledInvoice:
    """Lay one invoice's tax on both bases side by side for the period `first` … `last`.

    `credited` is the tax of its credit notes dated in the period, in cents.
    """
    issued_within = invoice.counts and first <= invoice.issued_on <= last
    collectible = (invoice.tax if issued_within else 0) - credited
    if collectible == received.within:
        reason = "agrees"
    elif credited:
        reason = "credited in this period"
    elif issued_within:
        reason = _reason_issued_within(received)
    else:
        reason = _reason_issued_elsewhere(invoice, received, first)
    return ReconciledInvoice(invoice.number, collectible, received.within, reason)


def _reason_issued_within(received: ReceivedTax) -> str:
    if received.given_back < 0:
        return "refunded in this period"
    if received.before > 0:
        return "paid in part before this period"
    if received.within == 0:
        return "not paid by the end of the period"
    return "paid in part by the end of the period"


def _reason_issued_elsewhere(invoice: IssuedInvoice, received: ReceivedTax, first: date) -> str:
    if not invoice.counts:
        return f"received on a {invoice.status} invoice"
    if received.within < 0:
        return "refund of an invoice of another period"
    if invoice.issued_on < first:
        return "invoiced earlier, paid in this period"
    return "paid in this period, invoiced later"

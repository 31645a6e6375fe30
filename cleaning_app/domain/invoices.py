"""What an invoice's state, balance, age and number follow from."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import NamedTuple

_NUMBER = re.compile(r"INV-([0-9]{4})-([0-9]{5,})")


class InvoiceStatus(StrEnum):
    """Where an invoice stands. Only draft, sent and void are ever set by hand."""

    DRAFT = "draft"
    SENT = "sent"
    PARTIAL = "partial"
    PAID = "paid"
    OVERDUE = "overdue"
    VOID = "void"


ISSUED = frozenset(InvoiceStatus) - {InvoiceStatus.DRAFT, InvoiceStatus.VOID}
"""Statuses that count as sales: everything but drafts and voids."""

OPEN = frozenset({InvoiceStatus.SENT, InvoiceStatus.PARTIAL, InvoiceStatus.OVERDUE})
"""Statuses with something still to be paid."""


class AgeingBucket(StrEnum):
    """How long past due, in days."""

    CURRENT = "current"
    DAYS_1_30 = "1-30"
    DAYS_31_60 = "31-60"
    DAYS_61_90 = "61-90"
    DAYS_OVER_90 = "90+"

    @property
    def label(self) -> str:
        """The bucket as shown to people."""
        return "Current" if self is AgeingBucket.CURRENT else f"{self.value.replace('-', '–')} days"


class Applied(NamedTuple):
    """A payment split into what the invoice takes and what becomes client credit, in cents."""

    to_invoice: int
    to_credit: int


def derive_status(
    state: InvoiceStatus | str, payable: int, paid: int, due_on: date | None, today: date
) -> InvoiceStatus:
    """The status an invoice shows.

    `state` is the stored one; `payable` (its total less credit notes) and `paid` (Σ succeeded
    payments, refunds negative) are cents, `today` is the date in the organisation's zone. Drafts and
    voids stay what they are. Money still owed after the due date makes it overdue, whether part
    was paid or nothing.
    """
    stored = InvoiceStatus(state)
    if stored in (InvoiceStatus.DRAFT, InvoiceStatus.VOID):
        return stored
    if paid >= payable:
        return InvoiceStatus.PAID
    if due_on is not None and due_on < today:
        return InvoiceStatus.OVERDUE
    return InvoiceStatus.PARTIAL if paid > 0 else InvoiceStatus.SENT


def split_overpayment(payable: int, paid_before: int, amount: int) -> Applied:
    """Split a new payment: up to the balance goes to the invoice, the rest is client credit."""
    if amount < 0:
        raise ValueError("a refund is not split")
    to_invoice = min(amount, max(0, payable - paid_before))
    return Applied(to_invoice, amount - to_invoice)


def credit_from(payable: int, paid: int) -> int:
    """The client credit an invoice holds once all its payments are counted, in cents."""
    return max(0, paid - payable)


def ageing_bucket(due_on: date, as_of: date) -> AgeingBucket:
    """The bucket of something due on `due_on`; on the due date itself it is still current."""
    late = (as_of - due_on).days
    if late <= 0:
        return AgeingBucket.CURRENT
    if late <= 30:
        return AgeingBucket.DAYS_1_30
    if late <= 60:
        return AgeingBucket.DAYS_31_60
    return AgeingBucket.DAYS_61_90 if late <= 90 else AgeingBucket.DAYS_OVER_90


def next_number(year: int, counter: int) -> str:
    """The invoice number for the counter's new value (the year's first is 1): INV-2026-00001."""
    if counter < 1 or not 1 <= year <= 9999:
        raise ValueError("invoice numbers start at 1 in a four-digit year")
    return f"INV-{year:04d}-{counter:05d}"


def parse_number(number: str) -> tuple[int, int] | None:
    """Year and counter of a number of ours, or None for a number of another make."""
    match = _NUMBER.fullmatch(number)
    return (int(match[1]), int(match[2])) if match else None

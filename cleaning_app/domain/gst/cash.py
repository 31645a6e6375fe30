"""GST on the cash basis: the tax inside each payment, adding up to the invoice's tax to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cleaning_app.money import share


@dataclass(frozen=True)
class Receipt:
    """One succeeded payment row, refunds and disputes negative; `received_at` is aware UTC."""

    id: str | UUID
    received_at: datetime
    amount_cents: int


@dataclass(frozen=True)
class Allocation:
    """A receipt with the tax inside it, in cents; negative when a refund gives tax back."""

    receipt: Receipt
    tax_cents: int


@dataclass(frozen=True)
class CashSummary:
    """Receipts of a period: how many rows, their signed sum, and the tax inside, in cents."""

    payments: int
    received: int
    tax: int


def tax_in(running: int, tax: int, total: int) -> int:
    """The tax inside the first `running` cents of an invoice, capped to 0…total.

    `round_half_up(tax × running ÷ total)`; nothing for an invoice that comes to nothing.
    """
    if total <= 0:
        return 0
    return share(tax, min(max(running, 0), total), total)


def allocate_cash(total: int, tax: int, receipts: Iterable[Receipt]) -> list[Allocation]:
    """Spread an invoice's tax over its receipts, in the order received (moment, then id).

    Each receipt gets the growth of `tax_in` over the running total, which is the plain sum so far
    (a window sum in SQL); only what is read from it is capped. So refunding what was overpaid gives
    no tax back. The id, compared as text, decides between receipts of the same moment.
    Receipts of the whole invoice's life are needed, also when only one period is of interest.
    An invoice paid in full has exactly its tax inside its receipts.
    """
    running = tax_before = 0
    found: list[Allocation] = []
    for receipt in sorted(receipts, key=lambda receipt: (receipt.received_at, str(receipt.id))):
        running += receipt.amount_cents
        tax_after = tax_in(running, tax, total)
        found.append(Allocation(receipt, tax_after - tax_before))
        tax_before = tax_after
    return found


def cash_summary(allocations: Iterable[Allocation], start: datetime, end: datetime) -> CashSummary:
    """Sum the allocations received in [start, end), UTC bounds of a period in the local zone.

    "Received" is the signed sum of all succeeded rows: refunds lower it, and overpayments count in
    full although no tax is inside their excess.
    """
    inside = [entry for entry in allocations if start <= entry.receipt.received_at < end]
    return CashSummary(
        payments=len(inside),
        received=sum(entry.receipt.amount_cents for entry in inside),
        tax=sum(entry.tax_cents for entry in inside),
    )

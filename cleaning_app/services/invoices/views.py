"""What pages and routes see of invoices: frozen rows, amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from cleaning_app.domain.invoices import OPEN, AgeingBucket, InvoiceStatus
from cleaning_app.services.audit import Entry


@dataclass(frozen=True)
class InvoiceRow:
    """One invoice in a list. `days_late` and `bucket` are of the organisation's today."""

    id: UUID
    number: str
    client_id: UUID
    client_name: str
    status: str
    issued_on: date
    due_on: date
    total_cents: int
    tax_cents: int
    paid_cents: int
    credited_cents: int
    currency: str
    days_late: int
    bucket: AgeingBucket | None
    version: int

    @property
    def balance_cents(self) -> int:
        """What is still owed; negative when more was paid than owed."""
        return self.total_cents - self.credited_cents - self.paid_cents


@dataclass(frozen=True)
class LineView:
    """One line, before the invoice's discount. `rate` is a fraction of one."""

    position: int
    description: str
    quantity: Decimal
    unit_price_cents: int
    amount_cents: int
    tax_code: str
    tax_name: str
    rate: Decimal
    provincial_rate: Decimal
    provincial_name: str


@dataclass(frozen=True)
class PaymentView:
    """One payment or refund (negative). `refundable_cents` is what is left of it to give back.

    `of_deposit`: it came from a deposit, or went back there. `by_stripe`: to its card it goes back
    through Stripe.
    """

    id: UUID
    amount_cents: int
    method: str
    status: str
    received_at: datetime
    note: str
    kind: str
    transfer_id: UUID | None
    refund_of_id: UUID | None
    refundable_cents: int
    of_deposit: bool
    by_stripe: bool

    @property
    def has_receipt(self) -> bool:
        """Whether money came or went back here: not for what was moved or a bank disputes."""
        return self.status == "succeeded" and self.kind == "payment"


@dataclass(frozen=True)
class InvoiceView:
    """An invoice with everything its page shows.

    `client_email` is empty for actors who may not write to clients. `history` is newest first.
    """

    id: UUID
    number: str
    status: InvoiceStatus
    client_id: UUID
    client_name: str
    client_email: str
    booking_id: UUID | None
    booking_number: int | None
    issued_on: date
    due_on: date
    currency: str
    subtotal_cents: int
    discount_cents: int
    discount_percent: Decimal | None
    taxable_cents: int
    zero_rated_cents: int
    exempt_cents: int
    tax_cents: int
    provincial_tax_cents: int
    total_cents: int
    paid_cents: int
    credited_cents: int
    sent_at: datetime | None
    voided_at: datetime | None
    void_reason: str
    notes: str
    days_late: int
    lines: list[LineView]
    payments: list[PaymentView]
    history: list[Entry]
    version: int

    @property
    def payable_cents(self) -> int:
        """What is to be paid in the end: the total less credit notes; nothing once it is void."""
        void = self.status is InvoiceStatus.VOID
        return 0 if void else self.total_cents - self.credited_cents

    @property
    def balance_cents(self) -> int:
        """What is still owed; never below zero, see `credit_cents`."""
        return max(0, self.payable_cents - self.paid_cents)

    @property
    def credit_cents(self) -> int:
        """What was paid beyond what is payable and isn't on its way back: the client's credit."""
        leaving = sum(min(0, p.amount_cents) for p in self.payments if p.status == "pending")
        return max(0, self.paid_cents + leaving - self.payable_cents)

    @property
    def may_edit(self) -> bool:
        """Only drafts are edited."""
        return self.status is InvoiceStatus.DRAFT

    @property
    def may_pay(self) -> bool:
        """Payments go on invoices that were sent."""
        return self.status in OPEN or self.status is InvoiceStatus.PAID

    @property
    def may_void(self) -> bool:
        """An invoice is voided while nothing is net received on it or credited; a deposit that went
        to it goes back by itself."""
        pending = any(payment.status == "pending" for payment in self.payments)
        received = self.paid_cents - sum(p.amount_cents for p in self.payments if p.of_deposit)
        return self.status is not InvoiceStatus.VOID and not (
            received or self.credited_cents or pending
        )


@dataclass(frozen=True)
class Tile:
    """How many invoices there are of a kind and what is owed on them, in cents."""

    count: int
    balance_cents: int
    total_cents: int

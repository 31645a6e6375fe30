"""What pages and routes see of deposits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cleaning_app.domain.bookings import CALLED_OFF
from cleaning_app.domain.deposits import missing_cents

COPIED = (
    "id", "booking_id", "client_id", "amount_cents", "held_cents", "currency", "status", "note",
    "created_at", "version",
)  # fmt: skip


@dataclass(frozen=True)
class DepositRow:
    """A deposit with its booking and client; amounts in cents."""

    id: UUID
    booking_id: UUID
    booking_number: int
    booking_status: str
    starts_at: datetime
    client_id: UUID
    client_name: str
    amount_cents: int
    held_cents: int
    currency: str
    status: str
    note: str
    created_at: datetime
    version: int

    @property
    def missing_cents(self) -> int:
        """What is asked for and has not come."""
        return missing_cents(self.status, self.amount_cents, self.held_cents)

    @property
    def to_settle(self) -> bool:
        """Held though its visit was called off: somebody decides what becomes of it."""
        return self.held_cents > 0 and self.booking_status in CALLED_OFF


@dataclass(frozen=True)
class Movement:
    """One row of money on a deposit, in cents; negative where it went back or on to an invoice."""

    id: UUID
    amount_cents: int
    kind: str
    method: str
    status: str
    received_at: datetime
    note: str
    transfer_id: UUID | None


@dataclass(frozen=True)
class Totals:
    """Count and cents of deposits that are asked for, held, and held of cancelled bookings."""

    asked: int
    asked_cents: int
    held: int
    held_cents: int
    to_settle: int
    to_settle_cents: int

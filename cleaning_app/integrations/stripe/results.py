"""What Stripe knows, as far as we look at it. Amounts in cents, moments in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Labels = Mapping[str, str]
"""What we wrote on an object of Stripe's (`metadata`), to know it again."""


@dataclass(frozen=True)
class Session:
    """A visit to Stripe's payment page. `status` is open, complete or expired."""

    id: str
    url: str
    status: str
    expires_at: datetime
    intent_id: str = ""
    setup_id: str = ""
    labels: Labels = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Card:
    """A saved card, by what may be shown of it; `owner` is the name given with it."""

    method_id: str
    customer_id: str
    owner: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True)
class BalanceMove:
    """What a dispute took out of our balance (negative) or brought back."""

    id: str
    cents: int
    fee_cents: int
    at: datetime


@dataclass(frozen=True)
class Refund:
    """Money on its way back. `status` is pending, requires_action, succeeded, failed or canceled."""

    id: str
    cents: int
    status: str
    at: datetime
    labels: Labels = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Dispute:
    """A client's bank that wants a payment back. `evidence_due_at` is None once nothing more can be
    said."""

    id: str
    status: str
    reason: str
    cents: int
    at: datetime
    evidence_due_at: datetime | None
    moves: tuple[BalanceMove, ...] = ()


@dataclass(frozen=True)
class Charge:
    """Money that was taken. `settled_at` is when it came into our balance, None while it hasn't."""

    id: str
    cents: int
    at: datetime
    fee_cents: int
    settled_at: datetime | None
    is_disputed: bool


@dataclass(frozen=True)
class Intent:
    """One payment, with everything that has become of it.

    `status` is Stripe's: requires_payment_method, requires_confirmation, requires_action,
    processing, requires_capture, canceled or succeeded. `failure` is why the last try failed, as a
    code, "" when it didn't.
    """

    id: str
    status: str
    cents: int
    currency: str
    created_at: datetime
    labels: Labels
    failure: str = ""
    charge: Charge | None = None
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()

"""A pay sheet as screens and files get it, and as it is kept once approved. Amounts in cents, time in
minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from cleaning_app.domain.payroll import PayPeriod, Rate


@dataclass(frozen=True)
class Visit:
    """One visit's clocked time, on the day its first stretch began."""

    booking_id: UUID
    number: int
    client: str
    day: date
    started_at: datetime
    ended_at: datetime | None
    minutes: int
    is_running: bool


@dataclass(frozen=True)
class PayDay:
    """A day of a worker's: minutes at the plain rate, at one and a half, at double."""

    day: date
    regular: int
    overtime: int
    double: int

    @property
    def minutes(self) -> int:
        return self.regular + self.overtime + self.double


@dataclass(frozen=True)
class Item:
    """An amount beside the hours."""

    id: UUID
    kind: str
    occurred_on: date
    amount_cents: int
    description: str


@dataclass(frozen=True)
class Adjustment:
    """What an approved period would say differently by now; paid with this one."""

    period: str
    label: str
    cents: int


@dataclass(frozen=True)
class Unclocked:
    """A visit that should have taken place and has no time on any clock of this worker's. Its
    planned minutes are shown, never paid."""

    booking_id: UUID
    number: int
    client: str
    worker_id: UUID
    worker: str
    day: date
    minutes: int


@dataclass(frozen=True)
class PayRow:
    """What a worker gets for a period. `rate_cents` is the rate of its last day; `rates` are all that
    were paid in it, the first from its start (none in sheets that were kept before rates had days)."""

    worker_id: UUID
    worker: str
    rate_cents: int
    regular: int
    overtime: int
    double: int
    wages_cents: int
    tips_cents: int
    reimbursed_cents: int
    other_cents: int
    adjusted_cents: int
    days: list[PayDay]
    items: list[Item]
    adjustments: list[Adjustment]
    rates: list[Rate] = field(default_factory=list[Rate])

    @property
    def rates_paid(self) -> list[Rate]:
        return self.rates or [Rate(None, self.rate_cents)]

    @property
    def minutes(self) -> int:
        return self.regular + self.overtime + self.double

    @property
    def own_cents(self) -> int:
        """What this period itself comes to, without adjustments of earlier ones."""
        return self.wages_cents + self.tips_cents + self.reimbursed_cents + self.other_cents

    @property
    def total_cents(self) -> int:
        return self.own_cents + self.adjusted_cents


@dataclass(frozen=True)
class Sheet:
    """A period's pay. `digest` is a fingerprint of the figures; approving needs the one that was
    seen. Once `approved_at` is set, rows are the kept copy."""

    period: PayPeriod
    rule: str
    rule_words: str
    rows: list[PayRow]
    unclocked: list[Unclocked]
    running: list[Visit]
    digest: str
    is_over: bool
    approval_id: UUID | None
    approved_at: datetime | None
    approved_by: str

    @property
    def total_cents(self) -> int:
        return sum(row.total_cents for row in self.rows)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

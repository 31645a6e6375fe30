"""What pages and routes see of bookings: frozen rows, times in UTC, amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.domain.policies import (
    CancellationTerms,
    DepositDecision,
    Move,
    RiskAssessment,
    Tier,
)
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.soft_rules import needs_reason
from cleaning_app.services.audit import Entry
from cleaning_app.services.clients import AddressDetail


@dataclass(frozen=True)
class WorkerRef:
    """A worker by name."""

    id: UUID
    name: str


@dataclass(frozen=True)
class BookingRow:
    """One booking in a list."""

    id: UUID
    number: int
    client_id: UUID
    client: str
    area: str
    service_id: UUID
    service: str
    colour: str
    starts_at: datetime
    ends_at: datetime
    status: str
    price_cents: int
    crew: list[WorkerRef]
    series_id: UUID | None
    created_at: datetime
    version: int

    @property
    def minutes(self) -> int:
        """The planned length."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True)
class ClientBrief:
    """The client of a booking, with what the office wants to know beside it.

    E-mail and phone are masked or None by what the actor may see; `owed_cents` is None without
    permission for invoices.
    """

    id: UUID
    name: str
    email: str | None
    phone: str | None
    is_blocked: bool
    visits: int
    owed_cents: int | None


@dataclass(frozen=True)
class CrewMember:
    """A worker on a booking. The phone is None for who doesn't dispatch."""

    id: UUID
    name: str
    phone: str | None
    skills: list[str]


@dataclass(frozen=True)
class InvoiceBrief:
    """The live invoice of a booking."""

    id: UUID
    number: str
    status: str
    total_cents: int
    paid_cents: int


@dataclass(frozen=True)
class Warned:
    """A soft rule that a booking breaks; `worker_id` is None when it concerns nobody alone."""

    rule: str
    message: str
    worker_id: UUID | None = None
    worker: str = ""

    @property
    def needs_reason(self) -> bool:
        """Whether somebody has to say why it is done all the same."""
        return needs_reason(self.rule)

    def as_json(self) -> dict[str, str | None]:
        """Plain JSON."""
        worker_id = str(self.worker_id) if self.worker_id else None
        return {
            "rule": self.rule,
            "message": self.message,
            "worker_id": worker_id,
            "worker": self.worker,
        }


@dataclass(frozen=True)
class Extra:
    """An add-on with its price now, in cents each, and the minutes it adds."""

    key: str
    name: str
    quantity: int
    unit_cents: int
    minutes: int

    @property
    def total_cents(self) -> int:
        return self.unit_cents * self.quantity


@dataclass(frozen=True)
class BookingDetail:
    """One booking with everything its page shows.

    `next_statuses` are those the state machine allows now. `invoice` is None without one, and for
    who may not see invoices. `is_late`: it should have begun and has not; `is_overrunning`: it
    should have ended and has not. `deposit`, `terms` (of cancelling) and `risk` are those frozen
    when it was made, None for imported ones that were over. `move_outlook` is what a move that the
    client asks for now would come to, None when it is over. `series_on` is the day of its
    series' rule it stands for. `extras` are in the price; `quoted` is
    what it was worked out from (list version, home, result), empty when it wasn't estimated.
    `history` is newest first.
    """

    id: UUID
    number: int
    status: BookingStatus
    source: str
    client: ClientBrief
    address: AddressDetail | None
    service_id: UUID
    service: str
    colour: str
    team_id: UUID | None
    series_id: UUID | None
    series_on: date | None
    starts_at: datetime
    ends_at: datetime
    earliest_start: datetime | None
    latest_start: datetime | None
    crew: list[CrewMember]
    price_cents: int
    notes: str
    has_access_notes: bool
    consent_photos: bool
    started_at: datetime | None
    finished_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    cancel_fee_cents: int
    move_fee_cents: int
    deleted_at: datetime | None
    created_at: datetime
    version: int
    deposit: DepositDecision | None
    terms: CancellationTerms | None
    move_outlook: Move | None
    risk: RiskAssessment | None
    extras: list[Extra]
    quoted: dict[str, Any]
    invoice: InvoiceBrief | None
    next_statuses: list[str]
    is_today: bool
    is_late: bool
    is_overrunning: bool
    warnings: list[Warned]
    history: list[Entry]

    @property
    def minutes(self) -> int:
        """The planned length."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True)
class Saved:
    """A booking was made or changed; `warnings` are soft rules it breaks all the same."""

    id: UUID
    number: int
    version: int
    warnings: list[Warned]


@dataclass(frozen=True)
class Placement:
    """When a booking is and who is on it."""

    starts_at: datetime
    minutes: int
    crew: tuple[UUID, ...]

    @property
    def when(self) -> Interval:
        """From start to end."""
        return Interval.lasting(self.starts_at, self.minutes)


@dataclass(frozen=True)
class Moved:
    """A booking was put elsewhere. Undo: `reschedule` back to `before`, giving back `fee_cents`.

    `fee_cents` is what the client pays for asking for another time; None when the office moved it.
    """

    id: UUID
    number: int
    client: str
    before: Placement
    after: Placement
    version: int
    warnings: list[Warned]
    fee_cents: int | None = None
    in_series: bool = False

    @property
    def joined(self) -> tuple[UUID, ...]:
        """Workers who are on it now and were not."""
        return tuple(id for id in self.after.crew if id not in self.before.crew)

    @property
    def left(self) -> tuple[UUID, ...]:
        """Workers who were on it and no longer are."""
        return tuple(id for id in self.before.crew if id not in self.after.crew)


@dataclass(frozen=True)
class Advanced:
    """A booking took its next status."""

    id: UUID
    number: int
    before: str
    after: str
    version: int


@dataclass(frozen=True)
class Cancelled:
    """A booking was cancelled (or would be): what it costs, by the terms frozen in it.

    `refund_cents` goes back to the client, `owed_cents` is still to be paid.
    """

    id: UUID
    number: int
    tier: Tier
    fee_cents: int
    refund_cents: int
    owed_cents: int
    version: int

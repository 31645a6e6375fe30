"""What the books must say, kept in plain Python: the simplest thing that could be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

LIVE = {"pending", "confirmed", "in_progress"}
STEPS = {
    "confirm": ("pending", "confirmed"),
    "start": ("confirmed", "in_progress"),
    "finish": ("in_progress", "completed"),
    "no_show": ("confirmed", "no_show"),
}


@dataclass
class Visit:
    """A booking."""

    id: UUID
    starts_at: datetime
    minutes: int
    status: str
    price: int
    crew: frozenset[UUID]
    deleted: bool = False
    cancelled_at: datetime | None = None
    before_cancel: str = ""
    unsent: list[tuple[str, datetime]] = field(default_factory=list)
    held_back: bool = False

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def occupies(self) -> bool:
        return self.status in LIVE and not self.deleted

    def overlaps(self, start: datetime, minutes: int) -> bool:
        return self.starts_at < start + timedelta(minutes=minutes) and start < self.ends_at


@dataclass
class Bill:
    """An invoice and what was paid on it: payment id → (amount, given back of it)."""

    id: UUID
    visit: UUID
    total: int
    due_on: date
    status: str = "draft"
    payments: dict[UUID, tuple[int, int]] = field(default_factory=dict)

    @property
    def received(self) -> int:
        return sum(amount - back for amount, back in self.payments.values())

    def settle(self, today: date) -> None:
        """The status that follows from money and dates."""
        if self.received >= self.total:
            self.status = "paid"
        elif self.due_on < today:
            self.status = "overdue"
        else:
            self.status = "partial" if self.received > 0 else "sent"


@dataclass
class Model:
    """Everything the company has done so far."""

    visits: dict[UUID, Visit] = field(default_factory=dict)
    bills: dict[UUID, Bill] = field(default_factory=dict)
    audit_rows: int = 0
    messages: Counter[tuple[str, UUID]] = field(default_factory=Counter)

    def are_busy(
        self, crew: Iterable[UUID], start: datetime, minutes: int, but: Visit | None = None
    ) -> bool:
        """Whether one of them has another live visit then."""
        taken = {
            worker
            for visit in self.visits.values()
            if visit.occupies and visit is not but and visit.overlaps(start, minutes)
            for worker in visit.crew
        }
        return not taken.isdisjoint(crew)

    def live_bill(self, visit: Visit) -> Bill | None:
        """The visit's invoice that is not void."""
        found = [b for b in self.bills.values() if b.visit == visit.id and b.status != "void"]
        assert len(found) <= 1
        return found[0] if found else None

    def tell(self, visit: Visit, template: str, was: datetime | None = None) -> None:
        """Queue an e-mail about a visit; one that has not left is overtaken."""
        visit.unsent = [(template, was or visit.starts_at)]
        self.messages[(template, visit.id)] += 1

    def tell_moved(self, visit: Visit, before: datetime) -> None:
        """Moves before an e-mail leaves make one e-mail, or none when it is back where it was."""
        unsent, visit.unsent = visit.unsent, []
        if any(template == "booking_confirmed" for template, _ in unsent):
            self.tell(visit, "booking_confirmed")
            return
        for template, was in unsent:
            if template == "booking_moved":
                before = was
        if before != visit.starts_at:
            self.tell(visit, "booking_moved", before)

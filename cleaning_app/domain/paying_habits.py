"""When an invoice will probably be paid, judged by how long its client took before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Final
from uuid import UUID

ENOUGH: Final = 3
"""How many paid invoices make a habit."""


@dataclass(frozen=True)
class Habits:
    """How many days after the invoice each client's earlier ones were paid, and everybody's."""

    clients: Mapping[UUID, Sequence[int]]
    company: Sequence[int]

    def of(self, client_id: UUID) -> int | None:
        """The days an invoice sent today takes; None when nobody ever paid one."""
        return _median(self.own(client_id) or self.company, 0)

    def own(self, client_id: UUID) -> Sequence[int]:
        """The client's own days, none while they are too few to be a habit."""
        own = self.clients.get(client_id, ())
        return own if len(own) >= ENOUGH else ()


def expected_on(issued_on: date, client_id: UUID, habits: Habits, today: date) -> date | None:
    """The day by which half of the invoices that waited as long as this one has were paid.

    Judged by the client's own invoices, by everybody's while the client has fewer than ENOUGH or
    never took so long. None when nobody ever took so long and still paid: do not count on it.
    Always after today.
    """
    tomorrow = today + timedelta(days=1)
    waited = (tomorrow - issued_on).days
    for known in (habits.own(client_id), habits.company):
        days = _median(known, waited)
        if days is not None:
            return issued_on + timedelta(days=days)
    return None


def _median(days: Sequence[int], least: int) -> int | None:
    """The middle of those that are at least `least`, the lower of two."""
    longer = [one for one in days if one >= least]
    return median_low(longer) if longer else None

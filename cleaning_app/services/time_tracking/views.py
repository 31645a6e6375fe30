"""What pages and routes see of clocks: frozen, times in UTC, lengths in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cleaning_app.domain.time_tracking import ran_over


@dataclass(frozen=True)
class Span:
    """A stretch on the clock; without an end it still runs."""

    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Clock:
    """A worker's clock on one booking. `worked_seconds` leaves breaks out and, while it runs,
    counts up to the moment it was read; `running_since` is when the running stretch began."""

    booking_id: UUID
    worker_id: UUID
    worker: str
    state: str
    planned_minutes: int
    worked_seconds: int
    running_since: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    overrun_reason: str | None
    overrun_note: str
    spans: list[Span]
    version: int

    @property
    def is_overrun(self) -> bool:
        """More than 120% of the plan."""
        return ran_over(self.worked_seconds, self.planned_minutes)


@dataclass(frozen=True)
class Tapped:
    """What a tap did. `again`: it was already so, and nothing changed. `offers_completion`: nobody
    is on the clock any more, so the booking can be completed with one more tap."""

    clock: Clock
    again: bool
    offers_completion: bool

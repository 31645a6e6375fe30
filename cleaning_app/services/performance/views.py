"""A worker's performance as pages and files get it. Minutes and cents; None where nothing can be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from cleaning_app.domain.performance import percent


@dataclass(frozen=True)
class Performance:
    """A worker in a period.

    `worked` and `planned` compare finished clocks only; `starts` were clocked, `on_time` of them
    within the grace; `stars` is the average of the `rated` visits, with one decimal. Revenue is the
    worker's equal share of each completed job's price, labour their worked time at their rate; both
    are None for who may not see money.
    """

    worker_id: UUID
    worker: str
    is_active: bool
    jobs: int
    worked: int
    planned: int
    starts: int
    on_time: int
    overruns: int
    no_shows: int
    cancelled: int
    stars: Decimal | None
    rated: int
    booked: int
    available: int
    revenue_cents: int | None
    labour_cents: int | None

    @property
    def on_time_percent(self) -> int | None:
        return percent(self.on_time, self.starts)

    @property
    def pace_percent(self) -> int | None:
        """Worked time in percent of the plan: over 100 is slower than planned."""
        return percent(self.worked, self.planned)

    @property
    def used_percent(self) -> int | None:
        """Booked time in percent of the time they could have worked."""
        return percent(self.booked, self.available)

    @property
    def margin_cents(self) -> int | None:
        if self.revenue_cents is None or self.labour_cents is None:
            return None
        return self.revenue_cents - self.labour_cents


@dataclass(frozen=True)
class Week:
    """A week's worked minutes, from its Monday."""

    monday: date
    minutes: int


@dataclass(frozen=True)
class Overrun:
    """A job that took more than 120% of its plan, and why."""

    booking_id: UUID
    client: str
    day: date
    worked: int
    planned: int
    reason: str
    note: str


@dataclass(frozen=True)
class Late:
    """A clock that started after the grace."""

    booking_id: UUID
    client: str
    planned_at: datetime
    started_at: datetime
    minutes: int


@dataclass(frozen=True)
class Detail:
    """One worker's page: the figures and the rows behind them, the newest first."""

    figures: Performance
    weeks: list[Week]
    overruns: list[Overrun]
    late: list[Late]

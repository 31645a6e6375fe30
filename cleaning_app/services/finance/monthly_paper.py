"""The monthly report as a paper: the month beside the month before and the same month a year ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cleaning_app.services.papers.paper import Paper, file_name


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A figure of the month with what it is compared to in words; `tone` is good, bad or ""."""

    label: str
    month_cents: int
    said: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A month of the drawing, in cents; the last one is the report's own."""

    label: str
    revenue: int
    profit: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line in three columns. `kind` is line, sum or result."""

    label: str
    kind: str
    month_cents: int
    before_cents: int
    year_cents: int
    change: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a whole, its size in thousandths of it for a bar; `note` stands beside it."""

    label: str
    note: str
    part_cents: int
    size: int


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What was spent of a month's budget; `size` in thousandths of it, at most 1000."""

    label: str
    spent_cents: int
    budget_cents: int
    left: str
    size: int
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service's jobs in the month."""

    label: str
    jobs: int
    revenue_cents: int
    labour_cents: int
    margin_cents: int
    percent: str


@dataclass(frozen=True, kw_only=True)
class Gst:
    """The position of the return that the month belongs to, up to the month's end."""

    period: str
    due: date
    basis: str
    collected_cents: int
    credits_cents: int
    prepaid_cents: int
    balance_cents: int


@dataclass(frozen=True, kw_only=True)
class MonthlyReport(Paper):
    """A month of the company's, on one to three pages. `last` is its last day, or today while it runs."""

    template: ClassVar[str] = "monthly"

    month: str
    before: str
    year: str
    last: date
    is_running: bool
    tiles: tuple[Tile, ...]
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    cash: tuple[Line, ...]
    owed_cents: int
    owed_note: str
    ages: tuple[Part, ...]
    clients: tuple[Part, ...]
    services: tuple[Service, ...]
    jobs: Service | None
    budgets: tuple[Budget, ...]
    gst: Gst

    @property
    def title(self) -> str:
        return f"Monthly report · {self.month}"

    @property
    def filename(self) -> str:
        return file_name(f"monthly-report-{self.last:%Y-%m}")

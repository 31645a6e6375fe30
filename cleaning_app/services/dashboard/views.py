"""What the dashboard shows. Amounts in cents, moments in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

MOST_OF_A_KIND: Final = 3
"""Needs of one kind that are named one by one; the others share a line that leads to them."""


@dataclass(frozen=True)
class Kpi:
    """One figure with the seven points before it, the last of them now.

    `key` is "jobs", "revenue", "unassigned" or "owed"; `unit` "count" or "cents". `second` goes
    with it: minutes available today, last week's cents, nothing, cents over 90 days. `percent`: how
    full today is, or the change on last week; None where there is nothing to compare. `at`: when
    the first unassigned job is.
    """

    key: str
    unit: str
    value: int
    second: int
    percent: int | None
    points: list[int]
    href: str
    at: datetime | None = None


@dataclass(frozen=True)
class Target:
    """What the button of a need does: opens `href`; or, when it names a worker, assigns them."""

    label: str
    href: str
    booking_id: UUID | None = None
    worker_id: UUID | None = None


@dataclass(frozen=True)
class Need:
    """Something that needs a hand. `tone` is "red" (today), "amber" (soon) or "grey" (when you can)."""

    kind: str
    tone: str
    title: str
    detail: str
    target: Target


@dataclass(frozen=True)
class StripJob:
    """A job on today's strip: minutes after the strip's start, and how long."""

    booking_id: UUID
    client: str
    offset: int
    minutes: int
    colour: str
    status: str


@dataclass(frozen=True)
class StripRow:
    """One worker's line on today's strip."""

    worker_id: UUID
    worker: str
    jobs: list[StripJob]


@dataclass(frozen=True)
class Upcoming:
    """A job of the next 24 hours."""

    booking_id: UUID
    number: int
    client: str
    service: str
    area: str
    starts_at: datetime
    ends_at: datetime
    status: str
    crew: list[str]


@dataclass(frozen=True)
class Activity:
    """Something that happened lately, in words: `what` ("Chloé started"), `about` ("Gwen Abbott")."""

    at: datetime
    what: str
    about: str
    href: str


@dataclass(frozen=True)
class Dashboard:
    """Today in one look, as far as the actor may see it.

    The strip begins at `strip_start` and lasts `strip_minutes`, whole hours around today's work.
    """

    day: date
    kpis: list[Kpi]
    needs: list[Need]
    strip: list[StripRow]
    strip_start: datetime
    strip_minutes: int
    upcoming: list[Upcoming]
    lately: list[Activity]

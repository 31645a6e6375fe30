"""What the dispatch board is told: rows, jobs on wall clocks, time off, drives and totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cleaning_app.domain.travel import Place


@dataclass(frozen=True)
class CrewRow:
    """One worker's row: how many jobs and minutes they have, and what they can do."""

    id: UUID
    name: str
    skills: list[str]
    jobs: int
    minutes: int


@dataclass(frozen=True)
class BoardEntry:
    """One booking on the board; `crew` is empty while unassigned.

    `start` is the wall clock ("2026-11-23T09:30"), `fold` 1 for the second of two equal times;
    `window` is what the client was promised ("13:00–17:00"); `locked` ones cannot be moved; `place`
    is None while nobody knows where the address lies.
    """

    id: UUID
    number: int
    client_id: UUID
    client: str
    area: str
    service: str
    colour: str
    status: str
    starts_at: datetime
    start: str
    fold: int
    minutes: int
    crew: tuple[UUID, ...]
    price_cents: int
    version: int
    window: str
    warning: str
    locked: bool
    place: Place | None


@dataclass(frozen=True)
class Glance:
    """A booking as one line of a calendar; `start` and `fold` as in `BoardEntry`."""

    id: UUID
    client: str
    start: str
    fold: int
    minutes: int
    colour: str
    status: str
    is_open: bool
    locked: bool


@dataclass(frozen=True)
class MonthDay:
    """A day of a month: what is counted, and its first few bookings, those nobody is on before others.

    `booked_cents` is None for who may not see money; `note` names a holiday or a day off for all.
    """

    date: date
    jobs: int
    unassigned: int
    booked_cents: int | None
    note: str
    glances: list[Glance]


@dataclass(frozen=True)
class TeamDay:
    """A team's day: minutes are people's, `off` how many of them do not work though they usually do."""

    date: date
    jobs: int
    minutes_booked: int
    minutes_available: int
    off: int
    glances: list[Glance]


@dataclass(frozen=True)
class TeamLine:
    """A team and its days. Without an id: "" for who is in none, or what nobody is on yet."""

    id: UUID | None
    name: str
    people: int
    days: list[TeamDay]


@dataclass(frozen=True)
class TeamWeek:
    """Teams by days, and what lies on none of them."""

    days: list[date]
    minutes: list[int]
    lines: list[TeamLine]
    open: list[TeamDay]
    totals: list[Totals]
    holidays: dict[date, str]


@dataclass(frozen=True)
class BlockedSpan:
    """Time off on one row; without a worker it is everybody's."""

    id: UUID
    worker_id: UUID | None
    start: str
    fold: int
    minutes: int
    label: str


@dataclass(frozen=True)
class Drive:
    """Minutes on the road between two jobs that follow one another on a worker's row."""

    worker_id: UUID
    from_id: UUID
    to_id: UUID
    minutes: int


@dataclass(frozen=True)
class Totals:
    """The strip above the board. Minutes booked and available are people's, not jobs'."""

    jobs: int
    booked_cents: int
    minutes_booked: int
    minutes_available: int
    minutes_driving: int
    unassigned: int


@dataclass(frozen=True)
class Plan:
    """One day or several. `minutes` is each day's real length (1380 and 1500 when clocks change);
    `opens` and `closes` are the usual hours ("08:00"); `totals` has one entry a day; `buffer_minutes`
    should be left between two jobs beside the drive."""

    days: list[date]
    minutes: list[int]
    opens: str
    closes: str
    rows: list[CrewRow]
    jobs: list[BoardEntry]
    blocks: list[BlockedSpan]
    drives: list[Drive]
    totals: list[Totals]
    holidays: dict[date, str]
    buffer_minutes: int


@dataclass(frozen=True)
class Timeline:
    """One worker's days: the plan with only their jobs, and when they do not work by their hours."""

    worker_id: UUID
    name: str
    plan: Plan
    closed: list[BlockedSpan]

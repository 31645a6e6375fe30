"""What the dispatch board is told: rows, jobs on wall clocks, time off, drives and totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


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
    `window` is what the client was promised ("13:00–17:00"); `locked` ones cannot be moved.
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
    `opens` and `closes` are the usual hours ("08:00"); `totals` has one entry a day."""

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

"""What the dispatch board is told: rows, jobs on wall clocks, time off, drives and totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cleaning_app.domain.travel import Place


@dataclass(frozen=True)
class CrewRow:
    """One worker's row: how many jobs and minutes they have, and what they can do; `works` says
    whether anything could be booked with them at all on the shown days."""

    id: UUID
    name: str
    skills: list[str]
    jobs: int
    minutes: int
    works: bool


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
    """A booking as one line of a calendar; `start` and `fold` as in `BoardEntry`, `end` likewise."""

    id: UUID
    client: str
    service: str
    start: str
    fold: int
    end: str
    minutes: int
    colour: str
    status: str
    is_open: bool
    locked: bool
    version: int


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
class LaneDay:
    """A lane's day: minutes are people's, `off` how many of them do not work though they usually do.

    `works` says whether somebody's weekly hours touch it, `why_off` what keeps all of them away.
    """

    date: date
    jobs: int
    minutes_booked: int
    minutes_available: int
    off: int
    glances: list[Glance]
    works: bool = True
    why_off: str = ""


@dataclass(frozen=True)
class Lane:
    """A worker or a team and their days; without an id: who is in no team."""

    id: UUID | None
    name: str
    people: int
    days: list[LaneDay]
    skills: list[str]


@dataclass(frozen=True)
class LaneWeek:
    """Workers or teams by days, and what nobody is on."""

    days: list[date]
    minutes: list[int]
    lanes: list[Lane]
    open: list[LaneDay]
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
    should be left between two jobs beside the drive; `closed` are the hours outside a worker's own,
    without words."""

    days: list[date]
    minutes: list[int]
    opens: str
    closes: str
    rows: list[CrewRow]
    jobs: list[BoardEntry]
    blocks: list[BlockedSpan]
    closed: list[BlockedSpan]
    drives: list[Drive]
    totals: list[Totals]
    holidays: dict[date, str]
    buffer_minutes: int


@dataclass(frozen=True)
class Timeline:
    """One worker's days: the plan with only their jobs."""

    worker_id: UUID
    name: str
    plan: Plan

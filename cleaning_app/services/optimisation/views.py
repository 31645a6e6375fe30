"""What pages and routes see of the optimiser: runs, proposals, moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Totals:
    """Sums over the crews of a proposal: metres and minutes from home and back, minutes beyond
    hours, minutes later than promised, and jobs that nobody does."""

    metres: int
    driving: int
    overtime: int
    late: int
    unassigned: int


@dataclass(frozen=True)
class Spot:
    """When a job is and who does it; `who` is "" for nobody."""

    starts_at: datetime
    crew: tuple[UUID, ...]
    who: str


@dataclass(frozen=True)
class Move:
    """One job that would go elsewhere, and why, in a line.

    `tells_client`: applying it writes to the client, who was promised another start. `breaks`: the
    soft rules it broke when it was found, which the plan put up with (see `rules`).
    """

    stop: str
    day: int
    booking_id: UUID
    number: int
    client: str
    service: str
    version: int
    minutes: int
    before: Spot
    after: Spot
    why: str
    tells_client: bool
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """One job of a route; `drive` is the way there in minutes."""

    stop: str
    number: int
    client: str
    area: str
    starts_at: datetime
    minutes: int
    drive: int
    moved: bool


@dataclass(frozen=True)
class CrewRoute:
    """What one crew would do."""

    day: int
    who: str
    calls: tuple[Call, ...]
    metres_before: int
    metres: int
    overtime: int


@dataclass(frozen=True)
class LeftOut:
    """A job that nobody can do, and why, in a line."""

    stop: str
    day: int
    booking_id: UUID
    number: int
    client: str
    starts_at: datetime
    why: str


@dataclass(frozen=True)
class Proposal:
    """What came out of a run. `checked` rules were looked at by the independent checker."""

    before: Totals
    after: Totals
    moves: tuple[Move, ...]
    routes: tuple[CrewRoute, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Run:
    """One run. `progress` has at, of (seconds), metres, metres_before and unassigned."""

    id: UUID
    kind: str
    day: date
    status: str
    worker_id: UUID | None
    worker: str
    wishes: dict[str, Any]
    progress: dict[str, Any]
    proposal: Proposal | None
    error: str
    created_at: datetime
    created_by: str
    applied_moves: int = 0
    chosen: tuple[str, ...] = field(default=())

    @property
    def is_active(self) -> bool:
        """Whether a runner has it or will have it."""
        return self.status in {"queued", "running"}


@dataclass(frozen=True)
class OtherCrew:
    """A crew that does not do a job, and why, in words."""

    who: str
    why: str
    is_possible: bool


@dataclass(frozen=True)
class Movable:
    """A job of a day that is to be planned. It `stays` when it has begun, or is about to."""

    booking_id: UUID
    number: int
    client: str
    service: str
    area: str
    starts_at: datetime
    minutes: int
    crew: tuple[str, ...]
    stays: bool


@dataclass(frozen=True)
class Person:
    """A worker, and on how many of the jobs they are."""

    id: UUID
    name: str
    jobs: int


@dataclass(frozen=True)
class Outlook:
    """What a search would be about: jobs by start, workers by name."""

    jobs: tuple[Movable, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True)
class MapStop:
    """A stop of a plan where it is; `crew` and `who` are "" for nobody, `order` counts the crew's
    day, `lat` and `lng` are None while nobody knows the place."""

    stop: str
    day: int
    crew: str
    who: str
    order: int
    starts_at: datetime
    client: str
    area: str
    lat: float | None
    lng: float | None
    moved: bool


@dataclass(frozen=True)
class OnMap:
    """The stops of a run as they were and as they would be."""

    before: tuple[MapStop, ...]
    after: tuple[MapStop, ...]

"""What may move: for somebody who wants a better day, and for somebody who is a worker short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cleaning_app.domain.routing.problem import Slot
from cleaning_app.services.optimisation.hours import minutes_after
from cleaning_app.services.optimisation.wishes import Absence, Wishes
from cleaning_app.services.rota import Job

LEAD_MINUTES = 30
"""What starts sooner than this is left as it is: its crew is on the way."""

CHANGE_COST = 1_500
"""Metres that a change of crew has to save; less is not worth telling anybody."""
TIME_COST = 1_500
"""Metres that another start has to save: a client hears of it, even within a window."""
UNFIT_COST = 200_000
"""Metres that would be driven to take a job from who lacks the skill, or is not wanted."""
OTHERS_COST = 60_000
"""Metres that would be driven rather than take a job from somebody who is there."""
OTHER_TIME_COST = 300_000
"""Metres that would be driven rather than give a client another time."""
ABSENCE_OVERTIME = 120
ABSENCE_SHIFT = 120
"""How far a job of somebody who is out may move when nothing was promised but its start."""


@dataclass(frozen=True)
class BetterDay:
    """Moves what the wishes allow."""

    wishes: Wishes
    origin: datetime
    soon: int

    @property
    def overtime(self) -> int:
        return self.wishes.overtime

    @property
    def lunch(self) -> bool:
        return self.wishes.lunch

    @property
    def unfit(self) -> int:
        return UNFIT_COST

    def slots(self, job: Job, start: int, seat: UUID | None) -> tuple[Slot, ...] | None:
        kept = job.status == "in_progress" or start < self.soon or job.id in self.wishes.pinned
        if (
            kept
            or any(map(self.is_left_alone, job.crew))
            or seat is not None
            or (self.wishes.moves == "unassigned" and job.crew)
        ):
            return None
        if self.wishes.moves == "crews":
            return (Slot(start, start),)
        span = _promised(job, start, self.wishes.shift, self.origin, self.soon)
        return (Slot(start, start), span._replace(cost=TIME_COST))

    def reluctance(self, job: Job, seat: UUID | None) -> int:
        return CHANGE_COST

    def is_away(self, worker_id: UUID) -> bool:
        return False

    def is_left_alone(self, worker_id: UUID) -> bool:
        return worker_id in self.wishes.left_alone


@dataclass(frozen=True)
class WorkerOut:
    """Finds somebody for the jobs of a worker who is out; takes from others only to keep a promise.

    What they have begun they are thought to finish.
    """

    absence: Absence
    origin: datetime
    soon: int
    overtime: int = ABSENCE_OVERTIME
    lunch: bool = False
    unfit: int = 0
    """Today is not the day to put right who does what."""

    def slots(self, job: Job, start: int, seat: UUID | None) -> tuple[Slot, ...] | None:
        if self.is_orphan(job):
            exact = Slot(start, start)
            if seat is not None:
                return (exact,) if seat == self.absence.worker_id else None
            span = _promised(job, start, ABSENCE_SHIFT, self.origin, self.soon)
            return (exact, Slot(span.earliest, span.latest, OTHER_TIME_COST))
        if job.status == "in_progress" or start < self.soon or seat is not None:
            return None
        return (Slot(start, start),) if len(job.crew) == 1 else None

    def reluctance(self, job: Job, seat: UUID | None) -> int:
        return OTHERS_COST

    def is_away(self, worker_id: UUID) -> bool:
        return worker_id == self.absence.worker_id

    def is_left_alone(self, worker_id: UUID) -> bool:
        return False

    def is_orphan(self, job: Job) -> bool:
        """Whether a job loses somebody."""
        return (
            self.absence.worker_id in job.crew
            and job.status != "in_progress"
            and job.ends_at > self.absence.since
        )


def _promised(job: Job, start: int, shift: int, origin: datetime, soon: int) -> Slot:
    """The window a client was promised, or `shift` around a start; its start today always fits."""
    earliest = _or(job.earliest_start, origin, start - shift)
    latest = _or(job.latest_start, origin, start + shift)
    if job.earliest_start is None and job.latest_start is not None:
        earliest = start
    if job.latest_start is None and job.earliest_start is not None:
        latest = start
    return Slot(min(max(earliest, soon, 0), start), max(latest, start))


def _or(at: datetime | None, origin: datetime, otherwise: int) -> int:
    return otherwise if at is None else minutes_after(origin, at)

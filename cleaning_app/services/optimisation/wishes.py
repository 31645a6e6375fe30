"""What somebody asks of the optimiser, checked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from cleaning_app.errors import FieldError, Invalid

MOVES: Final = {
    "times": "Crews, and times within what was promised",
    "crews": "Crews only, every job keeps its time",
    "unassigned": "Only jobs that have nobody yet",
}
MOST_DAYS = 7
SHIFTS: Final = (0, 15, 30, 60, 120)
OVERTIMES: Final = (0, 30, 60, 120)
SECONDS: Final = (5, 10, 30, 60)
_IDS: Final = ("pinned", "left_alone")


@dataclass(frozen=True)
class Wishes:
    """Which days, what may move and for how long to search.

    `shift` is by how many minutes a job without a promised window may move; `overtime` how many
    minutes longer than their hours workers may stay; with `lunch` everybody keeps half an hour
    between 11:00 and 14:00. `pinned` jobs stay as they are; workers who are `left_alone` keep their
    day, with nothing more and nothing less.
    """

    day: date
    days: int = 1
    moves: str = "times"
    shift: int = 30
    overtime: int = 0
    lunch: bool = True
    seconds: int = 10
    pinned: tuple[UUID, ...] = ()
    left_alone: tuple[UUID, ...] = ()

    def checked(self, today: date) -> Wishes:
        """The same. Raises Invalid, naming fields."""
        wrong = [
            (not today <= self.day or self.day.year > 2198, "day", "Choose today or a day ahead."),
            (not 1 <= self.days <= MOST_DAYS, "days", f"One to {MOST_DAYS} days."),
            (self.moves not in MOVES, "moves", "Choose what may move."),
            (self.shift not in SHIFTS, "shift", "Choose one of the steps."),
            (self.overtime not in OVERTIMES, "overtime", "Choose one of the steps."),
            (self.seconds not in SECONDS, "seconds", "Choose one of the steps."),
            (len(self.pinned) > 500, "pinned", "At most 500 jobs can be pinned."),
            (len(self.left_alone) > 500, "left_alone", "At most 500 workers can be left alone."),
        ]
        if errors := [FieldError(field, message) for bad, field, message in wrong if bad]:
            raise Invalid("Check what the optimiser is asked.", errors)
        return self

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads; ids in one order, whoever named them in which."""
        ids = {name: sorted({str(id) for id in getattr(self, name)}) for name in _IDS}
        return {**asdict(self), "day": self.day.isoformat(), **ids}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Wishes:
        """The wishes of a run."""
        ids = {name: tuple(UUID(id) for id in stored.get(name, ())) for name in _IDS}
        read: dict[str, Any] = {**stored, "day": date.fromisoformat(stored["day"]), **ids}
        return cls(**read)


@dataclass(frozen=True)
class Absence:
    """Somebody is out from a moment on, for the rest of that day."""

    worker_id: UUID
    day: date
    since: datetime
    kind: str = "sick"

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {
            "worker_id": str(self.worker_id),
            "day": self.day.isoformat(),
            "since": self.since.isoformat(),
            "kind": self.kind,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Absence:
        """The absence of a run."""
        return cls(
            UUID(stored["worker_id"]),
            date.fromisoformat(stored["day"]),
            datetime.fromisoformat(stored["since"]),
            stored["kind"],
        )

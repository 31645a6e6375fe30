"""Workers, jobs and time off as planning sees them, and what follows from having them together."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from cleaning_app.domain import certificates
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.certificates import Held
from cleaning_app.domain.slots import Interval, free_gaps, merged
from cleaning_app.domain.travel import Place, drive_between
from cleaning_app.domain.working_hours import WeeklyHours, working_intervals

# Plain strings: a board asks this some ten thousand times, and comparing with an enum is slow.
_LIVE = frozenset(status.value for status in LIVE)


@dataclass(frozen=True)
class Hand:
    """A worker as planning sees them; `skills` maps keys to names."""

    id: UUID
    name: str
    team_id: UUID | None
    skills: dict[str, str]
    hours: WeeklyHours
    home: Place | None
    required: dict[str, str] = field(default_factory=dict[str, str])
    """Skill key → the certificate it takes, for the worker's skills that take one."""
    certificates: tuple[Held, ...] = ()

    def uncertified(self, skill: str, day: date) -> str:
        """Why a skill of theirs does not count on a day: its certificate has ended or is missing.

        "" when nothing is wrong, and for skills that take no certificate or that they don't have.
        """
        return certificates.lapsed(self.required.get(skill, ""), self.certificates, day)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True)
class Job:
    """A booking as planning sees it; `skill` is the key its service asks for, "" for none, and
    `wishes` whom its client prefers or doesn't want (see `domain.soft_rules`)."""

    id: UUID
    number: int
    status: str
    client_id: UUID
    client: str
    service: str
    colour: str
    skill: str
    area: str
    place: Place | None
    starts_at: datetime
    ends_at: datetime
    earliest_start: datetime | None
    latest_start: datetime | None
    price_cents: int
    version: int
    crew: tuple[UUID, ...]
    wishes: dict[UUID, str] = field(default_factory=dict[UUID, str])

    @property
    def when(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def is_live(self) -> bool:
        return self.status in _LIVE


@dataclass(frozen=True)
class Off:
    """A block of time nobody of its scope works; one whose `source` is "calendar" only warns."""

    id: UUID
    scope: str
    worker_id: UUID | None
    team_id: UUID | None
    kind: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    source: str = "office"

    @property
    def refuses(self) -> bool:
        """Whether the database refuses a booking then; the others warn."""
        return self.scope == "worker" and self.source != "calendar"

    @property
    def when(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def words(self) -> str:
        """What it is called on the board."""
        return self.reason or self.kind.capitalize()

    def concerns(self, hand: Hand) -> bool:
        """Whether a worker is off during it."""
        return (
            self.scope == "organisation"
            or (self.scope == "worker" and self.worker_id == hand.id)
            or (self.scope == "team" and self.team_id == hand.team_id)
        )


# No booking lasts longer than a day; a check of the table holds that.
_LONGEST = timedelta(days=1)


def _start_of(job: Job) -> datetime:
    return job.starts_at


@dataclass(frozen=True)
class Rota:
    """Workers by id, jobs by start, blocks, and the organisation's rules for a stretch of time.

    `holidays` are the days on which the company is closed; `named_days` also those it works on.
    """

    window: Interval
    zone: ZoneInfo
    hands: dict[UUID, Hand]
    jobs: list[Job]
    offs: list[Off]
    buffer_minutes: int
    holidays: dict[date, str]
    named_days: dict[date, str] = field(default_factory=dict[date, str])
    lead_time_hours: int = 0
    _jobs_by_worker: dict[UUID, list[Job]] = field(init=False, repr=False)
    _working: dict[UUID, list[Interval]] = field(default_factory=dict[UUID, list[Interval]])

    def __post_init__(self) -> None:
        by_worker: dict[UUID, list[Job]] = defaultdict(list)
        for job in self.jobs:
            for worker_id in job.crew:
                by_worker[worker_id].append(job)
        object.__setattr__(self, "_jobs_by_worker", by_worker)

    def working(self, worker_id: UUID) -> list[Interval]:
        """When a worker works, by their weekly hours, in every local day the window touches."""
        if worker_id not in self._working:
            first = self.window.start.astimezone(self.zone).date() - timedelta(days=1)
            last = self.window.end.astimezone(self.zone).date()
            hours = self.hands[worker_id].hours
            self._working[worker_id] = merged(
                stretch
                for n in range((last - first).days + 1)
                for stretch in working_intervals(hours, first + timedelta(days=n), self.zone)
                if stretch.overlaps(self.window)
            )
        return self._working[worker_id]

    def available(self, worker_id: UUID) -> list[Interval]:
        """When a worker works within the window and nothing keeps them off."""
        hand = self.hands[worker_id]
        offs = [off.when for off in self.offs if off.concerns(hand)]
        return [
            gap
            for shift in self.working(worker_id)
            for gap in free_gaps(
                Interval(max(shift.start, self.window.start), min(shift.end, self.window.end)),
                offs,
            )
        ]

    def all_of(self, worker_id: UUID) -> Sequence[Job]:
        """A worker's jobs by start, whatever their status."""
        return self._jobs_by_worker.get(worker_id, ())

    def jobs_of(self, worker_id: UUID, *, except_for: UUID | None = None) -> list[Job]:
        """A worker's live jobs."""
        return [job for job in self.all_of(worker_id) if job.is_live and job.id != except_for]

    def near(self, worker_id: UUID, when: Interval, *, except_for: UUID | None = None) -> list[Job]:
        """A worker's live jobs that touch `when`, found without looking at the rest of the week."""
        jobs = self.all_of(worker_id)
        first = bisect_left(jobs, when.start - _LONGEST, key=_start_of)
        last = bisect_left(jobs, when.end, key=_start_of)
        return [
            job
            for job in jobs[first:last]
            if job.ends_at > when.start and job.is_live and job.id != except_for
        ]

    def busy(self, worker_id: UUID, *, except_for: UUID | None = None) -> list[Interval]:
        """What takes a worker's time: live jobs, and blocks of theirs, their team or everyone."""
        hand = self.hands[worker_id]
        jobs = [job.when for job in self.jobs_of(worker_id, except_for=except_for)]
        return jobs + [off.when for off in self.offs if off.concerns(hand)]


def drive(start: Place, end: Place) -> int:
    """Minutes on the road between two jobs; none when the next one is in the same place."""
    return 0 if start == end else drive_between(start, end)


def qualified(hands: Iterable[Hand], skill: str) -> Sequence[Hand]:
    """The workers who have a skill; all of them when none is asked for."""
    return [hand for hand in hands if not skill or skill in hand.skills]

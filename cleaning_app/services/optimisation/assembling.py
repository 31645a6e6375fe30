"""From a rota to a draft: crews with hours, stops with slots, and today's plan as it stands.

What may move, and what moving costs, is a `Policy`'s business. Whatever people have planned against
the rules (a tight drive, work after hours, somebody without the skill) stays possible for them, at a
cost, so that today's plan is always where a search can begin.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Protocol
from uuid import UUID

from cleaning_app.domain.routing.measuring import may
from cleaning_app.domain.routing.problem import (
    Crew,
    Pause,
    Plan,
    Problem,
    Reluctance,
    Route,
    Slot,
    Stop,
    Tight,
    Visit,
)
from cleaning_app.domain.routing.timing import timed
from cleaning_app.domain.soft_rules import misses_favourites, unwanted
from cleaning_app.domain.travel import Place
from cleaning_app.services.optimisation import travel
from cleaning_app.services.optimisation.draft import Draft, Visitee
from cleaning_app.services.optimisation.hours import (
    Hours,
    hours_of,
    lunch_of,
    lunch_on,
    minutes_after,
)
from cleaning_app.services.rota import Job, Rota

WORTH_OPEN = 5_000_000
"""Metres that would be driven rather than leave a job without anybody."""
WORTH_PROMISED = 50_000_000
"""The same for a job that has somebody today."""
OVERTIME_COST = 1_000
"""Metres that would be driven rather than stay a minute longer."""
FAVOURITE_COST = 5_000
"""Metres that would be driven to send somebody the client prefers."""
TIGHT_COST = 2_000
"""Per minute that a drive is longer than the gap people left for it."""


class Policy(Protocol):
    """What may move in a draft."""

    @property
    def soon(self) -> int:
        """The first minute that is not too soon for changes."""
        ...

    @property
    def overtime(self) -> int:
        """How many minutes longer than their hours people may stay."""
        ...

    @property
    def lunch(self) -> bool:
        """Whether lunch is kept free."""
        ...

    @property
    def unfit(self) -> int:
        """What it costs to leave a job with who lacks the skill, or is not wanted."""
        ...

    def slots(self, job: Job, start: int, seat: UUID | None) -> tuple[Slot, ...] | None:
        """When a job may start; None when neither its time nor its crew may change."""
        ...

    def reluctance(self, job: Job, seat: UUID | None) -> int:
        """What it costs to give the job to somebody else than today."""
        ...

    def is_away(self, worker_id: UUID) -> bool:
        """Whether somebody is not there at all."""
        ...

    def is_left_alone(self, worker_id: UUID) -> bool:
        """Whether somebody keeps their day as it is."""
        ...


@dataclass
class Assembling:
    """One draft in the making. `origin` is minute zero."""

    plan: Rota
    policy: Policy
    origin: datetime
    places: list[Place | None] = field(default_factory=list[Place | None])
    visits: dict[str, Visitee] = field(default_factory=dict[str, Visitee])
    stops: list[Stop] = field(default_factory=list[Stop])
    movable: set[str] = field(default_factory=set[str])
    today: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    jobs: dict[str, Job] = field(default_factory=dict[str, Job])

    def draft(self) -> Draft:
        """The draft."""
        jobs = [job for job in self.plan.jobs if job.is_live]
        crews = self._crews(jobs)
        for job in jobs:
            self._add(job, crews)
        kept = [self._crew(id, members) for id, members in crews.items()]
        shut = {crew.id for crew, hours in kept if hours.closed}
        teams = {id for id, members in crews.items() if len(members) > 1}
        alone = {id for id, who in crews.items() if any(map(self.policy.is_left_alone, who))}
        problem = self._problem([crew for crew, _ in kept], crews, shut | teams | alone)
        before = self._before([crew.id for crew, _ in kept])
        problem = self._without_impossible_lunches(self._with_tights(problem, before), before)
        hands = self.plan.hands
        return Draft(
            problem, before, self.origin, tuple(self.places), self.visits, crews,
            {id: hand.name for id, hand in hands.items()}, frozenset(self.movable),
            {key: name for hand in hands.values() for key, name in hand.skills.items()},
            frozenset(shut), frozenset(alone),
        )  # fmt: skip

    def _crews(self, jobs: Sequence[Job]) -> dict[str, tuple[UUID, ...]]:
        """Whoever does everything together that day is one crew; everybody else is their own."""
        theirs: dict[UUID, set[UUID]] = {id: set() for id in self.plan.hands}
        for job in jobs:
            for id in job.crew:
                theirs.setdefault(id, set()).add(job.id)
        together: dict[UUID, tuple[UUID, ...]] = {}
        for job in jobs:
            members = job.crew
            same = (
                [other for other in jobs if other.id in theirs.get(members[0], ())]
                if members
                else []
            )
            if (
                len(members) > 1
                and all(other.crew == members and not self._is_split(other) for other in same)
                and all(theirs[id] == theirs[members[0]] for id in members)
            ):
                together |= dict.fromkeys(members, members)
        units = {together.get(id, (id,)) for id in self.plan.hands if not self.policy.is_away(id)}
        return {crew_id(members): members for members in sorted(units)}

    def _is_split(self, job: Job) -> bool:
        return any(self.policy.is_away(id) for id in job.crew)

    def _add(self, job: Job, crews: dict[str, tuple[UUID, ...]]) -> None:
        """The stop of a job, or one for each part of a crew that does not stay together."""
        if len(job.crew) < 2 or crew_id(job.crew) in crews:
            self._add_stop(job, crew_id(job.crew) if job.crew else "", None, crews)
            return
        for id in job.crew:
            if id in self.plan.hands:
                self._add_stop(job, crew_id((id,)), id, crews)

    def _add_stop(
        self, job: Job, crew: str, seat: UUID | None, crews: dict[str, tuple[UUID, ...]]
    ) -> None:
        start = minutes_after(self.origin, job.starts_at)
        slots = self.policy.slots(job, start, seat)
        if slots is None and crew not in crews:
            return  # nobody does it, and it is too late to find somebody
        id = str(job.id) if seat is None else f"{job.id}/{seat}"
        self.visits[id] = Visitee(
            job.id, job.number, job.client, job.service, job.area, job.version, job.status,
            job.crew, seat,
        )  # fmt: skip
        self.jobs[id] = job
        if slots is not None:
            self.movable.add(id)
        if crew in crews:
            self.today[id] = (crew, start)
        teamwork = seat is None and len(job.crew) > 1
        self.stops.append(
            Stop(
                id,
                self._place(job.place),
                job.minutes,
                slots or (Slot(start, start),),
                worth=WORTH_PROMISED if job.crew else WORTH_OPEN,
                needs=frozenset({job.skill} - {""}),
                only=frozenset({crew}) if slots is None or teamwork else frozenset(),
                never=frozenset(map(str, job.crew)) - {crew} if seat else frozenset(),
                although=frozenset({crew} & set(crews)),
                wish=start,
            )
        )

    def _crew(self, id: str, members: tuple[UUID, ...]) -> tuple[Crew, Hours]:
        own = [
            (start, start + stop.length)
            for stop in self.stops
            if stop.id in self.today
            for crew, start in [self.today[stop.id]]
            if crew == id
        ]
        hours = hours_of(self.plan, members, own, self.origin, self.policy.soon)
        lunch = lunch_on(self.origin, self.plan.zone)
        pauses = (*hours.absences, *(lunch_of(hours, lunch) if self.policy.lunch else ()))
        late = max((end - hours.closes for _, end in own), default=0)
        home = self.plan.hands[members[0]].home
        day = self.origin.astimezone(self.plan.zone).date()
        skills = frozenset(
            key
            for hand in (self.plan.hands[one] for one in members)
            for key in hand.skills
            if not hand.uncertified(key, day)
        )
        crew = Crew(
            id, hours.opens, hours.closes,
            start=self._place(home) if home else None, end=self._place(home) if home else None,
            overtime=max(0 if hours.closed else self.policy.overtime, late),
            skills=skills, pauses=pauses,
        )  # fmt: skip
        return crew, hours

    def _problem(
        self, crews: list[Crew], members: dict[str, tuple[UUID, ...]], closed: set[str]
    ) -> Problem:
        """Nobody is given more on a day off, one person's job is not for a team, and nobody is sent
        whom the client does not want."""
        stops: list[Stop] = []
        reluctances: list[Reluctance] = []
        for stop in self.stops:
            mine = {self.today[stop.id][0]} if stop.id in self.today else set[str]()
            wishes = self.jobs[stop.id].wishes
            banned = {id for id, who in members.items() if any(unwanted(wishes, w) for w in who)}
            never = stop.never | ((closed | banned) - mine)
            stops.append(stop if stop.only else replace(stop, never=never))
            reluctances += self._reluctances(stops[-1], crews, members, banned, mine)
        minutes, metres = travel.between(self.places)
        return Problem(
            tuple(stops), tuple(crews), minutes, metres, tuple(reluctances),
            overtime_cost=OVERTIME_COST,
        )  # fmt: skip

    def _reluctances(
        self,
        stop: Stop,
        crews: Iterable[Crew],
        members: dict[str, tuple[UUID, ...]],
        banned: set[str],
        mine: set[str],
    ) -> Iterable[Reluctance]:
        """What each crew that may do a stop costs beside the way."""
        job = self.jobs[stop.id]
        other = self.policy.reluctance(job, self.visits[stop.id].seat) if mine else 0
        for crew in crews:
            if not may(crew, stop):
                continue
            cost = 0 if crew.id in mine else other
            if crew.id in mine and (crew.id in banned or not stop.needs <= crew.skills):
                cost += self.policy.unfit
            if misses_favourites(job.wishes, members[crew.id]):
                cost += FAVOURITE_COST
            if cost:
                yield Reluctance(crew.id, stop.id, cost)

    def _before(self, crews: Iterable[str]) -> Plan:
        """The day as it is."""
        routes: list[Route] = []
        for crew in crews:
            visits = sorted((at, id) for id, (who, at) in self.today.items() if who == crew)
            if visits:
                routes.append(Route(crew, tuple(Visit(id, at) for at, id in visits)))
        open_ = tuple(stop.id for stop in self.stops if stop.id not in self.today)
        return Plan(tuple(routes), open_)

    def _with_tights(self, problem: Problem, before: Plan) -> Problem:
        tights: list[Tight] = []
        for route in before.routes:
            absences = [p for p in problem.crews_by_id[route.crew].pauses if p.earliest == p.latest]
            for one, two in pairwise(route.visits):
                tights += _tight(problem, route.crew, absences, one, two)
        return replace(problem, tights=tuple(tights))

    def _without_impossible_lunches(self, problem: Problem, before: Plan) -> Problem:
        """A day that is planned without room for lunch stays possible."""
        crews = {crew.id: crew for crew in problem.crews}
        for route in before.routes:
            crew = crews[route.crew]
            if not _fits(problem, crew, route):
                absences = tuple(p for p in crew.pauses if p.earliest == p.latest)
                crews[crew.id] = replace(crew, pauses=absences)
        return replace(problem, crews=tuple(crews.values()))

    def _place(self, place: Place | None) -> int:
        if place not in self.places:
            self.places.append(place)
        return self.places.index(place)


def crew_id(members: Iterable[UUID]) -> str:
    """One id for a crew, whoever is named first."""
    return "+".join(sorted(map(str, members)))


def _tight(
    problem: Problem, crew: str, absences: Sequence[Pause], one: Visit, two: Visit
) -> Iterable[Tight]:
    a, b = problem.stops_by_id[one.stop], problem.stops_by_id[two.stop]
    ends = one.start + a.length
    off = sum(
        p.length for p in absences if ends <= p.earliest and p.earliest + p.length <= two.start
    )
    gap, way = two.start - ends - off, problem.minutes[a.place][b.place]
    if gap < way:
        yield Tight(crew, a.id, b.id, max(0, gap), (way - gap) * TIGHT_COST)


def _fits(problem: Problem, crew: Crew, route: Route) -> bool:
    """Whether today's starts leave room for every pause."""
    legs = [
        (problem.stops_by_id[visit.stop], Slot(visit.start, visit.start)) for visit in route.visits
    ]
    return timed(problem, crew, legs) is not None

"""A day as a planning problem, with what leads from its stops and crews back to bookings and workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cleaning_app.domain.routing.problem import (
    Plan,
    Problem,
    plan_as_json,
    plan_from_json,
    problem_as_json,
    problem_from_json,
)
from cleaning_app.domain.travel import Place
from cleaning_app.services.optimisation import travel


@dataclass(frozen=True)
class Visitee:
    """What a stop is about. `seat` is the one worker of a larger crew whose part it is; None when
    the stop is the whole booking. `members` is everybody on the booking."""

    booking_id: UUID
    number: int
    client: str
    service: str
    area: str
    version: int
    status: str
    members: tuple[UUID, ...]
    seat: UUID | None = None


@dataclass(frozen=True)
class Draft:
    """A problem in minutes after `origin` and what its ids stand for."""

    problem: Problem
    before: Plan
    origin: datetime
    places: tuple[Place | None, ...]
    visits: Mapping[str, Visitee]
    crews: Mapping[str, tuple[UUID, ...]]
    names: Mapping[UUID, str]
    movable: frozenset[str]
    skills: Mapping[str, str]
    off: frozenset[str]
    """Crews that are given nothing more that day."""
    alone: frozenset[str] = frozenset()
    """Crews that somebody wanted to be left alone."""

    def at(self, minute: int) -> datetime:
        """The moment of a minute of the problem."""
        return self.origin + timedelta(minutes=minute)

    def who(self, crew: str) -> str:
        """A crew by name: "Chloé Roy", "Ana Wu and Bo Li"."""
        return " and ".join(self.names[id] for id in self.crews[crew])

    def first(self, crew: str) -> str:
        """A crew by first names."""
        return " and ".join(self.names[id].split()[0] for id in self.crews[crew])

    def crew_after(self, stop: str, crew: str | None) -> tuple[UUID, ...]:
        """Who is on the stop's booking when that crew, or nobody, does the stop."""
        visit = self.visits[stop]
        taking = self.crews[crew] if crew else ()
        if visit.seat is None:
            return taking
        return tuple(id for id in visit.members if id != visit.seat) + taking


def draft_as_json(draft: Draft) -> dict[str, Any]:
    """What `draft_from_json` reads. The matrices follow from the places and are not kept."""
    thin = replace(draft.problem, minutes=(), metres=())
    return {
        "problem": problem_as_json(thin),
        "before": plan_as_json(draft.before),
        "origin": draft.origin.isoformat(),
        "places": draft.places,
        "visits": {
            stop: [
                str(v.booking_id), v.number, v.client, v.service, v.area, v.version, v.status,
                [str(id) for id in v.members], str(v.seat) if v.seat else None,
            ]
            for stop, v in draft.visits.items()
        },
        "crews": {id: [str(one) for one in members] for id, members in draft.crews.items()},
        "names": {str(id): name for id, name in draft.names.items()},
        "movable": sorted(draft.movable),
        "skills": dict(draft.skills),
        "off": sorted(draft.off),
        "alone": sorted(draft.alone),
    }  # fmt: skip


def draft_from_json(stored: Mapping[str, Any]) -> Draft:
    """The draft that was written by `draft_as_json`."""
    places = tuple(Place(*place) if place else None for place in stored["places"])
    minutes, metres = travel.between(places)
    thin = problem_from_json(stored["problem"])
    return Draft(
        problem=replace(thin, minutes=minutes, metres=metres),
        before=plan_from_json(stored["before"]),
        origin=datetime.fromisoformat(stored["origin"]).astimezone(UTC),
        places=places,
        visits={stop: _visitee(*values) for stop, values in stored["visits"].items()},
        crews={id: tuple(map(UUID, members)) for id, members in stored["crews"].items()},
        names={UUID(id): name for id, name in stored["names"].items()},
        movable=frozenset(stored["movable"]),
        skills=stored["skills"],
        off=frozenset(stored["off"]),
        alone=frozenset(stored.get("alone", ())),
    )


def _visitee(
    booking_id: str, number: int, client: str, service: str, area: str, version: int, status: str,
    members: list[str], seat: str | None,
) -> Visitee:  # fmt: skip
    return Visitee(
        UUID(booking_id), number, client, service, area, version, status,
        tuple(map(UUID, members)), UUID(seat) if seat else None,
    )  # fmt: skip

"""Who could take a visit at a time: free first, then what would be odd, then who is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.soft_rules import PREFERRED
from cleaning_app.domain.travel import Place
from cleaning_app.models import Address, ClientWorker, ServiceType, Skill
from cleaning_app.services import rota
from cleaning_app.services.bookings import holding, warnings
from cleaning_app.services.bookings.views import Warned
from cleaning_app.services.rota import Hand, Job, Off, Rota


@dataclass(frozen=True)
class Candidate:
    """A worker for a visit. What stands in their way then is a `job` or an `off`; both None: free.

    `drive_minutes` is the way from the job before it that day, or from home; None when unknown.
    """

    worker_id: UUID
    worker: str
    job: Job | None
    off: Off | None
    warnings: list[Warned]
    drive_minutes: int | None
    jobs_that_day: int
    preferred: bool = False

    @property
    def is_free(self) -> bool:
        return self.job is None and self.off is None


async def candidates(
    ctx: Ctx,
    starts_at: datetime,
    minutes: int,
    *,
    service_id: UUID | None = None,
    address_id: UUID | None = None,
    booking_id: UUID | None = None,
    client_id: UUID | None = None,
) -> list[Candidate]:
    """Every active worker for a visit, the best first: free, few warnings, the client's favourites,
    a short way, a light day.

    The booking `booking_id` itself is never in its own way.

    Raises:
        Invalid: a start without zone, an odd year or length.
    """
    ctx.require("bookings.view")
    when = Interval(*holding.checked_span(starts_at, minutes))
    asked = await asked_for(ctx, service_id, address_id, client_id)
    plan = await rota.load(ctx, rota.around(when))
    return ranked(plan, when, asked.place, asked.skill, booking_id, asked.wishes)


def ranked(
    plan: Rota,
    when: Interval,
    place: Place | None,
    skill: str,
    booking_id: UUID | None = None,
    wishes: Mapping[UUID, str] | None = None,
) -> list[Candidate]:
    """The workers of a rota that reaches around `when`, the best for a visit first."""
    known = wishes or {}
    found = [
        _candidate(plan, hand, when, place, skill, booking_id, known)
        for hand in plan.hands.values()
    ]
    return sorted(found, key=_rank)


def _candidate(
    plan: Rota,
    hand: Hand,
    when: Interval,
    place: Place | None,
    skill: str,
    self_id: UUID | None,
    wishes: Mapping[UUID, str],
) -> Candidate:
    jobs = plan.jobs_of(hand.id, except_for=self_id)
    in_the_way = next((job for job in jobs if job.when.overlaps(when)), None)
    off = next((o for o in plan.offs if o.concerns(hand) and o.when.overlaps(when)), None)
    day = when.start.astimezone(plan.zone).date()
    same_day = [job for job in jobs if job.starts_at.astimezone(plan.zone).date() == day]
    before = [job for job in same_day if job.ends_at <= when.start]
    origin = before[-1].place if before else hand.home
    free = in_the_way is None and off is None
    return Candidate(
        worker_id=hand.id,
        worker=hand.name,
        job=in_the_way,
        off=off,
        warnings=warnings.for_hand(
            plan, hand, when, place, skill, except_for=self_id, wishes=wishes
        )
        if free
        else [],
        drive_minutes=rota.drive(origin, place) if origin and place else None,
        jobs_that_day=len(same_day),
        preferred=wishes.get(hand.id) == PREFERRED,
    )


def _rank(one: Candidate) -> tuple[Any, ...]:
    drive = 999 if one.drive_minutes is None else one.drive_minutes
    return (
        not one.is_free, len(one.warnings), not one.preferred, drive, one.jobs_that_day, one.worker
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a visit asks for: the skill's key ("" for none), the place (None when unknown), and
    whom the client prefers or doesn't want."""

    skill: str
    place: Place | None
    wishes: dict[UUID, str]


async def asked_for(
    ctx: Ctx, service_id: UUID | None, address_id: UUID | None, client_id: UUID | None
) -> Asked:
    """What a visit of that service, there, for that client asks for. The caller has checked
    permission."""
    skill = (
        select(col(Skill.key))
        .join(ServiceType, col(ServiceType.skill_id) == col(Skill.id))
        .where(col(ServiceType.id) == service_id)
        .scalar_subquery()
    )
    wishes = (
        select(func.jsonb_object_agg(col(ClientWorker.worker_id), col(ClientWorker.kind)))
        .where(col(ClientWorker.client_id) == client_id)
        .scalar_subquery()
    )
    known: Any = (await ctx.session.execute(select(skill, wishes))).one()
    found = await ctx.session.execute(
        select(col(Address.lat), col(Address.lng)).where(col(Address.id) == address_id)
    )
    at = found.one_or_none()
    place = Place(at.lat, at.lng) if at and at.lat is not None and at.lng is not None else None
    kinds: dict[str, str] = known[1] or {}
    return Asked(known[0] or "", place, {UUID(id): kind for id, kind in kinds.items()})

"""The soft rules a booking breaks: hours, buffer, travel, skills, certificates, holidays, time off
of a team or in a worker's own calendar, the client's wishes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import soft_rules
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.soft_rules import OfficeRule
from cleaning_app.domain.travel import Place
from cleaning_app.domain.working_hours import (
    Neighbour,
    Proposal,
    SoftRule,
    WorkerDay,
    warnings_for,
)
from cleaning_app.services import rota
from cleaning_app.services.bookings import terms
from cleaning_app.services.bookings.views import Warned
from cleaning_app.services.rota import Hand, Rota

TIME_OFF = "time_off"
_NEAR_MINUTES = 6 * 60  # no drive and no buffer is longer


async def check(ctx: Ctx, booking_id: UUID, when: Interval, crew: Collection[UUID]) -> list[Warned]:
    """What is odd about a live booking as it stands, at its time and with its crew. Never refuses
    anything."""
    plan = await rota.load(ctx, rota.around(when), only=crew)
    job = next((job for job in plan.jobs if job.id == booking_id), None)
    return of(plan, job) if job is not None else _days_off(plan, when)


Then = tuple[Interval, Collection[UUID]]
"""When a booking is and who is on it."""


async def check_move(
    ctx: Ctx, booking_id: UUID, before: Then, after: Then
) -> tuple[list[Warned], list[Warned]]:
    """What is odd about a booking that was just moved, and which of that is new.

    What was odd before, in the same words, was decided on then; a move to another day is looked at
    as if nothing had been.
    """
    (old, had), (when, crew) = before, after
    span = when
    if _same_day(ctx, old, when):
        span = Interval(min(old.start, when.start), max(old.end, when.end))
    plan = await rota.load(ctx, rota.around(span), only={*crew, *had})
    job = next((job for job in plan.jobs if job.id == booking_id), None)
    return of_move(ctx, plan, job, before, after)


def of_move(
    ctx: Ctx, plan: Rota, job: rota.Job | None, before: Then, after: Then
) -> tuple[list[Warned], list[Warned]]:
    """The same within a rota that reaches around both; `job` is None when nobody is on it."""
    (old, had), (when, crew) = before, after
    same_day = _same_day(ctx, old, when)
    found = _each(plan, job) if job else _days_off(plan, when)
    known: list[Warned] = []
    if same_day and job:
        was = replace(job, starts_at=old.start, ends_at=old.end, crew=tuple(had))
        known = _each(plan, was)
    elif same_day:
        known = _days_off(plan, old)
    fresh = [warned for warned in found if warned not in known]
    if old.start != when.start and not _notice(ctx, plan, old):
        fresh += _notice(ctx, plan, when)
    alone = len(crew) == 1
    return _said_once(found, alone=alone), _said_once(fresh, alone=alone)


def _same_day(ctx: Ctx, old: Interval, when: Interval) -> bool:
    return old.start.astimezone(ctx.zone).date() == when.start.astimezone(ctx.zone).date()


def _notice(ctx: Ctx, plan: Rota, when: Interval) -> list[Warned]:
    """Short notice; a visit that was that close already has had it."""
    return terms.notice(ctx, when.start, plan.lead_time_hours)


def of(plan: Rota, job: rota.Job) -> list[Warned]:
    """What is odd about a job within a rota that reaches around it; each thing said once."""
    return _said_once(_each(plan, job), alone=len(job.crew) == 1)


def _each(plan: Rota, job: rota.Job) -> list[Warned]:
    """Everything that is odd, worker by worker."""
    found: list[Warned] = []
    for worker_id in job.crew:
        if hand := plan.hands.get(worker_id):
            found += for_hand(
                plan, hand, job.when, job.place, job.skill, except_for=job.id, wishes=job.wishes
            )
    if not job.crew:
        found += _days_off(plan, job.when)
    if soft_rules.misses_favourites(job.wishes, job.crew):
        found.append(Warned(OfficeRule.PREFERS_ANOTHER, f"{job.client} prefers somebody else."))
    return found


def for_hand(
    plan: Rota,
    hand: Hand,
    when: Interval,
    place: Place | None,
    skill: str,
    *,
    except_for: UUID | None = None,
    wishes: Mapping[UUID, str] | None = None,
) -> list[Warned]:
    """What would be odd if this worker came then; `wishes` are the client's."""
    near = plan.near(hand.id, when.widened(_NEAR_MINUTES), except_for=except_for)
    neighbours = [Neighbour(job.when, job.place) for job in near]
    shifts = [shift for shift in plan.working(hand.id) if shift.overlaps(when)]
    why = hand.uncertified(skill, when.start.astimezone(plan.zone).date())
    day = WorkerDay(
        shifts,
        neighbours,
        frozenset(hand.skills),
        holidays=_on(plan, when),
        uncertified={skill: why} if why else {},
    )
    wanted = Proposal(when, place, frozenset({skill}) if skill else frozenset())
    broken = warnings_for(
        wanted, day, plan.zone, buffer_minutes=plan.buffer_minutes, travel_minutes=rota.drive
    )
    found = [Warned(soft.rule.value, soft.message, hand.id, hand.name) for soft in broken]
    found += [
        Warned(TIME_OFF, f"Off then: {off.words}.", hand.id, hand.name)
        for off in plan.offs
        if not off.refuses and off.concerns(hand) and off.when.overlaps(when)
    ]
    if soft_rules.unwanted(wishes or {}, hand.id):
        said = f"The client doesn't want {hand.first_name}."
        found.append(Warned(OfficeRule.BANNED_WORKER, said, hand.id, hand.name))
    return found


def _on(plan: Rota, when: Interval) -> dict[date, str]:
    """The holidays a booking touches; most touch none, and most weeks have none."""
    days = {at.astimezone(plan.zone).date() for at in (when.start, when.end)}
    return {day: name for day, name in plan.holidays.items() if day in days}


def _days_off(plan: Rota, when: Interval) -> list[Warned]:
    """Holidays and closed days, which matter before anybody is chosen."""
    empty = WorkerDay([when], holidays=_on(plan, when))
    found = [
        Warned(soft.rule.value, soft.message)
        for soft in warnings_for(Proposal(when), empty, plan.zone)
    ]
    found += [
        Warned(TIME_OFF, f"Closed then: {off.words}.")
        for off in plan.offs
        if off.scope == "organisation" and off.when.overlaps(when)
    ]
    return found


def _said_once(found: Collection[Warned], *, alone: bool) -> list[Warned]:
    """A holiday is nobody's own; with several workers each other message says whose it is."""
    said: dict[tuple[str, str], Warned] = {}
    for warned in found:
        if warned.rule == SoftRule.HOLIDAY:
            warned = Warned(warned.rule, warned.message)
        elif not alone and warned.worker:
            message = f"{warned.worker}: {warned.message[0].lower()}{warned.message[1:]}"
            warned = Warned(warned.rule, message, warned.worker_id, warned.worker)
        said.setdefault((warned.rule, warned.message), warned)
    return list(said.values())

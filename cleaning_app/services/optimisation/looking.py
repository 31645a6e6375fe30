"""What there is to look at beside a proposal: what could move on a day, and a plan on the map."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.routing.problem import Plan, plan_from_json
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Invalid
from cleaning_app.models import Booking, Client, OptimisationRun
from cleaning_app.services import rota, rows
from cleaning_app.services.optimisation.draft import Draft, draft_from_json
from cleaning_app.services.optimisation.policies import LEAD_MINUTES
from cleaning_app.services.optimisation.runs import MISSING, require
from cleaning_app.services.optimisation.views import (
    MapStop,
    Movable,
    OnMap,
    Outlook,
    Person,
    Proposal,
)
from cleaning_app.services.optimisation.wishes import MOST_DAYS


async def outlook(ctx: Ctx, day: date, days: int = 1) -> Outlook:
    """The jobs and people a search over these days would be about. Raises Invalid: odd days."""
    require(ctx)
    if not 1 <= days <= MOST_DAYS or not 2000 <= day.year <= 2198:
        raise Invalid("Choose one to seven days.")
    starts, ends = (
        day_start(at, ctx.zone).astimezone(UTC) for at in (day, day + timedelta(days=days))
    )
    plan = await rota.load(ctx, Interval(starts, ends))
    soon = ctx.now() + timedelta(minutes=LEAD_MINUTES)
    jobs = [job for job in plan.jobs if job.is_live and job.starts_at >= starts]
    movable = [
        Movable(
            job.id, job.number, job.client, job.service, job.area, job.starts_at, job.minutes,
            tuple(plan.hands[id].name for id in job.crew if id in plan.hands),
            stays=job.status == "in_progress" or job.starts_at < soon,
        )
        for job in jobs
    ]  # fmt: skip
    people = [
        Person(hand.id, hand.name, sum(hand.id in job.crew for job in jobs))
        for hand in plan.hands.values()
    ]
    return Outlook(tuple(movable), tuple(people))


async def silent(ctx: Ctx, proposal: Proposal) -> frozenset[UUID]:
    """The bookings of a proposal whose clients have no e-mail address: somebody must call them."""
    require(ctx)
    found = await ctx.session.scalars(
        select(col(Booking.id))
        .join(Client, col(Client.id) == col(Booking.client_id))
        .where(
            col(Booking.id).in_({move.booking_id for move in proposal.moves}),
            func.coalesce(col(Client.email), "") == "",
        )
    )
    return frozenset(found)


async def on_map(ctx: Ctx, run_id: UUID) -> OnMap:
    """A proposal's stops as they are and as they would be; nothing once its draft is gone.

    Raises:
        NotFound.
    """
    require(ctx)
    run = await rows.one(ctx, OptimisationRun, run_id, MISSING)
    before: list[MapStop] = []
    after: list[MapStop] = []
    for n, (draft, plan) in enumerate(planned_days(run)):
        before += _stops(draft, draft.before, draft.before, n)
        after += _stops(draft, plan, draft.before, n)
    return OnMap(tuple(before), tuple(after))


def planned_days(run: OptimisationRun) -> Iterator[tuple[Draft, Plan]]:
    """Each day of a run that is done: the problem, and the plan for it."""
    for day in (run.draft or {}).get("days", []):
        yield draft_from_json(day["draft"]), plan_from_json(day["plan"])


def _stops(draft: Draft, plan: Plan, before: Plan, day: int) -> list[MapStop]:
    was = before.by_stop()
    found = [
        _stop(draft, day, visit.stop, route.crew, order, visit.start, was.get(visit.stop))
        for route in plan.routes
        for order, visit in enumerate(route.visits, start=1)
    ]
    for stop in plan.left_out:
        wish = draft.problem.stops_by_id[stop].wish or 0
        found.append(_stop(draft, day, stop, "", 0, wish, was.get(stop, ("", wish))))
    return found


def _stop(
    draft: Draft,
    day: int,
    stop: str,
    crew: str,
    order: int,
    start: int,
    was: tuple[str, int] | None,
) -> MapStop:
    visit = draft.visits[stop]
    place = draft.places[draft.problem.stops_by_id[stop].place]
    return MapStop(
        stop, day, crew, draft.who(crew) if crew else "", order, draft.at(start), visit.client,
        visit.area,
        lat=place.lat if place else None,
        lng=place.lng if place else None,
        moved=stop in draft.movable and (crew, start) != was,
    )  # fmt: skip

"""Free times for a visit within some days, the best first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import slot_finder, soft_rules
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.slot_finder import FreeSlot, Search, Seat
from cleaning_app.domain.slots import Interval, free_gaps
from cleaning_app.domain.soft_rules import PREFERRED
from cleaning_app.domain.working_hours import Neighbour
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.models import Booking
from cleaning_app.services import rota, rows
from cleaning_app.services.bookings import holding
from cleaning_app.services.bookings.candidates import Asked, asked_for
from cleaning_app.services.rota import Hand, Rota

MOST_DAYS = 28
MOST_CREW = 6


@dataclass(frozen=True)
class Slot:
    """A free time: who would come, and what it adds to their driving. `preferred`: one of the
    client's favourites is among them."""

    starts_at: datetime
    ends_at: datetime
    worker_ids: list[UUID]
    workers: list[str]
    drive_minutes: int
    preferred: bool

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, times as ISO 8601 in UTC."""
        return {
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "worker_ids": [str(id) for id in self.worker_ids],
            "workers": self.workers,
        }


@dataclass(frozen=True)
class SlotWish:
    """What is looked for. `first_day` is today by default; `near` the moment it would like best.
    `only` narrows down who may come; the booking `booking_id` is never in its own way."""

    minutes: int
    service_id: UUID | None = None
    address_id: UUID | None = None
    client_id: UUID | None = None
    crew: int = 1
    first_day: date | None = None
    days: int = 14
    near: datetime | None = None
    only: Collection[UUID] | None = None
    booking_id: UUID | None = None
    count: int = 6


async def slots(ctx: Ctx, wish: SlotWish) -> list[Slot]:
    """Free times that break no rule: working hours, skills, certificates, time off, holidays, the
    buffer, the drive to and from the jobs around, the notice the company wants, whom the client
    doesn't want.

    Raises:
        Invalid: a length no visit has, or a search that is too wide.
    """
    ctx.require("bookings.view")
    _check(ctx, wish)
    first = max(wish.first_day or ctx.today(), ctx.today())
    window = Interval(
        day_start(first, ctx.zone), day_start(first + timedelta(days=wish.days), ctx.zone)
    )
    asked = await asked_for(ctx, wish.service_id, wish.address_id, wish.client_id)
    plan = await rota.load(ctx, Interval(window.start - _AROUND, window.end + _AROUND))
    return found_in(ctx, plan, window, wish, asked)


_AROUND = timedelta(hours=12)


def found_in(
    ctx: Ctx,
    plan: Rota,
    window: Interval,
    wish: SlotWish,
    asked: Asked,
    suits: Callable[[Interval], bool] | None = None,
) -> list[Slot]:
    """The same within a rota that reaches around the window; `suits` narrows the times down."""
    seats = [
        _seat(plan, hand, wish, asked)
        for hand in rota.qualified(plan.hands.values(), asked.skill)
        if (wish.only is None or hand.id in wish.only)
        and not soft_rules.unwanted(asked.wishes, hand.id)
    ]
    search = Search(
        window=window,
        minutes=wish.minutes,
        place=asked.place,
        crew=wish.crew,
        not_before=ctx.now() + timedelta(hours=plan.lead_time_hours),
        near=wish.near,
        buffer_minutes=plan.buffer_minutes,
    )
    every = slot_finder.find(search, seats, rota.drive)
    if suits is not None:
        every = [slot for slot in every if suits(slot.when)]
    return [_slot(plan, one) for one in slot_finder.spread(every, wish.count, plan.zone)]


def _seat(plan: Rota, hand: Hand, wish: SlotWish, asked: Asked) -> Seat[UUID]:
    jobs = plan.jobs_of(hand.id, except_for=wish.booking_id)
    return Seat(
        worker=hand.id,
        working=_working(plan, hand, asked.skill),
        neighbours=[Neighbour(job.when, job.place) for job in jobs],
        home=hand.home,
        preferred=asked.wishes.get(hand.id) == PREFERRED,
    )


def _working(plan: Rota, hand: Hand, skill: str) -> list[Interval]:
    """When they work and nothing keeps them off, without holidays and without days on which the
    certificate that the skill takes has ended."""
    holidays = [
        Interval(day_start(day, plan.zone), day_start(day + timedelta(days=1), plan.zone))
        for day in plan.holidays
    ]
    return [
        gap
        for shift in plan.available(hand.id)
        if not hand.uncertified(skill, shift.start.astimezone(plan.zone).date())
        for gap in free_gaps(shift, holidays)
    ]


def _slot(plan: Rota, free: FreeSlot[UUID]) -> Slot:
    return Slot(
        starts_at=free.when.start,
        ends_at=free.when.end,
        worker_ids=list(free.crew),
        workers=[plan.hands[id].name for id in free.crew],
        drive_minutes=free.drive_minutes,
        preferred=free.preferred,
    )


async def other_times(ctx: Ctx, booking_id: UUID, *, days: int = 14) -> list[Slot]:
    """Other times for a booking, near the one it has and with as many people.

    Raises:
        NotFound.
    """
    ctx.require("bookings.view")
    row = await rows.one(ctx, Booking, booking_id, holding.MISSING)
    crew = len(await holding.crew_of(ctx, booking_id))
    return await slots(
        ctx, wish_for(ctx, row, Interval(row.starts_at, row.ends_at), crew, days=days)
    )


def wish_for(
    ctx: Ctx, booking: Booking, when: Interval, crew: int, *, days: int = 14, count: int = 6
) -> SlotWish:
    """A search for what a booking is, near a time, from two days before it on."""
    return SlotWish(
        minutes=int((when.end - when.start).total_seconds()) // 60,
        service_id=booking.service_type_id,
        address_id=booking.address_id,
        client_id=booking.client_id,
        crew=min(MOST_CREW, max(1, crew)),
        first_day=when.start.astimezone(ctx.zone).date() - timedelta(days=2),
        days=days,
        near=when.start,
        booking_id=booking.id,
        count=count,
    )


def _check(ctx: Ctx, wish: SlotWish) -> None:
    holding.checked_span(ctx.now(), wish.minutes)
    problems: list[FieldError] = []
    if not 1 <= wish.days <= MOST_DAYS:
        problems.append(FieldError("days", f"Between 1 and {MOST_DAYS}."))
    if not 1 <= wish.crew <= MOST_CREW:
        problems.append(FieldError("crew", f"Between 1 and {MOST_CREW}."))
    if wish.first_day is not None and not 2000 <= wish.first_day.year <= 2198:
        problems.append(FieldError("first_day", "Check the year."))
    if wish.near is not None and wish.near.tzinfo is None:
        problems.append(FieldError("near", "Say which time zone."))
    if problems:
        raise Invalid("Look for something narrower.", problems)

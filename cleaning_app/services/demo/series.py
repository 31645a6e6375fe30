"""Series in the demo: a dozen clients whose visits come back, one of them pausing, one monthly."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.recurrence import Rule, position_of
from cleaning_app.models import Booking, BookingCrew, Client, ServiceType
from cleaning_app.services import bookings, series
from cleaning_app.services.bookings import HomeInputs
from cleaning_app.services.demo.patrons import Patron, everybody

_WEEKLY, _FORTNIGHTLY, _OFFICES = 4, 3, 3


async def come_back(ctx: Ctx, seed: int) -> None:
    """Make series of the habits of some clients, out of the visits that were imported."""
    people = everybody(Random(seed))  # noqa: S311 - the same people as in the books
    homes = [p for p in people if not p.is_company]
    chosen = [p for p in homes if p.weeks == 1][:_WEEKLY]
    chosen += [p for p in homes if p.weeks == 2][:_FORTNIGHTLY]
    chosen += [p for p in people if p.is_company][:_OFFICES]
    made: list[UUID] = []
    for patron in chosen:
        rule = Rule.weekly(patron.weekdays, patron.weeks)
        first = await _usual(ctx, patron)
        if first is not None:
            policy = "skip" if patron.is_company else "move"
            made.append((await series.from_booking(ctx, first, rule, holiday_policy=policy)).id)
    await _monthly(ctx, [p for p in homes if p.weeks == 4])
    if made:
        await series.pause(ctx, made[1], ctx.today(), ctx.today() + timedelta(days=24))


async def _usual(ctx: Ctx, patron: Patron) -> UUID | None:
    """The client's earliest visit at their most usual time with their most usual crew."""
    rows = await ctx.session.execute(
        select(col(Booking.id), col(Booking.starts_at), col(BookingCrew.worker_id))
        .join(Client, col(Client.id) == col(Booking.client_id))
        .join(BookingCrew, col(BookingCrew.booking_id) == col(Booking.id))
        .where(
            col(Client.external_id) == patron.id,
            col(Booking.status).in_(("completed", "confirmed")),
            col(Booking.ends_at) - col(Booking.starts_at) == timedelta(minutes=patron.minutes),
        )
        .order_by(col(Booking.starts_at))
    )
    visits = [
        (row.id, row.starts_at.astimezone(ctx.zone).time(), row.worker_id)
        for row in rows
        if row.starts_at.astimezone(ctx.zone).weekday() in patron.weekdays
    ]
    if not visits:
        return None
    (usual, _), *_ = Counter((at, who) for _, at, who in visits).most_common()
    return next(id for id, at, who in visits if (at, who) == usual)


async def _monthly(ctx: Ctx, patrons: list[Patron]) -> None:
    """The first of these clients with such a visit to come has it on that weekday of every month,
    quoted by their home."""
    for patron in patrons:
        found = await ctx.session.execute(
            select(col(Booking.id), col(Booking.starts_at))
            .join(Client, col(Client.id) == col(Booking.client_id))
            .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
            .where(
                col(Client.external_id) == patron.id,
                col(ServiceType.key).in_(("standard", "deep")),
                col(Booking.status) == "confirmed",
                col(Booking.starts_at) > ctx.now(),
            )
            .order_by(col(Booking.starts_at))
            .limit(1)
        )
        if (visit := found.first()) is not None:
            home = HomeInputs(3, Decimal(2), frequency="monthly")
            await bookings.estimate(ctx, visit.id, home)
            day: date = visit.starts_at.astimezone(ctx.zone).date()
            await series.from_booking(
                ctx, visit.id, Rule.on_weekday(position_of(day), day.weekday())
            )
            return

"""The next visits of a series before it is saved, with what would be in their way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import series as planning
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.recurrence import Rule
from cleaning_app.domain.series import Day, HolidayPolicy
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Invalid
from cleaning_app.models import Booking
from cleaning_app.services.series import crews, days
from cleaning_app.services.series.views import Preview


async def preview(
    ctx: Ctx,
    *,
    rule: Rule,
    starts_on: date,
    at: time,
    minutes: int,
    crew: Sequence[UUID] = (),
    holiday_policy: str = "keep",
    client_id: UUID | None = None,
    service_id: UUID | None = None,
    instead_of: UUID | None = None,
    count: int = 6,
) -> list[Preview]:
    """The next visits a series would have, with who could not come and why. With client and
    service, days on which they already have such a visit are marked (`joins`). `instead_of` is the
    visit the series is made from, which is never in its own way. Changes nothing.

    Raises:
        Invalid: an odd year, length or policy.
    """
    ctx.require("bookings.view")
    if not 2000 <= starts_on.year <= 2199 or not 15 <= minutes <= 1440:
        raise Invalid.field("day", "Check day and length.")
    if holiday_policy not in list(HolidayPolicy):
        raise Invalid("There is no such rule for holidays.")
    on_days = rule.next_dates(starts_on, max(starts_on, ctx.today()), count)
    if not on_days:
        return []
    found = days.between(
        await days.company(ctx), rule, starts_on, holiday_policy, on_days[0], on_days[-1]
    )
    taken: set[date] = set()
    if client_id is not None and service_id is not None:
        taken = await _joining(ctx, client_id, service_id)
    spans = [_span(ctx, day, at, minutes) for day in found]
    who = await crews.load(ctx, crew, [span for span in spans if span is not None])
    shown: list[Preview] = []
    for day, span in zip(found, spans, strict=True):
        # The visit a series is made from is its first; it joins nothing.
        own = instead_of is not None and day.held == starts_on
        joins = day.held in taken and not own
        clashes, outside = list[str](), list[str]()
        if span is not None and not joins:
            turnout = who.turnout(ctx, span, except_for=instead_of)
            clashes, outside = turnout.reasons, who.outside(span, turnout.free)
        start = span.start if span is not None else None
        moved = day.held is not None and day.held != day.on
        shown.append(Preview(day.on, start, day.holiday, moved, clashes, outside, joins))
    return shown


def _span(ctx: Ctx, day: Day, at: time, minutes: int) -> Interval | None:
    if day.held is None:
        return None
    return Interval.lasting(planning.starts_at(day.held, at, ctx.zone), minutes)


async def _joining(ctx: Ctx, client_id: UUID, service_id: UUID) -> set[date]:
    """Days on which a client already has a visit of a service that belongs to no series."""
    found = await ctx.session.scalars(
        select(col(Booking.starts_at)).where(
            col(Booking.client_id) == client_id,
            col(Booking.service_type_id) == service_id,
            col(Booking.series_id).is_(None),
            col(Booking.deleted_at).is_(None),
            col(Booking.status).in_(LIVE),
            col(Booking.starts_at) > ctx.now(),
        )
    )
    return {moment.astimezone(ctx.zone).date() for moment in found}

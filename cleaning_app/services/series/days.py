"""The days of a series: what its rule, the holidays, pauses, skips and its end come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import public_holidays
from cleaning_app.domain import series as planning
from cleaning_app.domain.recurrence import Rule
from cleaning_app.domain.series import Day, HolidayPolicy
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.working_hours import WeeklyHours
from cleaning_app.models import Booking, BookingSeries, OrganisationSettings, SeriesException
from cleaning_app.services.series import terms

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Slot:
    """A day of the rule (`on`) and when its visit takes place."""

    on: date
    when: Interval


@dataclass(frozen=True)
class Company:
    """What the organisation's calendar says: where it is and on which weekdays it works."""

    province: str
    weekdays: frozenset[int]


async def company(ctx: Ctx) -> Company:
    """The organisation's calendar."""
    found = await ctx.session.execute(
        select(col(OrganisationSettings.province), col(OrganisationSettings.weekly_hours))
    )
    province, hours = found.one()
    return Company(province, frozenset(WeeklyHours.from_json(hours).shifts) or frozenset(range(5)))


def between(
    company: Company, rule: Rule, starts_on: date, policy: str, first: date, last: date
) -> list[Day]:
    """The days of a rule, both ends included, with what becomes of holidays."""
    holidays = public_holidays.between(company.province, first, last + WEEK)
    return planning.days(
        rule, starts_on, HolidayPolicy(policy), holidays, company.weekdays, (first, last)
    )


async def due(ctx: Ctx, series: BookingSeries, first: date, last: date) -> list[Slot]:
    """The visits a series ought to have from `first` to `last` that are still to come: not paused,
    skipped or past its end. Days that a visit already stands for are among them."""
    found = between(
        await company(ctx), terms.rule_of(series), series.starts_on, series.holiday_policy,
        first, last,
    )  # fmt: skip
    left_out = set(
        await ctx.session.scalars(
            select(col(SeriesException.on_day)).where(col(SeriesException.series_id) == series.id)
        )
    )
    return [
        slot
        for day in found
        if day.on not in left_out
        and runs_on(series, day.on)
        and (slot := slot_of(ctx, series, day)) is not None
        and slot.when.start > ctx.now()
    ]


def slot_of(ctx: Ctx, series: BookingSeries, day: Day) -> Slot | None:
    """When the visit of a day takes place; None when a holiday leaves it out."""
    if day.held is None:
        return None
    start = planning.starts_at(day.held, series.at, ctx.zone)
    return Slot(day.on, Interval.lasting(start, series.minutes))


def runs_on(series: BookingSeries, day: date) -> bool:
    """Whether a day is before the series' end and outside its pause."""
    if series.ended_from is not None and day >= series.ended_from:
        return False
    if series.paused_from is None or day < series.paused_from:
        return True
    return series.paused_until is not None and day > series.paused_until


async def settled(ctx: Ctx, series: BookingSeries) -> set[date]:
    """Days a visit stands for, whatever has become of it."""
    found = await ctx.session.scalars(
        select(col(Booking.series_on)).where(
            col(Booking.series_id) == series.id, col(Booking.series_on).is_not(None)
        )
    )
    return {day for day in found if day is not None}

"""The visits of a series that are still to come, and what about them was changed by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import series as planning
from cleaning_app.domain.bookings import NOT_BEGUN
from cleaning_app.domain.series import Shape
from cleaning_app.models import Booking, BookingCrew, BookingSeries, SeriesConflict
from cleaning_app.services.bookings import holding
from cleaning_app.services.series import days, extras, terms


@dataclass(frozen=True)
class Standing:
    """A coming visit and the day of the rule it stands for. `changed` are parts of it (fields of
    `Shape`) that don't follow the series any more."""

    booking: Booking
    on: date
    crew: list[UUID]
    changed: frozenset[str]


async def held(
    ctx: Ctx, series: BookingSeries, since: date | None = None, *, joining: Iterable[UUID] = ()
) -> list[Standing]:
    """The coming visits, locked with everybody on them and who may be `joining`."""
    statement = _coming(ctx, series, since).with_only_columns(col(Booking.id))
    ids = (await ctx.session.scalars(statement)).all()
    usual = await terms.crew_of(ctx, series.id)
    await holding.bookings(ctx, ids, joining=[*joining, *usual])
    return await of(ctx, series, since)


async def of(ctx: Ctx, series: BookingSeries, since: date | None = None) -> list[Standing]:
    """The coming visits that stand for a day of the series, by day."""
    statement = _coming(ctx, series, since).execution_options(populate_existing=True)
    return await compared(ctx, series, (await ctx.session.scalars(statement)).all())


async def compared(ctx: Ctx, series: BookingSeries, visits: Sequence[Booking]) -> list[Standing]:
    """Some visits of a series beside what the series says of them."""
    dated = [(visit, visit.series_on) for visit in visits if visit.series_on is not None]
    if not dated:
        return []
    usual = frozenset(await terms.crew_of(ctx, series.id))
    meant_on = await _held_days(ctx, series, [on for _, on in dated])
    crews = await _crews(ctx, [visit.id for visit, _ in dated])
    waiting = await _waiting(ctx, series)
    usual_extras = {one.key: one.quantity for one in await extras.of_series(ctx, series.id)}
    chosen = await extras.of_visits(ctx, [visit.id for visit, _ in dated])
    found: list[Standing] = []
    for visit, on in dated:
        crew = crews.get(visit.id, [])
        day = meant_on.get(on, on)
        meant = Shape(
            planning.starts_at(day, series.at, ctx.zone), series.minutes,
            series.service_type_id, series.address_id, series.price_cents, usual, series.notes,
            series.team_id,
            planning.window(day, (series.earliest_at, series.latest_at), ctx.zone),
            frozenset(usual_extras.items()),
        )  # fmt: skip
        actual = Shape(
            visit.starts_at, int((visit.ends_at - visit.starts_at).total_seconds()) // 60,
            visit.service_type_id, visit.address_id, visit.price_cents, frozenset(crew),
            visit.notes, visit.team_id, _window_of(visit),
            frozenset(chosen.get(visit.id, {}).items()),
        )  # fmt: skip
        changed = planning.differing(meant, actual, waiting=visit.id in waiting)
        found.append(Standing(visit, on, crew, frozenset(changed)))
    return found


def _window_of(visit: Booking) -> planning.Window:
    if visit.earliest_start is None or visit.latest_start is None:
        return None
    return visit.earliest_start, visit.latest_start


def _coming(ctx: Ctx, series: BookingSeries, since: date | None) -> Any:
    statement = (
        select(Booking)
        .where(
            col(Booking.series_id) == series.id,
            col(Booking.series_on).is_not(None),
            col(Booking.status).in_(NOT_BEGUN),
            col(Booking.deleted_at).is_(None),
            col(Booking.starts_at) > ctx.now(),
        )
        .order_by(col(Booking.series_on))
    )
    return statement if since is None else statement.where(col(Booking.series_on) >= since)


async def _held_days(ctx: Ctx, series: BookingSeries, on: Sequence[date]) -> dict[date, date]:
    found = days.between(
        await days.company(ctx), terms.rule_of(series), series.starts_on, series.holiday_policy,
        min(on), max(on),
    )  # fmt: skip
    return {day.on: day.held or day.on for day in found}


async def _crews(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    listed = func.array_agg(
        aggregate_order_by(col(BookingCrew.worker_id), col(BookingCrew.worker_id))
    )
    rows = await ctx.session.execute(
        select(col(BookingCrew.booking_id), listed)
        .where(col(BookingCrew.booking_id).in_(ids))
        .group_by(col(BookingCrew.booking_id))
    )
    return {id: list(crew) for id, crew in rows}


async def _waiting(ctx: Ctx, series: BookingSeries) -> set[UUID]:
    """Visits whose crew is short because somebody could not come."""
    found = await ctx.session.scalars(
        select(col(SeriesConflict.booking_id)).where(
            col(SeriesConflict.series_id) == series.id,
            col(SeriesConflict.kind) == "crew",
            col(SeriesConflict.resolved_at).is_(None),
        )
    )
    return {id for id in found if id is not None}

"""Visits that did not come out as their series say, and what can be done about each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import recurrence
from cleaning_app.domain.bookings import NOT_BEGUN
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict as Refused
from cleaning_app.models import (
    Booking,
    BookingCrew,
    BookingSeries,
    Client,
    SeriesConflict,
    SeriesException,
    ServiceType,
    Skill,
    Worker,
)
from cleaning_app.services import audit, bookings, live, rows
from cleaning_app.services.bookings import CrewChange, Moved, WorkerRef, alternatives
from cleaning_app.services.series import stop
from cleaning_app.services.series.views import Conflict

_MISSING = "That has been settled already."


def is_open(ctx: Ctx) -> Any:
    """SQL: whether a line still needs somebody. Whoever assigns a worker on the board, cancels the
    visit or books it by hand settles it without ever seeing the line."""
    mine = col(SeriesConflict.org_id) == col(Booking.org_id)
    on_it = (
        select(func.count())
        .select_from(BookingCrew)
        .where(
            col(BookingCrew.org_id) == col(Booking.org_id),
            col(BookingCrew.booking_id) == col(Booking.id),
        )
        .correlate(Booking)
        .scalar_subquery()
    )
    waits = (
        select(col(Booking.id))
        .where(
            mine,
            col(Booking.id) == col(SeriesConflict.booking_id),
            col(Booking.deleted_at).is_(None),
            col(Booking.status).in_(NOT_BEGUN),
            col(Booking.starts_at) > ctx.now(),
            on_it < col(SeriesConflict.wanted),
        )
        .correlate(SeriesConflict)
        .exists()
    )
    made = (
        select(col(Booking.id))
        .where(
            mine,
            col(Booking.series_id) == col(SeriesConflict.series_id),
            col(Booking.series_on) == col(SeriesConflict.on_day),
        )
        .correlate(SeriesConflict)
        .exists()
    )
    left_out = (
        select(col(SeriesException.on_day))
        .where(
            col(SeriesException.series_id) == col(SeriesConflict.series_id),
            col(SeriesException.on_day) == col(SeriesConflict.on_day),
        )
        .correlate(SeriesConflict)
        .exists()
    )
    runs = (
        select(col(BookingSeries.id))
        .where(
            col(BookingSeries.id) == col(SeriesConflict.series_id),
            or_(
                col(BookingSeries.ended_from).is_(None),
                col(BookingSeries.ended_from) > col(SeriesConflict.on_day),
            ),
        )
        .correlate(SeriesConflict)
        .exists()
    )
    unmade = (
        (col(SeriesConflict.kind) == "not_made")
        & (col(SeriesConflict.on_day) >= ctx.today())
        & runs
        & ~made
        & ~left_out
    )
    return col(SeriesConflict.resolved_at).is_(None) & (waits | unmade)


def count_of(ctx: Ctx) -> Any:
    """SQL: how many open lines a series of the enclosing select has."""
    return (
        select(func.count())
        .select_from(SeriesConflict)
        .where(
            col(SeriesConflict.org_id) == col(BookingSeries.org_id),
            col(SeriesConflict.series_id) == col(BookingSeries.id),
            is_open(ctx),
        )
        .correlate(BookingSeries)
        .scalar_subquery()
    )


async def count(ctx: Ctx) -> int:
    """How many lines need somebody."""
    ctx.require("bookings.view")
    counted = select(func.count()).select_from(SeriesConflict).where(is_open(ctx))
    return await ctx.session.scalar(counted) or 0


async def listed(
    ctx: Ctx, *, series_id: UUID | None = None, limit: int = 12, with_alternatives: bool = True
) -> list[Conflict]:
    """Open lines, the soonest first, with the three nearest free slots of each visit that stands."""
    ctx.require("bookings.view")
    statement = _lines().where(is_open(ctx)).limit(limit)
    if series_id is not None:
        statement = statement.where(col(SeriesConflict.series_id) == series_id)
    found: list[Any] = list((await ctx.session.execute(statement)).all())
    names = await _names(ctx, {id for row in found for id in row[0].missing})
    return [await _read(ctx, row, names, with_alternatives) for row in found]


async def assign(ctx: Ctx, conflict_id: UUID, worker_id: UUID) -> Moved:
    """Put somebody free on the visit instead. Undo: `bookings.reschedule`, as for any move; then
    the line is open again.

    Raises:
        NotFound; Conflict: it is settled already, or that worker is elsewhere by now.
    """
    return await move(ctx, conflict_id, worker_id, None)


async def move(ctx: Ctx, conflict_id: UUID, worker_id: UUID, starts_at: datetime | None) -> Moved:
    """Move the visit to a free slot of a worker. Undo and refusals as for `assign`."""
    ctx.require("bookings.edit")
    ctx.require("bookings.assign")
    line = await _open(ctx, conflict_id)
    if line.booking_id is None:
        raise Refused("There is no visit to move. Open the series to see why.")
    return await bookings.reschedule(
        ctx, line.booking_id, starts_at, crew=CrewChange(add=[worker_id]), expect_reason=False
    )


async def skip(ctx: Ctx, conflict_id: UUID) -> tuple[UUID, Any]:
    """Leave that day out; the client is told. Undo: `series.unskip` with what comes back. Raises
    NotFound, Conflict."""
    ctx.require("bookings.edit")
    line = await _open(ctx, conflict_id)
    await stop.skip(ctx, line.series_id, line.on_day, "Nobody could come")
    return line.series_id, line.on_day


async def dismiss(ctx: Ctx, conflict_id: UUID) -> None:
    """Leave the visit as it is and take the line off the list. Undo: `recall`. Raises NotFound,
    Conflict."""
    ctx.require("bookings.edit")
    line = await _open(ctx, conflict_id)
    line.resolved_at, line.resolution = ctx.now(), "dismissed"
    await _settled(ctx, line, "dismiss")


async def recall(ctx: Ctx, conflict_id: UUID) -> None:
    """Put a line that was taken off back on the list. Raises NotFound."""
    ctx.require("bookings.edit")
    line = await rows.one(ctx, SeriesConflict, conflict_id, _MISSING)
    line.resolved_at, line.resolution = None, ""
    await _settled(ctx, line, "recall")


async def _settled(ctx: Ctx, line: SeriesConflict, verb: str) -> None:
    await ctx.session.flush()
    audit.record(
        ctx, f"series.{verb}", "series", line.series_id, on=line.on_day.isoformat(),
        reason=line.reason,
    )  # fmt: skip
    await live.announce(ctx, "series", line.series_id, "changed")


async def _open(ctx: Ctx, conflict_id: UUID) -> SeriesConflict:
    line = await rows.one(ctx, SeriesConflict, conflict_id, _MISSING)
    if line.resolved_at is not None:
        raise Refused(_MISSING)
    return line


def _lines() -> Any:
    return (
        select(
            SeriesConflict,
            BookingSeries,
            col(Client.name),
            col(ServiceType.name),
            Booking,
            select(col(Skill.key))
            .where(col(Skill.id) == col(ServiceType.skill_id))
            .scalar_subquery(),
        )
        .join(BookingSeries, col(BookingSeries.id) == col(SeriesConflict.series_id))
        .join(Client, col(Client.id) == col(BookingSeries.client_id))
        .join(ServiceType, col(ServiceType.id) == col(BookingSeries.service_type_id))
        .outerjoin(Booking, col(Booking.id) == col(SeriesConflict.booking_id))
        .order_by(col(SeriesConflict.on_day), col(SeriesConflict.id))
    )


async def _names(ctx: Ctx, ids: Collection[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    found = await ctx.session.execute(
        select(col(Worker.id), col(Worker.name)).where(col(Worker.id).in_(ids))
    )
    return {id: name for id, name in found}  # noqa: C416 - rows are no pairs to a type checker


async def _read(ctx: Ctx, row: Any, names: dict[UUID, str], with_alternatives: bool) -> Conflict:
    line, series, client, service, visit, skill = row
    free: list[alternatives.Alternative] = []
    if with_alternatives and visit is not None:
        crew = await ctx.session.scalars(
            select(col(BookingCrew.worker_id)).where(col(BookingCrew.booking_id) == visit.id)
        )
        free = await alternatives.for_crew(
            ctx,
            Interval(visit.starts_at, visit.ends_at),
            [*crew, *line.missing[:1]],
            instead_of=line.missing[0] if line.missing else None,
            booking_id=visit.id,
            skill=skill or "",
        )
    return Conflict(
        id=line.id,
        series_id=series.id,
        client_id=series.client_id,
        client=client,
        words=recurrence.read(series.rrule).words,
        on_day=line.on_day,
        kind=line.kind,
        reason=line.reason,
        missing=[WorkerRef(id, names[id]) for id in line.missing if id in names],
        booking_id=visit.id if visit is not None else None,
        number=visit.number if visit is not None else None,
        service=service,
        starts_at=visit.starts_at if visit is not None else None,
        ends_at=visit.ends_at if visit is not None else None,
        alternatives=free,
    )

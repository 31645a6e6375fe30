"""One series with everything its page shows, and what a booking's page says about its series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import NOT_BEGUN
from cleaning_app.domain.series import WORDS
from cleaning_app.errors import NotFound
from cleaning_app.models import Address, Booking, BookingSeries, SeriesException, Team
from cleaning_app.services import audit, bookings, listing, rows
from cleaning_app.services.bookings import BookingRow
from cleaning_app.services.series import conflicts, extras, reading, standing, terms
from cleaning_app.services.series.standing import Standing
from cleaning_app.services.series.views import Membership, SeriesDay, SeriesDetail

_UPCOMING = 12
_PAST = 8


async def get(ctx: Ctx, series_id: UUID) -> SeriesDetail:
    """A series with its coming and last visits, conflicts and history.

    Raises:
        NotFound: no such series here.
    """
    ctx.require("bookings.view")
    found: Any = (
        await ctx.session.execute(
            reading.rows(ctx)
            .add_columns(Address, _following(), _done(), col(Team.name))
            .outerjoin(Address, col(Address.id) == col(BookingSeries.address_id))
            .outerjoin(Team, col(Team.id) == col(BookingSeries.team_id))
            .where(col(BookingSeries.id) == series_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFound(terms.MISSING)
    series, address, following_id, done, team = found[0], *found[8:]
    return SeriesDetail(
        row=reading.read(found),
        address_id=series.address_id,
        address=_line(address),
        team_id=series.team_id,
        team=team or "",
        earliest_at=series.earliest_at,
        latest_at=series.latest_at,
        extras=await extras.of_series(ctx, series_id),
        quoted=series.pricing,
        notes=series.notes,
        has_access_notes=series.access_notes is not None,
        confirmed=series.confirmed,
        holiday_policy=series.holiday_policy,
        paused_from=series.paused_from,
        paused_until=series.paused_until,
        ended_from=series.ended_from,
        last_on=series.last_on,
        end_reason=series.end_reason,
        previous_id=series.previous_id,
        following_id=following_id,
        done=done,
        upcoming=await _upcoming(ctx, series),
        past=await _past(ctx, series_id),
        skipped=await _skipped(ctx, series_id),
        conflicts=await conflicts.listed(ctx, series_id=series_id, with_alternatives=False),
        history=await audit.history(ctx, "series", series_id),
    )


async def of_booking(ctx: Ctx, booking_id: UUID) -> Membership | None:
    """What a booking's page says about the series it belongs to; None for a one-off. Raises
    NotFound."""
    ctx.require("bookings.view")
    booking = await rows.one(ctx, Booking, booking_id, "There is no such booking.")
    if booking.series_id is None:
        return None
    found: Any = (
        await ctx.session.execute(
            reading.rows(ctx).where(col(BookingSeries.id) == booking.series_id)
        )
    ).one()
    row, series = reading.read(found), found[0]
    coming = await standing.of(ctx, series)
    own = await standing.compared(ctx, series, [booking])
    changed = own[0].changed if own and booking.status in NOT_BEGUN else ()
    return Membership(
        series_id=row.id,
        words=terms.rule_of(series).words_at(row.at),
        state=row.state,
        on_day=booking.series_on,
        changed=_words(changed),
        before=await _neighbour(ctx, booking, -1),
        after=await _neighbour(ctx, booking, 1),
        kept=sum(1 for one in coming if one.changed and one.booking.id != booking_id),
    )


def _following() -> Any:
    later = BookingSeries.__table__.alias()  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]
    return (
        select(later.c.id)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        .where(later.c.previous_id == col(BookingSeries.id))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        .order_by(later.c.created_at.desc())  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        .limit(1)
        .correlate(BookingSeries)
        .scalar_subquery()
    )


def _done() -> Any:
    return (
        select(func.count())
        .select_from(Booking)
        .where(
            col(Booking.org_id) == col(BookingSeries.org_id),
            col(Booking.series_id) == col(BookingSeries.id),
            col(Booking.status) == "completed",
            col(Booking.deleted_at).is_(None),
        )
        .correlate(BookingSeries)
        .scalar_subquery()
    )


async def _upcoming(ctx: Ctx, series: BookingSeries) -> list[SeriesDay]:
    coming = sorted(await standing.of(ctx, series), key=_start)[:_UPCOMING]
    by_id = await _rows(ctx, [one.booking.id for one in coming], series.id)
    return [
        SeriesDay(by_id[one.booking.id], one.on, _words(one.changed))
        for one in coming
        if one.booking.id in by_id
    ]


async def _rows(ctx: Ctx, ids: Sequence[UUID], series_id: UUID) -> dict[UUID, BookingRow]:
    """Booking rows of some visits of a series."""
    query = listing.Query(
        sort="starts_at",
        limit=200,
        filters={
            "series_id": str(series_id),
            "status": "pending,confirmed",
            "from": ctx.today().isoformat(),
        },
    )
    found = (await bookings.find(ctx, query)).rows
    return {row.id: row for row in found if row.id in ids}


async def _past(ctx: Ctx, series_id: UUID) -> list[BookingRow]:
    """The last visits that are over, whatever became of them; newest first."""
    query = listing.Query(
        sort="-starts_at",
        limit=_PAST,
        filters={
            "series_id": str(series_id),
            "status": "in_progress,completed,cancelled,no_show",
            "to": ctx.today().isoformat(),
        },
    )
    return (await bookings.find(ctx, query)).rows


async def _neighbour(ctx: Ctx, booking: Booking, direction: int) -> BookingRow | None:
    """The live or completed visit of the same series right before (-1) or after (1)."""
    start = col(Booking.starts_at)
    statement = (
        select(col(Booking.id))
        .where(
            col(Booking.series_id) == booking.series_id,
            col(Booking.deleted_at).is_(None),
            col(Booking.status) != "cancelled",
            start > booking.starts_at if direction > 0 else start < booking.starts_at,
        )
        .order_by(start if direction > 0 else start.desc())
        .limit(1)
    )
    id = await ctx.session.scalar(statement)
    return await bookings.row(ctx, id) if id is not None else None


async def _skipped(ctx: Ctx, series_id: UUID) -> list[Any]:
    found = await ctx.session.scalars(
        select(col(SeriesException.on_day))
        .where(
            col(SeriesException.series_id) == series_id,
            col(SeriesException.kind) == "skipped",
            col(SeriesException.on_day) >= ctx.today(),
        )
        .order_by(col(SeriesException.on_day))
    )
    return list(found)


def _start(one: Standing) -> Any:
    return one.booking.starts_at


def _words(changed: Any) -> list[str]:
    """What was changed, as people call it, in the order of a form."""
    return [word for name, word in WORDS.items() if name in changed]


def _line(address: Address | None) -> str:
    if address is None:
        return ""
    return ", ".join(part for part in (address.street, address.area or address.city) if part)

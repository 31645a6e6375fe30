"""Writing down what did not come out as a series says, so that nobody finds out on the day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import AppError
from cleaning_app.ids import new_id
from cleaning_app.models import BookingSeries, SeriesConflict
from cleaning_app.services.series.crews import Turnout

_LONGEST = 500


async def crew(
    ctx: Ctx, series: BookingSeries, on: date, booking_id: UUID, turnout: Turnout, wanted: int
) -> None:
    """A visit stands without some of its crew."""
    await ctx.session.execute(
        _line(
            ctx, series, on,
            kind="crew", booking_id=booking_id, missing=turnout.missing, wanted=wanted,
            reason=" ".join(turnout.reasons)[:_LONGEST],
        )
    )  # fmt: skip


async def not_made(ctx: Ctx, series: BookingSeries, on: date, refused: AppError) -> int:
    """A visit could not be made. Trying again every night says so once, and not again after
    somebody has put it aside. Returns 1 when it is news."""
    details = " ".join(problem.message for problem in refused.errors)
    reason = refused.detail if details in refused.detail else f"{refused.detail} {details}"
    statement = _line(
        ctx, series, on,
        kind="not_made", booking_id=None, missing=[], wanted=0, reason=reason[:_LONGEST],
        only_if=or_(
            col(SeriesConflict.kind) != "not_made",
            (col(SeriesConflict.reason) != reason[:_LONGEST])
            & col(SeriesConflict.resolved_at).is_(None),
        ),
    )  # fmt: skip
    written = await ctx.session.scalar(statement.returning(col(SeriesConflict.id)))
    return int(written is not None)


def _line(ctx: Ctx, series: BookingSeries, on: date, *, only_if: Any = None, **values: Any) -> Any:
    """One line a day: what is found later replaces what was known, and is open again."""
    fresh = {**values, "created_at": ctx.now(), "resolved_at": None, "resolution": ""}
    return (
        insert(SeriesConflict)
        .values(id=new_id(), org_id=ctx.org.id, series_id=series.id, on_day=on, **fresh)
        .on_conflict_do_update(constraint="uq_series_conflicts_day", set_=fresh, where=only_if)
    )


async def resolve_day(ctx: Ctx, series_id: UUID, on: date, resolution: str) -> None:
    """Close what is open about a day, saying how it was settled."""
    await ctx.session.execute(
        update(SeriesConflict)
        .where(
            col(SeriesConflict.series_id) == series_id,
            col(SeriesConflict.on_day) == on,
            col(SeriesConflict.resolved_at).is_(None),
        )
        .values(resolved_at=ctx.now(), resolution=resolution)
    )


async def reopen_skipped(ctx: Ctx, series_id: UUID, on: date) -> None:
    """A skipped day is back, and with it what was open about it."""
    await ctx.session.execute(
        update(SeriesConflict)
        .where(
            col(SeriesConflict.series_id) == series_id,
            col(SeriesConflict.on_day) == on,
            col(SeriesConflict.resolution) == "skipped",
        )
        .values(resolved_at=None, resolution="")
    )

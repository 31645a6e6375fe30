"""Cutting a series in two: what was keeps its rule and its history, what comes gets its own."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.ids import new_id
from cleaning_app.models import Booking, BookingSeries, SeriesConflict, SeriesException
from cleaning_app.services import audit, live, rows
from cleaning_app.services.series import extras, terms

_COPIED = (
    "org_id", "client_id", "address_id", "service_type_id", "at", "minutes", "price_cents", "notes",
    "access_notes", "consent_photos", "confirmed", "holiday_policy", "paused_from", "paused_until",
    "ended_from", "end_reason", "made_until", "team_id", "earliest_at", "latest_at",
    "pricing",
)  # fmt: skip


def has_history(series: BookingSeries, since: date) -> bool:
    """Whether a series has days before one; without, a change from there on changes all of it."""
    first = terms.rule_of(series).next_dates(series.starts_on, series.starts_on, 1)
    return bool(first) and first[0] < since


async def split(ctx: Ctx, series: BookingSeries, since: date) -> BookingSeries:
    """End a locked series the day before `since` and let a new one, its like, go on from there with
    the visits and skipped days from then on. `since` is a day of its rule."""
    rule = terms.rule_of(series)
    left = rule.left_after(series.starts_on, since)
    following = BookingSeries(
        id=new_id(),
        starts_on=since,
        rrule=left.rrule,
        last_on=left.last_date(since),
        previous_id=series.id,
        created_by=ctx.actor.user_id,
        created_at=ctx.now(),
        **{name: getattr(series, name) for name in _COPIED},
    )
    series.rrule = rule.ending(until=since - timedelta(days=1)).rrule
    series.last_on = since - timedelta(days=1)
    rows.touched(series)
    ctx.session.add(following)
    await ctx.session.flush()
    await terms.set_crew(ctx, following.id, await terms.crew_of(ctx, series.id))
    await extras.put(ctx, following.id, await extras.of_series(ctx, series.id))
    await hand_over(ctx, series.id, following.id, since)
    audit.record(
        ctx, "series.split", "series", series.id, on=since.isoformat(), into=str(following.id)
    )
    audit.record(ctx, "series.continue", "series", following.id, after=str(series.id))
    return following


async def hand_over(ctx: Ctx, from_id: UUID, to_id: UUID, since: date) -> None:
    """Give visits, skipped days and conflicts from a day on to another series."""
    await ctx.session.execute(
        update(Booking)
        .where(col(Booking.series_id) == from_id, col(Booking.series_on) >= since)
        .values(series_id=to_id)
    )
    if since == date.min:
        given_up = (col(Booking.series_id) == from_id) & col(Booking.series_on).is_(None)
        await ctx.session.execute(update(Booking).where(given_up).values(series_id=to_id))
    for table in (SeriesException, SeriesConflict):
        await ctx.session.execute(
            update(table)
            .where(col(table.series_id) == from_id, col(table.on_day) >= since)
            .values(series_id=to_id)
        )


async def join(ctx: Ctx, series_id: UUID, before_id: UUID, rrule: str) -> BookingSeries:
    """Put a series back into the one it was split from, which has its rule again."""
    series = await terms.locked(ctx, before_id)
    following = await terms.locked(ctx, series_id)
    await hand_over(ctx, series_id, before_id, date.min)
    series.rrule = rrule
    series.last_on = terms.rule_of(series).last_date(series.starts_on)
    rows.touched(series)
    await ctx.session.flush()
    await ctx.session.delete(following)
    await ctx.session.flush()
    audit.record(ctx, "series.join", "series", before_id, back=str(series_id))
    await live.announce(ctx, "series", before_id, "changed")
    return series

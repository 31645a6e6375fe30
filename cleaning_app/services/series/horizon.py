"""Making a series' visits, eight weeks ahead: by the job, and at once when a series is changed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.context import Ctx
from cleaning_app.domain import series as planning
from cleaning_app.domain.series import HORIZON
from cleaning_app.errors import AppError, Conflict
from cleaning_app.models import BookingSeries
from cleaning_app.services import audit, bookings, live
from cleaning_app.services.bookings import Extra, Saved, holding
from cleaning_app.services.bookings.extras import write as write_extras
from cleaning_app.services.series import crews, days, extras, noting, terms
from cleaning_app.services.series.crews import Crews, Turnout
from cleaning_app.services.series.days import Slot
from cleaning_app.services.series.views import Filled


async def due(ctx: Ctx) -> list[UUID]:
    """The series that don't reach the horizon yet; for the job."""
    ctx.require("bookings.edit")
    today = ctx.today()
    found = await ctx.session.scalars(
        select(col(BookingSeries.id))
        .where(
            or_(
                col(BookingSeries.made_until).is_(None),
                col(BookingSeries.made_until) < today + HORIZON,
            ),
            or_(col(BookingSeries.last_on).is_(None), col(BookingSeries.last_on) >= today),
            or_(col(BookingSeries.ended_from).is_(None), col(BookingSeries.ended_from) > today),
        )
        .order_by(col(BookingSeries.id))
    )
    return list(found)


async def extend(ctx: Ctx, series_id: UUID) -> dict[str, int]:
    """Make what one series still lacks up to the horizon; for the job. Doing it twice, or on two
    runners at once, makes nothing twice."""
    ctx.require("bookings.edit")
    series = await terms.locked(ctx, series_id)
    filled = await fill(ctx, series)
    return {"series": 1, "made": filled.made, "conflicts": filled.conflicts}


async def fill(ctx: Ctx, series: BookingSeries) -> Filled:
    """Make the visits of a locked series that don't exist yet, from now to the horizon.

    Whoever can't come to a visit is left off it, and that is noted as a conflict. What keeps a
    visit from being made at all (a blocked client) is noted too, once, and ends the pass. The
    caller has checked permission.
    """
    last = ctx.today() + HORIZON
    standing = await days.settled(ctx, series)
    # A visit moved off a holiday may still be to come when its own day is over.
    slots = await days.due(ctx, series, ctx.today() - days.WEEK, last)
    wanted = [slot for slot in slots if slot.on not in standing]
    series.made_until = last
    if not wanted:
        await ctx.session.flush()
        return Filled()
    crew = await terms.crew_of(ctx, series.id)
    await holding.workers(ctx, crew)
    who = await crews.load(ctx, crew, [slot.when for slot in wanted])
    more = await extras.of_series(ctx, series.id)
    filled = await _make_all(ctx, series, wanted, who, more)
    audit.record(
        ctx, "series.fill", "series", series.id, made=filled.made, conflicts=filled.conflicts
    )
    await live.announce(ctx, "series", series.id, "filled")
    return filled


async def _make_all(
    ctx: Ctx, series: BookingSeries, wanted: list[Slot], who: Crews, more: list[Extra]
) -> Filled:
    made, conflicts = 0, 0
    for slot in wanted:
        try:
            async with ctx.attempt():
                saved, turnout = await _make(ctx, series, slot, who, more)
        except AppError as refused:
            conflicts += await noting.not_made(ctx, series, slot.on, refused)
            break
        made += 1
        if turnout.missing:
            await noting.crew(ctx, series, slot.on, saved.id, turnout, len(who.wanted))
            conflicts += 1
    return Filled(made, conflicts)


async def _make(
    ctx: Ctx, series: BookingSeries, slot: Slot, who: Crews, more: list[Extra]
) -> tuple[Saved, Turnout]:
    """One visit, with whoever of its crew can come."""
    turnout = who.turnout(ctx, slot.when)
    while True:
        try:
            async with ctx.attempt():
                return await _book(ctx, series, slot, turnout.free, more), turnout
        except Conflict as refused:
            turnout = turnout.without(taken(refused, turnout), refused.detail)


def taken(refused: Conflict, turnout: Turnout) -> UUID:
    """Who of a turnout was booked elsewhere since it was looked at. Raises `refused` again when it
    is about something else."""
    id = str(refused.extra.get("conflict", {}).get("worker_id", ""))
    found = next((worker_id for worker_id in turnout.free if str(worker_id) == id), None)
    if found is None:
        raise refused
    return found


async def _book(
    ctx: Ctx, series: BookingSeries, slot: Slot, crew: list[UUID], more: list[Extra]
) -> Saved:
    secret = series.access_notes
    day = slot.when.start.astimezone(ctx.zone).date()
    promised = planning.window(day, (series.earliest_at, series.latest_at), ctx.zone)
    saved = await bookings.create(
        ctx,
        client_id=series.client_id,
        service_id=series.service_type_id,
        starts_at=slot.when.start,
        minutes=series.minutes,
        address_id=series.address_id,
        price_cents=series.price_cents,
        crew=crew,
        notes=series.notes,
        access_notes=crypto.decrypt(secret) if secret is not None else "",
        consent_photos=series.consent_photos,
        confirmed=series.confirmed,
        source="series",
        series=(series.id, slot.on),
        team_id=series.team_id,
        earliest_start=promised and promised[0],
        latest_start=promised and promised[1],
        tell=False,
        quoted=series.pricing,
    )
    if more:
        await write_extras(ctx, saved.id, more)
    return saved

"""Leaving visits out: skipping one, pausing for a while, ending for good; and the way back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.models import Booking, BookingSeries, SeriesException
from cleaning_app.services import audit, bookings, live, rows
from cleaning_app.services.bookings import holding
from cleaning_app.services.series import horizon, noting, standing, telling, terms
from cleaning_app.services.series.standing import Standing
from cleaning_app.services.series.views import Filled, Stopped


async def pause(
    ctx: Ctx,
    series_id: UUID,
    from_: date,
    until: date | None = None,
    *,
    version: int | None = None,
) -> Stopped:
    """Make no visits from a day to another (both included), or until it is resumed; those that
    stand then are cancelled by their terms, and the client is told once. Undo: `resume`.

    Raises:
        NotFound, PreconditionFailed; Invalid: the days are the wrong way round.
        Conflict: it has ended.
    """
    ctx.require("bookings.edit")
    if until is not None and until < from_:
        raise Invalid.field("until", "The last day is before the first one.")
    series = await _running(ctx, series_id, version)
    found = [
        one for one in await standing.held(ctx, series, from_) if until is None or one.on <= until
    ]
    series.paused_from, series.paused_until = from_, until
    fee = await _give_up(ctx, found, "The series is paused")
    details = {"from_day": from_.isoformat(), "until": until.isoformat() if until else None}
    await _changed(ctx, series, "pause", "paused", cancelled=len(found), **details)
    return Stopped(series.id, series.version, len(found), fee)


async def resume(ctx: Ctx, series_id: UUID, *, version: int | None = None) -> Filled:
    """End a pause: visits are made again from now on. Raises what `pause` raises."""
    ctx.require("bookings.edit")
    series = await _running(ctx, series_id, version)
    if series.paused_from is None:
        raise Conflict("This series isn't paused.")
    series.paused_from = series.paused_until = None
    filled = await horizon.fill(ctx, series)
    await _changed(ctx, series, "resume", "resumed", made=filled.made)
    return filled


async def end(
    ctx: Ctx,
    series_id: UUID,
    reason: str,
    *,
    since: date | None = None,
    cancel: bool = True,
    version: int | None = None,
) -> Stopped:
    """Make no more visits from a day on (today unless told). With `cancel`, those that stand from
    then on are cancelled by their terms; without, they still take place. What was stays. Undo:
    `reopen`.

    Raises:
        NotFound, PreconditionFailed; Invalid: no reason; Conflict: it has ended already.
    """
    ctx.require("bookings.edit")
    form = Fields()
    reason = form.text("reason", reason, 500, required=True)
    form.finish("Say why it ends; the reason stays with the series.")
    series = await _running(ctx, series_id, version)
    since = since or ctx.today()
    found = await standing.held(ctx, series, since) if cancel else []
    series.ended_from, series.end_reason = since, reason
    fee = await _give_up(ctx, found, reason)
    await _changed(
        ctx, series, "end", "ended", reason=reason, since=since.isoformat(), cancelled=len(found)
    )
    return Stopped(series.id, series.version, len(found), fee)


async def reopen(ctx: Ctx, series_id: UUID) -> Filled:
    """Take a series up again that was ended; its visits are made anew. Raises NotFound, Conflict."""
    ctx.require("bookings.edit")
    series = await terms.locked(ctx, series_id)
    if series.ended_from is None:
        raise Conflict("This series hasn't been ended.")
    series.ended_from, series.end_reason = None, ""
    filled = await horizon.fill(ctx, series)
    await _changed(ctx, series, "reopen", "resumed", made=filled.made)
    return filled


async def skip(
    ctx: Ctx, series_id: UUID, on: date, reason: str = "Skipped", *, kind: str = "skipped"
) -> Stopped:
    """Leave one day of the rule out, whether its visit stands already or not; a visit that stands
    is cancelled by its terms, and the client is told. Undo: `unskip`.

    Raises:
        NotFound; Invalid: the rule doesn't fall on that day.
        Conflict: it is over or has begun.
    """
    ctx.require("bookings.edit")
    series = await terms.locked(ctx, series_id)
    visit = await _visit(ctx, series, on)
    if visit is None and on not in terms.rule_of(series).dates(series.starts_on, on, on):
        raise Invalid("The series has no visit on that day.", [FieldError("day", "No such day.")])
    fee = 0
    if visit is not None and visit.status != "cancelled":
        await holding.bookings(ctx, [visit.id])
        fee = (await bookings.cancel(ctx, visit.id, reason)).fee_cents
    await _leave_out(ctx, series, on, kind)
    await noting.resolve_day(ctx, series.id, on, "skipped")
    audit.record(ctx, "series.skip", "series", series.id, on=on.isoformat())
    await live.announce(ctx, "series", series.id, "skipped")
    return Stopped(series.id, series.version, int(visit is not None), fee)


async def unskip(ctx: Ctx, series_id: UUID, on: date) -> Filled:
    """Have a skipped day again: its visit stands as before when it was cancelled a moment ago, or
    is made anew. Raises NotFound, Conflict."""
    ctx.require("bookings.edit")
    series = await terms.locked(ctx, series_id)
    await _let_back(ctx, series, on)
    visit = await _visit(ctx, series, on)
    if visit is not None and visit.status == "cancelled":
        try:
            async with ctx.attempt():
                await bookings.undo_cancel(ctx, visit.id)
        except Conflict:
            visit.series_on = None
            await ctx.session.flush()
    await noting.reopen_skipped(ctx, series.id, on)
    filled = await horizon.fill(ctx, series)
    audit.record(ctx, "series.unskip", "series", series.id, on=on.isoformat())
    await live.announce(ctx, "series", series.id, "resumed")
    return filled


async def detach(ctx: Ctx, booking_id: UUID, *, version: int | None = None) -> tuple[UUID, date]:
    """Make a visit a one-off again; the series makes no other in its place. Returns the series and
    the day for undoing it: `attach`. Raises NotFound, PreconditionFailed, Conflict."""
    ctx.require("bookings.edit")
    series_id = (await rows.one(ctx, Booking, booking_id, holding.MISSING)).series_id
    if series_id is None:
        raise Conflict("This visit isn't part of a series.")
    series = await terms.locked(ctx, series_id)
    visit = await holding.booking(ctx, booking_id, version)
    on = visit.series_on
    if visit.series_id != series_id or on is None:
        raise Conflict("This visit isn't part of the series any more.")
    await _leave_out(ctx, series, on, "detached")
    await _belongs(ctx, visit, None, None, "detach")
    return series_id, on


async def attach(ctx: Ctx, booking_id: UUID, series_id: UUID, on: date) -> None:
    """Take a visit back into the series it was taken out of. Raises NotFound, Conflict."""
    ctx.require("bookings.edit")
    series = await terms.locked(ctx, series_id)
    visit = await holding.booking(ctx, booking_id)
    if visit.series_id is not None or visit.client_id != series.client_id:
        raise Conflict("This visit can't join that series.")
    await _let_back(ctx, series, on)
    await _belongs(ctx, visit, series_id, on, "attach")


async def _belongs(
    ctx: Ctx, visit: Booking, series_id: UUID | None, on: date | None, verb: str
) -> None:
    series_before = visit.series_id or series_id
    visit.series_id, visit.series_on = series_id, on
    rows.touched(visit)
    await ctx.session.flush()
    audit.record(ctx, f"booking.{verb}", "booking", visit.id, series_id=str(series_before))
    await live.announce(ctx, "bookings", visit.id, "updated")
    await live.announce(ctx, "series", str(series_before), "changed")


async def _running(ctx: Ctx, series_id: UUID, version: int | None) -> BookingSeries:
    series = await terms.locked(ctx, series_id, version)
    if series.ended_from is not None:
        raise Conflict("This series has ended. Take it up again first.")
    return series


async def _changed(
    ctx: Ctx, series: BookingSeries, verb: str, event: str, **details: object
) -> None:
    rows.touched(series)
    await ctx.session.flush()
    audit.record(ctx, f"series.{verb}", "series", series.id, **details)
    await live.announce(ctx, "series", series.id, event)
    await telling.tell(ctx, series, event)


async def _give_up(ctx: Ctx, found: list[Standing], reason: str) -> int:
    """Cancel visits, so that their days can be made anew; returns the fees in cents."""
    fee = 0
    for one in found:
        fee += (await bookings.cancel(ctx, one.booking.id, reason, tell=False)).fee_cents
        one.booking.series_on = None
    await ctx.session.flush()
    return fee


async def _visit(ctx: Ctx, series: BookingSeries, on: date) -> Booking | None:
    return await ctx.session.scalar(
        select(Booking).where(
            col(Booking.series_id) == series.id,
            col(Booking.series_on) == on,
            col(Booking.deleted_at).is_(None),
        )
    )


async def _leave_out(ctx: Ctx, series: BookingSeries, on: date, kind: str) -> None:
    known = await ctx.session.get(SeriesException, (series.org_id, series.id, on))
    if known is not None:
        raise Conflict("That day is left out already.")
    ctx.session.add(
        SeriesException(
            org_id=ctx.org.id, series_id=series.id, on_day=on, kind=kind, created_at=ctx.now()
        )
    )
    await ctx.session.flush()


async def _let_back(ctx: Ctx, series: BookingSeries, on: date) -> None:
    gone = await ctx.session.execute(
        delete(SeriesException)
        .where(col(SeriesException.series_id) == series.id, col(SeriesException.on_day) == on)
        .returning(col(SeriesException.on_day))
    )
    if gone.first() is None:
        raise Conflict("That day isn't left out.")

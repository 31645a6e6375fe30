"""The worker's side: ask for time off, see what became of it, take it back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import time_off
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.local_time import resolve_local
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.time_off import RequestStatus
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import TimeOffRequest
from cleaning_app.services import audit, live, rows
from cleaning_app.services.bookings import holding
from cleaning_app.services.time_off.views import KINDS, MISSING, Asked, asked

_MOST_WAITING = 20
_BACK = timedelta(days=7)
"""How late somebody may report that they were sick."""


async def ask(
    ctx: Ctx,
    *,
    kind: str,
    first: date,
    last: date,
    from_time: time | None = None,
    to_time: time | None = None,
    note: str = "",
) -> UUID:
    """Ask for whole days, or with both times for hours of one day. Undo: `withdraw`.

    Raises:
        Forbidden: whoever acts is no worker.
        Invalid: naming the fields that are wrong.
        Conflict: they asked for that time already, or for too much at once.
    """
    worker_id = ctx.own_worker()
    form = Fields()
    if kind not in KINDS:
        form.refuse("kind", "Choose what it is for.")
    note = form.text("note", note, 500)
    span = _span(ctx, form, first, last, from_time, to_time)
    form.finish("This can't be asked for.")
    assert span is not None  # a missing one is a problem that was just raised
    await holding.workers(ctx, [worker_id])  # so that two taps ask once
    await _check_free(ctx, worker_id, span)
    request = TimeOffRequest(
        org_id=ctx.org.id, created_at=ctx.now(), worker_id=worker_id, kind=kind,
        starts_at=span.start, ends_at=span.end, whole_days=from_time is None, note=note,
    )  # fmt: skip
    ctx.session.add(request)
    await ctx.session.flush()
    audit.record(ctx, "time_off.ask", "time_off", request.id, kind=kind)
    await live.announce(ctx, "time_off", request.id, "asked")
    return request.id


async def withdraw(ctx: Ctx, request_id: UUID) -> None:
    """Take an own request back while nobody has answered it.

    Raises:
        NotFound: not theirs. Conflict: it was answered.
    """
    worker_id = ctx.own_worker()
    request = await rows.locked(ctx, TimeOffRequest, request_id, MISSING)
    if request.worker_id != worker_id:
        raise NotFound(MISSING)
    if request.status == RequestStatus.APPROVED:
        raise Conflict("This was approved. Ask the office to take it back.")
    time_off.check_transition(request.status, RequestStatus.WITHDRAWN)
    request.status = RequestStatus.WITHDRAWN.value
    rows.touched(request)
    await ctx.session.flush()
    audit.record(ctx, "time_off.withdraw", "time_off", request_id)
    await live.announce(ctx, "time_off", request_id, "withdrawn")


async def own(ctx: Ctx, limit: int = 30) -> list[Asked]:
    """The worker's own requests, the latest first."""
    worker_id = ctx.own_worker()
    found = await ctx.session.scalars(
        select(TimeOffRequest)
        .where(col(TimeOffRequest.worker_id) == worker_id)
        .order_by(col(TimeOffRequest.starts_at).desc(), col(TimeOffRequest.id).desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [asked(row, ctx.actor.name, ctx.zone) for row in found]


def _span(
    ctx: Ctx,
    form: Fields,
    first: date,
    last: date,
    from_time: time | None,
    to_time: time | None,
) -> Interval | None:
    """What is asked for, or None once the reason is noted."""
    if not all(abs((day - ctx.today()).days) <= time_off.LONGEST_DAYS for day in (first, last)):
        form.refuse("first", "That is too far away.")
        return None
    if first < ctx.today() - _BACK:
        form.refuse("first", "That was more than a week ago. Tell the office.")
    try:
        if from_time is None and to_time is None:
            return time_off.whole_days(first, last, ctx.zone)
        if from_time is None or to_time is None:
            form.refuse("to_time", "Give both times, or neither.")
            return None
        start, end = (
            resolve_local(datetime.combine(first, at), ctx.zone) for at in (from_time, to_time)
        )
        return Interval(start, end)
    except Invalid as refused:
        form.refuse("last" if from_time is None else "to_time", refused.detail)
        return None


async def _check_free(ctx: Ctx, worker_id: UUID, span: Interval) -> None:
    open_ = select(TimeOffRequest).where(
        col(TimeOffRequest.worker_id) == worker_id,
        col(TimeOffRequest.status).in_([RequestStatus.PENDING, RequestStatus.APPROVED]),
        col(TimeOffRequest.ends_at) > ctx.now() - _BACK,
    )
    standing = (await ctx.session.scalars(open_)).all()
    if any(Interval(one.starts_at, one.ends_at).overlaps(span) for one in standing):
        raise Conflict("You already asked for some of that time.")
    if sum(one.status == RequestStatus.PENDING for one in standing) >= _MOST_WAITING:
        raise Conflict("Many of your requests are still waiting. Ask the office to answer them.")

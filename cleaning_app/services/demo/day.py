"""Today in the demo: everybody does what they would have done until now, each at their own hour."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.clock import FixedClock
from cleaning_app.context import Actor, Ctx
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.slots import Interval
from cleaning_app.models import Booking, Client, Invoice, ServiceType
from cleaning_app.services import bookings, invoices, payments, rota, time_tracking
from cleaning_app.services.rota import Job, Rota


@dataclass(frozen=True)
class _Deed:
    """Something an actor does at a moment."""

    at: datetime
    who: Actor
    do: Callable[[Ctx], Awaitable[object]]


async def work_the_day(
    ctx: Ctx, office: dict[str, Actor], crew: dict[UUID, Actor], now: datetime
) -> None:
    """Start and finish what is due by now, and do a little office work, in the order of the clock."""
    plan = await rota.load(ctx, _today(ctx, now))
    deeds = _visits(plan, crew, now)
    deeds += await _office_work(ctx, office, now)
    for deed in sorted(deeds, key=lambda deed: deed.at):
        await deed.do(replace(ctx, actor=deed.who, clock=FixedClock(deed.at)))


def _today(ctx: Ctx, now: datetime) -> Interval:
    day = now.astimezone(ctx.zone).date()
    return Interval(day_start(day, ctx.zone), day_start(day + timedelta(days=1), ctx.zone))


def _visits(plan: Rota, crew: dict[UUID, Actor], now: datetime) -> list[_Deed]:
    """Each of a crew begins and ends within minutes of the plan, and is off the clock before the
    next job; the last one completes the booking."""
    deeds: list[_Deed] = []
    for job in plan.jobs:
        if job.status != "confirmed" or not job.crew or job.starts_at < plan.window.start:
            continue
        begin = max(plan.window.start, job.starts_at + timedelta(minutes=job.number % 9 - 2))
        end = job.ends_at + timedelta(minutes=job.number % 17 - 10)
        for n, worker_id in enumerate(job.crew):
            later = timedelta(minutes=n)
            if begin + later < now:
                deeds.append(_Deed(begin + later, crew[worker_id], _start(job)))
            if end + later < now:
                deeds.append(_Deed(end + later, crew[worker_id], _finish(job)))
        done = end + timedelta(minutes=len(job.crew))
        if done < now:
            deeds.append(_Deed(done, crew[job.crew[0]], _complete(job)))
    return deeds


def _start(job: Job) -> Callable[[Ctx], Awaitable[object]]:
    return lambda ctx: time_tracking.start(ctx, job.id)


def _finish(job: Job) -> Callable[[Ctx], Awaitable[object]]:
    return lambda ctx: time_tracking.finish(ctx, job.id, overrun_reason="extra_dirt")


def _complete(job: Job) -> Callable[[Ctx], Awaitable[object]]:
    return lambda ctx: time_tracking.complete(ctx, job.id)


async def _office_work(ctx: Ctx, office: dict[str, Actor], now: datetime) -> list[_Deed]:
    """A confirmation, a new booking, a payment that came in and an invoice sent."""
    pending = select(col(Booking.id)).where(
        col(Booking.status) == "pending", col(Booking.starts_at) > now + timedelta(days=2)
    )
    booking_id = await ctx.session.scalar(pending.order_by(col(Booking.starts_at)).limit(1))
    client_id = await ctx.session.scalar(
        select(col(Client.id)).order_by(col(Client.external_id).desc()).limit(1)
    )
    service_id = await ctx.session.scalar(
        select(col(ServiceType.id)).where(col(ServiceType.key) == "office")
    )
    assert client_id is not None
    assert service_id is not None
    open_ = await ctx.session.scalar(
        select(Invoice).where(col(Invoice.status) == "sent").order_by(col(Invoice.number)).limit(1)
    )
    draft = await ctx.session.scalar(
        select(col(Invoice.id)).where(col(Invoice.status) == "draft").limit(1)
    )
    dispatcher, owner = office["dispatcher"], office["owner"]
    starts_at = day_start(now.astimezone(ctx.zone).date() + timedelta(days=4), ctx.zone)
    deeds = [
        _Deed(
            now - timedelta(minutes=95),
            dispatcher,
            lambda ctx: bookings.create(
                ctx,
                client_id=client_id,
                service_id=service_id,
                starts_at=starts_at + timedelta(hours=18),
                notes="New contract, first evening. Show them the alarm.",
            ),
        )
    ]
    if booking_id is not None:
        deeds.append(
            _Deed(
                now - timedelta(minutes=52),
                dispatcher,
                lambda ctx: bookings.confirm(ctx, booking_id),
            )
        )
    if open_ is not None:
        owed = open_.owed_cents
        deeds.append(
            _Deed(
                now - timedelta(minutes=34),
                owner,
                lambda ctx: payments.record(ctx, open_.id, amount_cents=owed, method="etransfer"),
            )
        )
    if draft is not None:
        deeds.append(
            _Deed(now - timedelta(minutes=11), owner, lambda ctx: invoices.send(ctx, draft))
        )
    return deeds

"""What files don't carry: keys and codes, tags, promised windows, time off, when work really began."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select, text
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.local_time import moment_of
from cleaning_app.models import Address, Booking, BookingCrew, Client, Worker
from cleaning_app.services import availability, bookings, catalogue, clients, waitlist
from cleaning_app.services.demo import cast

# Deterministic minutes around the plan: a few early, most on time, some late, some a little longer;
# now and then a home was a good deal dirtier than planned.
_WORKED = text(
    """
    UPDATE bookings
    SET started_at = starts_at + make_interval(
            mins => number % 11 - 3 + CASE WHEN number * 7 % 19 < 2 THEN 12 ELSE 0 END),
        finished_at = ends_at + make_interval(mins => number % 23 - 12)
            + CASE WHEN number * 7 % 31 = 5 AND ends_at < CAST(:now AS timestamptz) - interval '1 day'
                   THEN (ends_at - starts_at) * 0.35 ELSE interval '0' END
    WHERE status = 'completed'
    """
)


async def touch_up(ctx: Ctx, now: datetime) -> None:
    """Give the imported books what only people add. Acts as whoever `ctx` is."""
    await ctx.session.execute(_WORKED, {"now": now})
    await _codes(ctx)
    await _tags(ctx)
    await _time_off(ctx, now)
    await _windows(ctx)
    await _wishes(ctx)
    await _waiting(ctx, now)


async def _codes(ctx: Ctx) -> None:
    chosen = select(col(Address.id)).order_by(col(Address.street)).limit(12)
    for n, address_id in enumerate((await ctx.session.scalars(chosen)).all()):
        notes = cast.CODES[n % len(cast.CODES)]
        await clients.update_address(ctx, address_id, access_notes=notes)


async def _tags(ctx: Ctx) -> None:
    homes = select(col(Client.id)).where(~col(Client.is_company)).order_by(col(Client.external_id))
    known = (await ctx.session.scalars(homes)).all()
    for client_id in known[::9]:
        await clients.update(ctx, client_id, tags=["VIP"])
    await clients.update(ctx, known[4], tags=["referral"])


async def _time_off(ctx: Ctx, now: datetime) -> None:
    today = now.astimezone(ctx.zone).date()
    rows = await ctx.session.execute(select(col(Worker.external_id), col(Worker.id)))
    ids = dict(rows.all())
    for away in cast.AWAY:
        first, last = (today + timedelta(days=n) for n in (away.first, away.last))
        await availability.create(
            ctx,
            worker_id=ids[away.worker],
            kind=away.kind,
            reason=away.reason,
            starts_at=moment_of(cast.clock(first, away.from_), ctx.zone),
            ends_at=moment_of(cast.clock(last, away.to), ctx.zone),
        )


async def _windows(ctx: Ctx) -> None:
    """Some visits without a crew were promised for an afternoon, not an hour."""
    loose = (
        select(Booking)
        .where(
            col(Booking.status).in_(LIVE),
            col(Booking.starts_at) > ctx.now(),
            ~select(col(BookingCrew.worker_id))
            .where(
                col(BookingCrew.org_id) == col(Booking.org_id),
                col(BookingCrew.booking_id) == col(Booking.id),
            )
            .correlate(Booking)
            .exists(),
        )
        .order_by(col(Booking.starts_at))
    )
    for booking in (await ctx.session.scalars(loose)).all()[::2]:
        latest = booking.starts_at + timedelta(hours=3)
        await bookings.update(
            ctx, booking.id, earliest_start=booking.starts_at, latest_start=latest
        )


async def _wishes(ctx: Ctx) -> None:
    """A few households know whom they like, and one whom not."""
    homes = select(col(Client.id)).where(~col(Client.is_company)).order_by(col(Client.external_id))
    hands = select(col(Worker.id)).order_by(col(Worker.external_id))
    clients_, workers_ = (
        list(await ctx.session.scalars(homes)),
        list(await ctx.session.scalars(hands)),
    )
    for n, note in ((1, "Knows the alarm"), (6, ""), (11, "The dog likes her"), (17, "")):
        await clients.wish(ctx, clients_[n], workers_[n % len(workers_)], "preferred", note=note)
    await clients.wish(ctx, clients_[8], workers_[3], "banned", note="Allergic to perfume")


async def _waiting(ctx: Ctx, now: datetime) -> None:
    """Three clients wait for a time of their own wishes."""
    today = now.astimezone(ctx.zone).date()
    homes = select(col(Client.id)).where(~col(Client.is_company)).order_by(col(Client.external_id))
    clients_ = list(await ctx.session.scalars(homes))
    services = {kind.key: kind for kind in await catalogue.services(ctx)}
    for n, key, first, last, hours, notes in (
        (
            3,
            "standard",
            1,
            9,
            (time(9), time(13)),
            "Mornings only, while the children are at school",
        ),
        (14, "deep", 2, 16, (None, None), "Before the in-laws come"),
        (22, "move_out", 1, 5, (time(8), None), "Keys go back at the end of the week"),
    ):
        place = select(col(Address.id)).where(col(Address.client_id) == clients_[n]).limit(1)
        await waitlist.add(
            ctx,
            waitlist.Wish(
                client_id=clients_[n],
                service_id=services[key].id,
                minutes=services[key].default_minutes,
                first_day=today + timedelta(days=first),
                last_day=today + timedelta(days=last),
                address_id=await ctx.session.scalar(place),
                not_before=hours[0],
                not_after=hours[1],
                notes=notes,
            ),
        )

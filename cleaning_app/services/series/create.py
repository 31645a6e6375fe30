"""A new series: from nothing, or from a visit that is to come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.recurrence import Rule
from cleaning_app.domain.series import HORIZON
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.ids import new_id
from cleaning_app.models import Booking, BookingSeries, Client
from cleaning_app.services import audit, catalogue, live, rows
from cleaning_app.services.bookings import Extra, holding
from cleaning_app.services.bookings.extras import choose_anew, of_booking
from cleaning_app.services.bookings.pricing import HomeInputs, Quote, work_out
from cleaning_app.services.series import extras, horizon, telling, terms
from cleaning_app.services.series.views import Made


async def create(
    ctx: Ctx,
    *,
    client_id: UUID,
    service_id: UUID,
    rule: Rule,
    starts_on: date,
    at: time,
    minutes: int | None = None,
    address_id: UUID | None = None,
    price_cents: int | None = None,
    crew: Sequence[UUID] = (),
    team_id: UUID | None = None,
    window: tuple[time, time] | None = None,
    add_ons: Mapping[str, int] | None = None,
    home: HomeInputs | None = None,
    notes: str = "",
    access_notes: str = "",
    holiday_policy: str = "keep",
    consent_photos: bool = False,
    confirmed: bool = False,
) -> Made:
    """Make a series and its visits of the coming eight weeks. `at` is wall-clock time, and so are
    the ends of the `window` visits are promised to begin in; length and price follow the price list
    of the first day unless given, from the `home` when it is known, and contain the `add_ons` (key →
    count). Each visit keeps that quote. A confirmed one is told to the client in one e-mail. Nobody's
    being elsewhere refuses it: such visits stand without them and are listed (`conflicts`). Undo:
    `discard`.

    Raises:
        Invalid: naming the fields that are wrong.
        Conflict: the client is blocked.
        Forbidden: crews are put together by who has `bookings.assign`.
    """
    ctx.require("bookings.edit")
    if crew:
        ctx.require("bookings.assign")
    await _bookable(ctx, client_id)
    more = await choose_anew(ctx, [], add_ons or {})
    quoted = await _quoted(ctx, service_id, starts_on, minutes, home, add_ons or {})
    minutes = quoted.minutes
    if price_cents is None:
        price_cents = quoted.price_cents
    given = {
        "rule": rule, "at": at, "minutes": minutes, "service_id": service_id,
        "address_id": address_id, "price_cents": price_cents, "notes": notes,
        "access_notes": access_notes, "holiday_policy": holiday_policy,
        "consent_photos": consent_photos, "confirmed": confirmed,
        "team_id": team_id, "window": window, "pricing": quoted.snapshot,
    }  # fmt: skip
    series = await _write(ctx, given, client_id, starts_on, list(dict.fromkeys(crew)), more)
    audit.record(ctx, "series.create", "series", series.id, rule=rule.words)
    return await _begin(ctx, series)


async def from_booking(
    ctx: Ctx,
    booking_id: UUID,
    rule: Rule,
    *,
    holiday_policy: str = "keep",
    version: int | None = None,
) -> Made:
    """Make a visit come back: it becomes the first of a series with its time, price and crew.

    Visits the client already has on days of the rule, of the same service, join the series instead
    of being booked a second time. Undo: `discard`.

    Raises:
        NotFound, PreconditionFailed; Invalid: its own day isn't one of the rule's.
        Conflict: it belongs to a series already, or was cancelled.
    """
    ctx.require("bookings.edit")
    booking = await holding.booking(ctx, booking_id, version)
    if booking.series_id is not None:
        raise Conflict("This visit is part of a series already.")
    if booking.status == "cancelled":
        raise Conflict("A cancelled visit can't come back. Make a new booking instead.")
    local = booking.starts_at.astimezone(ctx.zone)
    day = local.date()
    if rule.next_dates(day, day, 1) != [day]:
        raise Invalid.field(
            "repeats", f"The visit's own day, {day:%A} {day.day} {day:%B}, isn't one of these days."
        )
    crew = await holding.crew_of(ctx, booking_id)
    if crew:
        ctx.require("bookings.assign")
    secret = booking.access_notes
    given = {
        "rule": rule, "at": local.time(), "service_id": booking.service_type_id,
        "minutes": int((booking.ends_at - booking.starts_at).total_seconds()) // 60,
        "address_id": booking.address_id, "price_cents": booking.price_cents,
        "notes": booking.notes, "access_notes": crypto.decrypt(secret) if secret else "",
        "holiday_policy": holiday_policy, "consent_photos": booking.consent_photos,
        "confirmed": booking.status != "pending", "team_id": booking.team_id,
        "window": _window_of(ctx, booking), "pricing": booking.pricing,
    }  # fmt: skip
    more = await of_booking(ctx, booking_id)
    series = await _write(ctx, given, booking.client_id, day, crew, more)
    await _adopt(ctx, series, booking)
    audit.record(ctx, "series.create", "series", series.id, rule=rule.words)
    audit.record(ctx, "booking.repeat", "booking", booking_id, series_id=str(series.id))
    await live.announce(ctx, "bookings", booking_id, "updated")
    return await _begin(ctx, series)


def _window_of(ctx: Ctx, booking: Booking) -> tuple[time, time] | None:
    """Between which times of day a visit is promised; None unless that is about its own day."""
    if booking.earliest_start is None or booking.latest_start is None:
        return None
    start, *ends = (
        moment.astimezone(ctx.zone)
        for moment in (booking.starts_at, booking.earliest_start, booking.latest_start)
    )
    if any(end.date() != start.date() for end in ends) or not ends[0] <= start <= ends[1]:
        return None
    return ends[0].time(), ends[1].time()


async def _bookable(ctx: Ctx, client_id: UUID) -> None:
    client = await ctx.session.scalar(
        select(Client)
        .where(col(Client.id) == client_id, col(Client.deleted_at).is_(None))
        .with_for_update(read=True)
    )
    if client is None:
        raise Invalid("There is no such client.", [FieldError("client_id", "Choose a client.")])
    if client.is_blocked:
        raise Conflict(f"{client.name} is blocked. Unblock them before booking again.")


async def _quoted(
    ctx: Ctx,
    service_id: UUID,
    day: date,
    minutes: int | None,
    home: HomeInputs | None,
    add_ons: Mapping[str, int],
) -> Quote:
    """Length and price by the price list; a length that is given stays."""
    found = [kind for kind in await catalogue.services(ctx, on=day) if kind.id == service_id]
    if not found:
        raise Invalid("There is no such service.", [FieldError("service_id", "Choose a service.")])
    return await work_out(ctx, found[0], minutes, home, add_ons)


async def _write(
    ctx: Ctx,
    given: dict[str, Any],
    client_id: UUID,
    starts_on: date,
    crew: list[UUID],
    more: list[Extra],
) -> BookingSeries:
    stored = await terms.checked(ctx, given, client_id=client_id, starts_on=starts_on)
    stored |= terms.fit_window(stored["at"], (stored["earliest_at"], stored["latest_at"]), None)
    await holding.workers(ctx, crew, joining=crew)
    series = BookingSeries(
        id=new_id(),
        org_id=ctx.org.id,
        client_id=client_id,
        created_by=ctx.actor.user_id,
        created_at=ctx.now(),
        **stored,
    )
    ctx.session.add(series)
    await ctx.session.flush()
    await terms.set_crew(ctx, series.id, crew)
    await extras.put(ctx, series.id, more)
    return series


async def _begin(ctx: Ctx, series: BookingSeries) -> Made:
    filled = await horizon.fill(ctx, series)
    await live.announce(ctx, "series", series.id, "created")
    await telling.tell(ctx, series, "begun")
    first = await ctx.session.scalar(
        select(col(Booking.id))
        .where(
            col(Booking.series_id) == series.id,
            col(Booking.status).in_(LIVE),
            col(Booking.starts_at) > ctx.now(),
        )
        .order_by(col(Booking.starts_at))
        .limit(1)
    )
    return Made(series.id, series.version, filled.made, filled.conflicts, first)


async def _adopt(ctx: Ctx, series: BookingSeries, booking: Booking) -> None:
    """Let the visit, and others the client has on days of the rule, be part of the series."""
    rule, today = terms.rule_of(series), ctx.today()
    first = min(series.starts_on, today)
    on_days = set(rule.dates(series.starts_on, first, today + HORIZON))
    others = await ctx.session.scalars(
        select(Booking)
        .where(
            col(Booking.client_id) == series.client_id,
            col(Booking.service_type_id) == series.service_type_id,
            col(Booking.series_id).is_(None),
            col(Booking.deleted_at).is_(None),
            col(Booking.status) != "cancelled",
            col(Booking.starts_at) >= booking.starts_at - timedelta(days=1),
        )
        .order_by(col(Booking.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    taken = {series.starts_on}
    for other in [booking, *others]:
        day = other.starts_at.astimezone(ctx.zone).date()
        if other.id != booking.id and (day in taken or day not in on_days):
            continue
        taken.add(day)
        other.series_id, other.series_on = series.id, day
        rows.touched(other)
    await ctx.session.flush()

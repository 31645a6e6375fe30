"""A new booking, from the office, a program or a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.ids import new_id
from cleaning_app.models import Address, Booking, Client, Team
from cleaning_app.models.bookings import SOURCES
from cleaning_app.services import catalogue
from cleaning_app.services.bookings import (
    extras,
    holding,
    override,
    placing,
    pricing,
    telling,
    terms,
    warnings,
)
from cleaning_app.services.bookings.pricing import HomeInputs
from cleaning_app.services.bookings.slots import wish_for
from cleaning_app.services.bookings.views import Saved, Warned
from cleaning_app.services.catalogue import Service

HIGHEST_PRICE_CENTS = 1_000_000_00
_UNASKED = ("series", "import")


async def create(
    ctx: Ctx,
    *,
    client_id: UUID,
    service_id: UUID,
    starts_at: datetime,
    minutes: int | None = None,
    address_id: UUID | None = None,
    price_cents: int | None = None,
    crew: Sequence[UUID] = (),
    notes: str = "",
    access_notes: str = "",
    team_id: UUID | None = None,
    earliest_start: datetime | None = None,
    latest_start: datetime | None = None,
    consent_photos: bool = False,
    confirmed: bool = False,
    source: str = "office",
    series: tuple[UUID, date] | None = None,
    tell: bool = True,
    override_reason: str = "",
    home: HomeInputs | None = None,
    add_ons: Mapping[str, int] | None = None,
    quoted: Mapping[str, Any] | None = None,
) -> Saved:
    """Make a booking. Length and price follow the price list unless given: from the `home` when it
    is known, else from the service, with `add_ons` (key → count) on top. The address is the
    client's only one unless chosen; its terms are frozen into it. A confirmed one is told
    to the client, unless somebody else does (`tell`). `series`: the series and its day it stands for;
    `quoted`: the quote its price comes from, when that was given before.

    Raises:
        Invalid: naming the fields that are wrong.
        Conflict: the client is blocked, or one of the crew is elsewhere then (`extra["conflict"]`,
            `extra["alternatives"]`).
        NeedsReason: it breaks soft rules, and no `override_reason` was given. Visits of a series
            are not asked about; their warnings stand on them.
        Forbidden: crews are put together by who has `bookings.assign`.
    """
    ctx.require("bookings.edit")
    if crew:
        ctx.require("bookings.assign")
    client = await _bookable(ctx, client_id)
    local_day = starts_at.astimezone(ctx.zone).date() if starts_at.tzinfo else ctx.today()
    service = await _service(ctx, service_id, local_day)
    found = await pricing.work_out(ctx, service, minutes, home, add_ons or {})
    start, end = holding.checked_span(starts_at, found.minutes)
    if price_cents is None:
        price_cents = found.price_cents
    written = _checked(price_cents, notes, access_notes, source, earliest_start, latest_start)
    place_id = await _address(ctx, client_id, address_id)
    frozen = await terms.freeze(ctx, client_id, service.key, price_cents, start, place_id)
    booking = Booking(
        id=new_id(),
        org_id=ctx.org.id,
        client_id=client.id,
        address_id=place_id,
        service_type_id=service.id,
        team_id=await _team(ctx, team_id),
        series_id=series[0] if series else None,
        series_on=series[1] if series else None,
        starts_at=start,
        ends_at=end,
        status="confirmed" if confirmed else "pending",
        consent_photos=consent_photos,
        policy=frozen.terms.to_json(),
        pricing=dict(quoted or found.snapshot),
        created_by=ctx.actor.user_id,
        created_at=ctx.now(),
        number=0,  # taken once everybody is held
        **written,
    )
    doubts = [*frozen.notice, *(terms.doubts(frozen.terms) if confirmed else ())]
    crew = list(dict.fromkeys(crew))
    saved = await _book(ctx, booking, crew, doubts, override_reason, tell=tell)
    if found.extras:
        await extras.write(ctx, saved.id, found.extras)
    return saved


async def _book(
    ctx: Ctx, booking: Booking, crew: list[UUID], doubts: list[Warned], reason: str, *, tell: bool
) -> Saved:
    """Write a booking and whoever comes, if they are free, and tell everybody."""
    when = Interval(booking.starts_at, booking.ends_at)
    why: dict[str, Any] = {}
    # When a reason is missing, nothing of the booking may stay behind.
    async with ctx.attempt():
        await placing.place(
            ctx, booking, starts_at=when.start, ends_at=when.end, crew=crew, joining=crew
        )
        found = await warnings.check(ctx, booking.id, when, crew)
        if booking.source not in _UNASKED:
            wish = wish_for(ctx, booking, when, len(crew), days=7, count=3)
            why = override.expect(ctx, [*found, *doubts], reason, wish)
    await telling.recorded(
        ctx,
        booking,
        "create",
        "created",
        number=booking.number,
        starts_at=when.start.isoformat(),
        crew=[str(id) for id in crew],
        **why,
        **({"by_series": str(booking.series_id)} if booking.series_id else {}),
    )
    if booking.status == BookingStatus.CONFIRMED and tell:
        await telling.tell_confirmed(ctx, booking)
    return Saved(booking.id, booking.number, booking.version, found)


async def _bookable(ctx: Ctx, client_id: UUID) -> Client:
    """The client, kept from being deleted or blocked meanwhile."""
    client = await ctx.session.scalar(
        select(Client)
        .where(col(Client.id) == client_id, col(Client.deleted_at).is_(None))
        .with_for_update(read=True)
    )
    if client is None:
        raise Invalid("There is no such client.", [FieldError("client_id", "Choose a client.")])
    if client.is_blocked:
        raise Conflict(f"{client.name} is blocked. Unblock them before booking again.")
    return client


async def _service(ctx: Ctx, service_id: UUID, day: Any) -> Service:
    found = [kind for kind in await catalogue.services(ctx, on=day) if kind.id == service_id]
    if not found:
        raise Invalid("There is no such service.", [FieldError("service_id", "Choose a service.")])
    return found[0]


async def _address(ctx: Ctx, client_id: UUID, address_id: UUID | None) -> UUID | None:
    known = list(
        await ctx.session.scalars(
            select(col(Address.id))
            .where(col(Address.client_id) == client_id, col(Address.deleted_at).is_(None))
            .order_by(col(Address.created_at), col(Address.id))
        )
    )
    if address_id is None:
        return known[0] if len(known) == 1 else None
    if address_id not in known:
        raise Invalid.field("address_id", "Choose one of this client's addresses.")
    return address_id


async def _team(ctx: Ctx, team_id: UUID | None) -> UUID | None:
    if team_id is None:
        return None
    found = await ctx.session.scalar(select(col(Team.id)).where(col(Team.id) == team_id))
    if found is None:
        raise Invalid("There is no such team.", [FieldError("team_id", "Choose a team.")])
    return found


def _checked(
    price_cents: int,
    notes: str,
    access_notes: str,
    source: str,
    earliest_start: datetime | None,
    latest_start: datetime | None,
) -> dict[str, Any]:
    form = Fields()
    form.number("price_cents", price_cents, 0, HIGHEST_PRICE_CENTS)
    if source not in SOURCES:
        form.refuse("source", f"One of: {', '.join(SOURCES)}.")
    check_window(form, earliest_start, latest_start)
    secret = form.text("access_notes", access_notes, 1000)
    stored = {
        "price_cents": price_cents,
        "notes": form.text("notes", notes, 2000),
        "access_notes": crypto.encrypt(secret) if secret else None,
        "source": source,
        "earliest_start": earliest_start,
        "latest_start": latest_start,
    }
    form.finish("This booking can't be made yet.")
    return stored


def check_window(form: Fields, earliest: datetime | None, latest: datetime | None) -> None:
    """Both ends of a promised window, with zones, in order; or neither."""
    for name, moment in (("earliest_start", earliest), ("latest_start", latest)):
        if moment is not None and moment.tzinfo is None:
            form.refuse(name, "Say which time zone.")
            return
    if (earliest is None) != (latest is None):
        form.refuse("latest_start", "A window has an earliest and a latest start.")
    elif earliest is not None and latest is not None and latest < earliest:
        form.refuse("latest_start", "The latest start is before the earliest.")

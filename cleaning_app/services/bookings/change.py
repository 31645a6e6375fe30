"""Changing what a booking says, without moving it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from typing_extensions import Unpack

from cleaning_app import crypto
from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.models import Address, Booking, ServiceType, Team
from cleaning_app.services import audit, rows
from cleaning_app.services.bookings import holding, telling, warnings
from cleaning_app.services.bookings.create import HIGHEST_PRICE_CENTS, check_window
from cleaning_app.services.bookings.views import Saved, Warned

_ALWAYS = {"notes", "price_cents", "access_notes"}


class BookingChanges(TypedDict, total=False):
    """What can be changed in place. Time and crew change by `reschedule`, the status by its verbs.

    A booking that is over keeps everything but its notes, price and access notes.
    """

    address_id: UUID | None
    service_id: UUID
    team_id: UUID | None
    price_cents: int
    notes: str
    access_notes: str
    earliest_start: datetime | None
    latest_start: datetime | None
    consent_photos: bool


async def update(
    ctx: Ctx, booking_id: UUID, *, version: int | None = None, **changes: Unpack[BookingChanges]
) -> Saved:
    """Change a booking; what isn't named stays. The price is never worked out again by itself.

    Raises:
        NotFound, Invalid, PreconditionFailed: it changed since `version`.
        Conflict: it is over, and that can't be changed any more.
    """
    ctx.require("bookings.edit")
    booking = await holding.booking(ctx, booking_id, version)
    if booking.status not in LIVE and set(changes) - _ALWAYS:
        raise Conflict("This booking is over. Only its notes and price can still change.")
    stored = await _checked(ctx, booking, dict(changes))
    differing = rows.changes(booking, stored)
    if differing:
        price = differing.get("price_cents")
        await telling.changed(
            ctx,
            booking,
            "update",
            "updated",
            fields=sorted(differing),
            **({"price_cents": price} if price else {}),
        )
    found: list[Warned] = []
    if booking.status in LIVE:
        when = Interval(booking.starts_at, booking.ends_at)
        _, crew = await holding.standing(ctx, booking)
        found = await warnings.check(ctx, booking_id, when, crew)
    return Saved(booking.id, booking.number, booking.version, found)


async def show_access_notes(ctx: Ctx, booking_id: UUID) -> str:
    """Keys and codes for a booking, its own first, in clear; every look leaves an audit row."""
    ctx.require("bookings.edit")
    booking = await rows.one(ctx, Booking, booking_id, holding.MISSING)
    return await read_access_notes(ctx, booking)


async def read_access_notes(ctx: Ctx, booking: Booking) -> str:
    """Keys and codes of a booking and its address, audited. The caller has checked permission."""
    stored = [booking.access_notes]
    if booking.address_id is not None:
        stored.append(
            await ctx.session.scalar(
                select(col(Address.access_notes)).where(col(Address.id) == booking.address_id)
            )
        )
    notes = [crypto.decrypt(secret) for secret in stored if secret is not None]
    if notes:
        audit.record(ctx, "booking.access_notes_view", "booking", booking.id)
    return "\n".join(notes)


async def _checked(ctx: Ctx, booking: Booking, given: dict[str, Any]) -> dict[str, Any]:
    """The given fields in their stored form."""
    form = Fields()
    stored = dict(given)
    if "notes" in given:
        stored["notes"] = form.text("notes", given["notes"], 2000)
    if "price_cents" in given:
        form.number("price_cents", given["price_cents"], 0, HIGHEST_PRICE_CENTS)
    if "access_notes" in given:
        secret = form.text("access_notes", given["access_notes"], 1000)
        stored["access_notes"] = crypto.encrypt(secret) if secret else None
    window = (
        given.get("earliest_start", booking.earliest_start),
        given.get("latest_start", booking.latest_start),
    )
    check_window(form, *window)
    form.finish("Some details of this booking can't be saved.")
    if "service_id" in stored:
        stored["service_type_id"] = stored.pop("service_id")
        await _expect(ctx, ServiceType, stored["service_type_id"], "service_id", "service")
    if stored.get("team_id") is not None:
        await _expect(ctx, Team, stored["team_id"], "team_id", "team")
    if stored.get("address_id") is not None:
        theirs = col(Address.client_id) == booking.client_id
        await _expect(ctx, Address, stored["address_id"], "address_id", "address", theirs)
    return stored


async def _expect(ctx: Ctx, model: Any, id: UUID, field: str, word: str, *also: Any) -> None:
    found = await ctx.session.scalar(select(model.id).where(model.id == id, *also))
    if found is None:
        raise Invalid(f"There is no such {word}.", [FieldError(field, f"Choose a {word}.")])

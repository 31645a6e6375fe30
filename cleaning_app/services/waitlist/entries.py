"""The entries of the waitlist: added, closed, booked, and each of that taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.travel import Place
from cleaning_app.errors import Conflict, NotFound
from cleaning_app.models import (
    Address,
    Client,
    ClientWorker,
    ServiceType,
    Skill,
    WaitlistEntry,
)
from cleaning_app.services import audit, bookings, live, rows
from cleaning_app.services.bookings import Saved
from cleaning_app.services.bookings.candidates import Asked

MISSING = "There is no such entry on the waitlist."
MOST_SHOWN = 40


@dataclass(frozen=True)
class Wish:
    """What a client waits for. `weekdays` counts from Monday 0; none means any. Times are local."""

    client_id: UUID
    service_id: UUID
    minutes: int
    first_day: date
    last_day: date
    address_id: UUID | None = None
    weekdays: Sequence[int] = ()
    not_before: time | None = None
    not_after: time | None = None
    notes: str = ""


@dataclass(frozen=True)
class Waiting:
    """An open entry with what the office wants to know of it; `asked` is what finding a time takes."""

    id: UUID
    client_id: UUID
    client: str
    service_id: UUID
    service: str
    address_id: UUID | None
    area: str
    minutes: int
    first_day: date
    last_day: date
    weekdays: list[int]
    not_before: time | None
    not_after: time | None
    notes: str
    created_at: datetime
    asked: Asked

    def suits(self, start: datetime, end: datetime) -> bool:
        """Whether local times of a visit are within the wish."""
        day = start.date()
        return (
            self.first_day <= day <= self.last_day
            and (not self.weekdays or day.weekday() in self.weekdays)
            and (self.not_before is None or start.time() >= self.not_before)
            and (self.not_after is None or (end.date() == day and end.time() <= self.not_after))
        )


async def add(ctx: Ctx, wish: Wish) -> UUID:
    """Put a client on the waitlist. Undo: `close`.

    Raises:
        NotFound: no such client, service or address.
        Invalid: naming the fields that are wrong.
    """
    ctx.require("bookings.edit")
    form = Fields()
    form.number("minutes", wish.minutes, 15, 1440)
    if wish.last_day < wish.first_day:
        form.refuse("last_day", "The last day is before the first.")
    if wish.last_day < ctx.today() or wish.last_day.year > 2198:
        form.refuse("last_day", "Choose a day that is still to come.")
    if wish.not_before and wish.not_after and wish.not_after <= wish.not_before:
        form.refuse("not_after", "The latest end is before the earliest start.")
    if not set(wish.weekdays) <= set(range(7)):
        form.refuse("weekdays", "Days count from 0 to 6.")
    notes = form.text("notes", wish.notes, 500)
    form.finish("This can't go on the waitlist yet.")
    await rows.one(ctx, Client, wish.client_id, "There is no such client.")
    await rows.one(ctx, ServiceType, wish.service_id, "There is no such service.")
    if wish.address_id is not None:
        await rows.one(ctx, Address, wish.address_id, "There is no such address.")
    entry = WaitlistEntry(
        org_id=ctx.org.id,
        created_at=ctx.now(),
        client_id=wish.client_id,
        address_id=wish.address_id,
        service_type_id=wish.service_id,
        minutes=wish.minutes,
        first_day=wish.first_day,
        last_day=wish.last_day,
        weekdays=sorted(set(wish.weekdays)),
        not_before=wish.not_before,
        not_after=wish.not_after,
        notes=notes,
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(entry)
    await ctx.session.flush()
    await _told(ctx, entry, "add", "added")
    return entry.id


async def waiting(ctx: Ctx) -> list[Waiting]:
    """The open entries whose days are not over, who waits longest first."""
    ctx.require("bookings.view")
    wishes = (
        select(func.jsonb_object_agg(col(ClientWorker.worker_id), col(ClientWorker.kind)))
        .where(col(ClientWorker.client_id) == col(WaitlistEntry.client_id))
        .correlate(WaitlistEntry)
        .scalar_subquery()
    )
    found: Any = await ctx.session.execute(
        select(
            WaitlistEntry, col(Client.name), col(ServiceType.name), col(Skill.key), Address, wishes
        )
        .join(Client, col(Client.id) == col(WaitlistEntry.client_id))
        .join(ServiceType, col(ServiceType.id) == col(WaitlistEntry.service_type_id))
        .outerjoin(Skill, col(Skill.id) == col(ServiceType.skill_id))
        .outerjoin(Address, col(Address.id) == col(WaitlistEntry.address_id))
        .where(col(WaitlistEntry.status) == "open", col(WaitlistEntry.last_day) >= ctx.today())
        .order_by(col(WaitlistEntry.created_at), col(WaitlistEntry.id))
        .limit(MOST_SHOWN)
    )
    return [_waiting(*row) for row in found]


def _waiting(
    entry: WaitlistEntry,
    client: str,
    service: str,
    skill: str | None,
    address: Address | None,
    kinds: dict[str, str] | None,
) -> Waiting:
    known = address is not None and address.lat is not None and address.lng is not None
    place = Place(address.lat or 0, address.lng or 0) if address is not None and known else None
    wishes = {UUID(id): kind for id, kind in (kinds or {}).items()}
    return Waiting(
        id=entry.id,
        client_id=entry.client_id,
        client=client,
        service_id=entry.service_type_id,
        service=service,
        address_id=entry.address_id,
        area=address.area if address else "",
        minutes=entry.minutes,
        first_day=entry.first_day,
        last_day=entry.last_day,
        weekdays=list(entry.weekdays),
        not_before=entry.not_before,
        not_after=entry.not_after,
        notes=entry.notes,
        created_at=entry.created_at,
        asked=Asked(skill or "", place, wishes),
    )


async def book(
    ctx: Ctx,
    entry_id: UUID,
    starts_at: datetime,
    crew: Sequence[UUID],
    *,
    override_reason: str = "",
) -> Saved:
    """Book what a client waits for, and take them off the list. Undo: `unbook`.

    Raises:
        NotFound; Conflict: it isn't open any more. And what `bookings.create` raises.
    """
    ctx.require("bookings.edit")
    entry = await _open(ctx, entry_id)
    saved = await bookings.create(
        ctx,
        client_id=entry.client_id,
        service_id=entry.service_type_id,
        starts_at=starts_at,
        minutes=entry.minutes,
        address_id=entry.address_id,
        crew=crew,
        notes=entry.notes,
        override_reason=override_reason,
    )
    entry.status, entry.booking_id = "booked", saved.id
    await _told(ctx, entry, "book", "booked", booking_id=str(saved.id))
    return saved


async def settle(ctx: Ctx, entry_id: UUID, booking_id: UUID) -> None:
    """Take a client off the list whose booking was made by hand. Undo: `unbook`.

    Raises:
        NotFound; Conflict: it isn't open any more, or the booking is somebody else's.
    """
    ctx.require("bookings.edit")
    entry = await _open(ctx, entry_id)
    booking = await bookings.get(ctx, booking_id)
    if booking.client.id != entry.client_id:
        raise Conflict("That booking is another client's; this one still waits.")
    entry.status, entry.booking_id = "booked", booking_id
    await _told(ctx, entry, "book", "booked", booking_id=str(booking_id))


async def entry(ctx: Ctx, entry_id: UUID) -> Waiting:
    """One open entry. Raises NotFound."""
    ctx.require("bookings.view")
    found = next((one for one in await waiting(ctx) if one.id == entry_id), None)
    if found is None:
        raise NotFound(MISSING)
    return found


async def unbook(ctx: Ctx, entry_id: UUID) -> None:
    """Delete the booking an entry became, and let the client wait again. Raises NotFound, Conflict."""
    ctx.require("bookings.edit")
    entry = await rows.locked(ctx, WaitlistEntry, entry_id, MISSING)
    if entry.booking_id is None:
        raise Conflict("This entry wasn't booked.")
    await bookings.delete(ctx, entry.booking_id)
    entry.status, entry.booking_id = "open", None
    await _told(ctx, entry, "unbook", "reopened")


async def close(ctx: Ctx, entry_id: UUID) -> None:
    """Take a client off the list. Undo: `reopen`. Raises NotFound, Conflict."""
    ctx.require("bookings.edit")
    entry = await _open(ctx, entry_id)
    entry.status = "closed"
    await _told(ctx, entry, "close", "closed")


async def reopen(ctx: Ctx, entry_id: UUID) -> None:
    """Put a closed entry back. Raises NotFound; Conflict: it was booked."""
    ctx.require("bookings.edit")
    entry = await rows.locked(ctx, WaitlistEntry, entry_id, MISSING)
    if entry.status == "booked":
        raise Conflict("This was booked. Cancel the booking instead.")
    entry.status = "open"
    await _told(ctx, entry, "reopen", "reopened")


async def _open(ctx: Ctx, entry_id: UUID) -> WaitlistEntry:
    entry = await rows.locked(ctx, WaitlistEntry, entry_id, MISSING)
    if entry.status != "open":
        raise Conflict("Somebody has settled this already.")
    return entry


async def _told(ctx: Ctx, entry: WaitlistEntry, verb: str, announced: str, **details: Any) -> None:
    await ctx.session.flush()
    audit.record(ctx, f"waitlist.{verb}", "client", entry.client_id, entry=str(entry.id), **details)
    await live.announce(ctx, "waitlist", entry.id, announced)

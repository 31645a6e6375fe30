"""The waitlist for other programs: who waits, with the free times that suit them; added and booked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Clock, Day, Moment, unset
from cleaning_app.context import Ctx
from cleaning_app.services import bookings, waitlist
from cleaning_app.services.bookings import BookingDetail, NeedsReason
from cleaning_app.services.waitlist import Chance


class Waits(BaseModel):
    """Somebody who waits. `weekdays` count from Monday 0, none means any; `free_times` suit them."""

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
    free_times: list[bookings.Slot]


class Waitlist(BaseModel):
    """Everybody who waits, who waits longest first."""

    items: list[Waits]


class WaitNew(Body):
    """What a client waits for; times are wall-clock times where the organisation is."""

    client_id: UUID
    service_id: UUID
    minutes: Annotated[int, Field(ge=15, le=24 * 60)]
    first_day: Day
    last_day: Day
    address_id: UUID = unset()
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)] = unset()
    not_before: Clock = unset()
    not_after: Clock = unset()
    notes: Annotated[str, Field(max_length=500)] = unset()


class WaitPatch(Body):
    """`closed` takes a client off the list, `open` puts them back."""

    status: Literal["open", "closed"]


class WaitBooking(Body):
    """When they are booked, and who comes."""

    starts_at: Moment
    crew: Annotated[list[UUID], Field(max_length=6)] = unset()
    override_reason: Annotated[str, Field(max_length=500)] = unset()


class WaitStatus(BaseModel):
    """Whether somebody waits still."""

    id: UUID
    status: Literal["open", "closed"]


@endpoint("GET", "/v1/admin/waitlist", needs="bookings.view", answer=Waitlist)
async def find(ctx: Ctx) -> Waitlist:
    """List who waits, each with free times of the next three weeks that suit them."""
    return Waitlist(items=[_waits(one) for one in await waitlist.chances(ctx)])


@endpoint(
    "POST",
    "/v1/admin/waitlist",
    needs="bookings.edit",
    answer=WaitStatus,
    status=201,
    idempotency="optional",
)
async def add(ctx: Ctx, body: WaitNew) -> WaitStatus:
    """Put a client on the waitlist."""
    given: dict[str, Any] = body.given()
    for name in ("not_before", "not_after"):
        if name in given:
            given[name] = time.fromisoformat(given[name])
    return WaitStatus(id=await waitlist.add(ctx, waitlist.Wish(**given)), status="open")


@endpoint("PATCH", "/v1/admin/waitlist/{id}", needs="bookings.edit", answer=WaitStatus)
async def update(ctx: Ctx, id: UUID, body: WaitPatch) -> WaitStatus:
    """Take a client off the waitlist, or put them back. Who was booked is neither."""
    await (waitlist.close if body.status == "closed" else waitlist.reopen)(ctx, id)
    return WaitStatus(id=id, status=body.status)


@endpoint(
    "POST",
    "/v1/admin/waitlist/{id}/booking",
    needs="bookings.edit",
    answer=BookingDetail,
    idempotency="optional",
)
async def book(ctx: Ctx, id: UUID, body: WaitBooking) -> BookingDetail:
    """Book what a client waits for; they leave the list. Refused like a new booking."""
    given = body.given()
    try:
        async with ctx.attempt():
            saved = await waitlist.book(
                ctx, id, given["starts_at"], given.get("crew", []),
                override_reason=given.get("override_reason", ""),
            )  # fmt: skip
    except NeedsReason as refused:
        raise await bookings.with_free_times(ctx, refused) from None
    return await bookings.get(ctx, saved.id)


def _waits(one: Chance) -> Waits:
    entry = asdict(one.entry)
    entry.pop("asked")
    return Waits(**entry, free_times=one.slots)

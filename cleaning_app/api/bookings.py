"""Bookings for other programs: made, moved, crewed and brought through their statuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from cleaning_app.api.answers import Listing
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Day, ListQuery, Moment, Query, Text, unset
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import bookings, catalogue, listing
from cleaning_app.services.bookings import (
    BookingDetail,
    BookingRow,
    CrewChange,
    ForClient,
    HomeInputs,
    NeedsReason,
)

Minutes = Annotated[int, Field(ge=15, le=24 * 60)]
Price = Annotated[int, Field(ge=0, le=1_000_000_00)]
Crew = Annotated[list[UUID], Field(max_length=20)]
AccessNotes = Annotated[str, Field(max_length=1000)]
AddOns = Annotated[
    dict[Annotated[str, Field(max_length=60)], Annotated[int, Field(ge=0, le=100)]],
    Field(max_length=50),
]
_Reason = Annotated[str, Field(max_length=500)]


class BookingFilters(ListQuery):
    """Sorts: `starts_at`, `number`, `price_cents`, `created_at`; `status` takes several, with commas.

    `from` and `to` are days in the organisation's zone, both included.
    """

    status: str | None = Field(default=None, max_length=100)
    worker_id: UUID | None = None
    team_id: UUID | None = None
    skill: str | None = Field(default=None, max_length=60)
    ids: str | None = Field(default=None, max_length=7_400)
    client_id: UUID | None = None
    service_id: UUID | None = None
    series_id: UUID | None = None
    unassigned: bool | None = None
    deleted: bool | None = None
    first_day: Day | None = Field(default=None, alias="from")
    last_day: Day | None = Field(default=None, alias="to")


class HomeGiven(Body):
    """What the estimator asks about a home; half baths count."""

    beds: Annotated[int, Field(ge=0, le=10)]
    baths: Annotated[float, Field(ge=0, le=10)]
    heavy_grease: bool = False
    multi_floor: bool = False
    frequency: Literal["one_time", "weekly", "biweekly", "monthly"] = "one_time"


class BookingNew(Body):
    """A new booking. Length and price follow the price list unless given: by the `home` when it is
    known, else by the service; `add_ons` maps their keys to counts.
    """

    client_id: UUID
    service_id: UUID
    starts_at: Moment
    minutes: Minutes = unset()
    address_id: UUID = unset()
    price_cents: Price = unset()
    crew: Crew = unset()
    notes: Text = unset()
    access_notes: AccessNotes = unset()
    team_id: UUID = unset()
    earliest_start: Moment = unset()
    latest_start: Moment = unset()
    consent_photos: bool = unset()
    confirmed: bool = unset()
    override_reason: _Reason = unset()
    home: HomeGiven = unset()
    add_ons: AddOns = unset()


class BookingPatch(Body):
    """What may change about a booking. `crew` replaces the whole crew.

    `status` takes the next step the booking allows: `confirmed`, `in_progress`, `completed`,
    `no_show`, or `cancelled`, which needs a `reason`. `home` works the price out by the list of
    now, `add_ons` chooses the extras anew (key → count) and the price follows. With
    `asked_by_client` a new time is counted and charged by the terms of the booking, unless
    `waive_fee`.
    """

    address_id: UUID | None = unset()
    service_id: UUID = unset()
    team_id: UUID | None = unset()
    price_cents: Price = unset()
    notes: Text = unset()
    access_notes: AccessNotes = unset()
    earliest_start: Moment | None = unset()
    latest_start: Moment | None = unset()
    consent_photos: bool = unset()
    starts_at: Moment = unset()
    minutes: Minutes = unset()
    crew: Crew = unset()
    status: Literal["confirmed", "in_progress", "completed", "no_show", "cancelled"] = unset()
    reason: _Reason = unset()
    override_reason: _Reason = unset()
    home: HomeGiven = unset()
    add_ons: AddOns = unset()
    asked_by_client: bool = unset()
    waive_fee: bool = unset()


class Services(BaseModel):
    """What the organisation offers."""

    items: list[catalogue.Service]


@endpoint("GET", "/v1/admin/bookings", needs="bookings.view", answer=Listing[BookingRow])
async def find(ctx: Ctx, query: BookingFilters) -> listing.Page[BookingRow]:
    """List bookings, the latest start first."""
    return await bookings.find(ctx, query.as_query())


@endpoint(
    "POST",
    "/v1/admin/bookings",
    needs="bookings.edit",
    answer=BookingDetail,
    status=201,
    idempotency="optional",
)
async def create(ctx: Ctx, body: BookingNew) -> BookingDetail:
    """Make a booking.

    When one of the crew is elsewhere then, the answer is 409 with `conflict` (who is where until
    when) and `alternatives`. When it breaks soft rules (hours, travel, skills, notice, an unpaid
    deposit …), the answer is 409 with the code `needs_reason`, the `warnings` in words and the three
    nearest `free_times` that break none: send it again at one of those, or with an
    `override_reason`, which stays in the history. Naming a crew also needs
    `bookings.assign`.
    """
    given = body.given()
    if (home := given.pop("home", None)) is not None:
        given["home"] = home_inputs(home)
    try:
        saved = await bookings.create(ctx, source="api", **given)
    except NeedsReason as refused:
        raise await bookings.with_free_times(ctx, refused) from None
    return await bookings.get(ctx, saved.id)


def home_inputs(home: HomeGiven) -> HomeInputs:
    """A home as the services take it."""
    return HomeInputs(**home.model_dump() | {"baths": Decimal(str(home.baths))})


@endpoint("GET", "/v1/admin/bookings/{id}", needs="bookings.view", answer=BookingDetail)
async def get(ctx: Ctx, id: UUID) -> BookingDetail:
    """One booking with client, crew, terms, warnings and history."""
    return await bookings.get(ctx, id)


@endpoint(
    "PATCH",
    "/v1/admin/bookings/{id}",
    needs=("bookings.edit", "bookings.assign", "bookings.status"),
    answer=BookingDetail,
)
async def update(ctx: Ctx, id: UUID, body: BookingPatch, version: int | None) -> BookingDetail:
    """Change, move, crew or advance a booking; all of it happens or none.

    Details and times need `bookings.edit`, crews `bookings.assign`, statuses `bookings.status`.
    A move onto somebody's other job is 409 with `conflict` and `alternatives`; one that breaks soft
    rules is 409 with the code `needs_reason` and `free_times` until it comes with an
    `override_reason`.
    """
    changes = body.given()
    placing = {name: changes.pop(name) for name in ("starts_at", "minutes") if name in changes}
    crew, status = changes.pop("crew", None), changes.pop("status", None)
    reason, override = changes.pop("reason", ""), changes.pop("override_reason", "")
    asked, waived = changes.pop("asked_by_client", False), changes.pop("waive_fee", False)
    version = await _reprice(ctx, id, changes, version)
    if changes:
        await bookings.update(ctx, id, version=version, **changes)
        version = None
    if placing or crew is not None:
        change = None if crew is None else await _crew_change(ctx, id, crew)
        try:
            await bookings.reschedule(
                ctx, id, crew=change, version=version, override_reason=override,
                for_client=ForClient(waive_fee=waived) if asked else None, **placing,
            )  # fmt: skip
        except NeedsReason as refused:
            raise await bookings.with_free_times(ctx, refused) from None
        version = None
    if status is not None:
        await _advance(ctx, id, status, reason, override, version)
    elif reason:
        raise Invalid.field("reason", "A reason goes with a status.")
    return await bookings.get(ctx, id)


async def _reprice(ctx: Ctx, id: UUID, changes: dict[str, Any], version: int | None) -> int | None:
    """Home and extras first, so that a price that is given too overrules them. Returns the version
    still to be expected."""
    home, add_ons = changes.pop("home", None), changes.pop("add_ons", None)
    if home is not None:
        await bookings.estimate(ctx, id, home_inputs(home), add_ons=add_ons, version=version)
    elif add_ons is not None:
        await bookings.set_extras(ctx, id, add_ons, version=version)
    else:
        return version
    return None


async def _crew_change(ctx: Ctx, id: UUID, wanted: list[UUID]) -> CrewChange:
    has = [member.id for member in (await bookings.get(ctx, id)).crew]
    leaving = [worker for worker in has if worker not in wanted]
    return CrewChange(leaving, [worker for worker in dict.fromkeys(wanted) if worker not in has])


async def _advance(
    ctx: Ctx, id: UUID, status: str, reason: str, override: str, version: int | None
) -> None:
    if status == "cancelled":
        await bookings.cancel(ctx, id, reason, version=version)
        return
    if status == "confirmed":
        await bookings.confirm(ctx, id, version=version, override_reason=override)
        return
    steps: dict[str, Any] = {
        "in_progress": bookings.start,
        "completed": bookings.finish,
        "no_show": bookings.no_show,
    }
    await steps[status](ctx, id, version=version)


class SlotQuery(Query):
    """A visit that looks for its time: within `days` from `from` on, near a moment if it has a wish."""

    minutes: Minutes
    service_id: UUID | None = None
    address_id: UUID | None = None
    client_id: UUID | None = None
    crew: Annotated[int, Field(ge=1, le=6)] = 1
    first_day: Day | None = Field(default=None, alias="from")
    days: Annotated[int, Field(ge=1, le=28)] = 14
    near: Moment | None = None
    count: Annotated[int, Field(ge=1, le=50)] = 6


class Slots(BaseModel):
    """Free times, the best first."""

    items: list[bookings.Slot]


@endpoint("GET", "/v1/admin/slots", needs="bookings.view", answer=Slots)
async def slots(ctx: Ctx, query: SlotQuery) -> Slots:
    """Find free times for a visit.

    They break no rule: hours, skills, time off, holidays, buffer, drives, notice, and whom the
    client doesn't want. At most two a day, an hour apart.
    """
    wish = bookings.SlotWish(**query.model_dump(exclude_none=True))
    return Slots(items=await bookings.slots(ctx, wish))


@endpoint("GET", "/v1/admin/services", needs=("bookings.view", "pricing.manage"), answer=Services)
async def services(ctx: Ctx) -> Services:
    """The services one can book, with today's prices."""
    return Services(items=await catalogue.services(ctx))

"""Series for other programs: visits that come back, made, changed and ended."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from cleaning_app.api.answers import Listing
from cleaning_app.api.bookings import (
    AccessNotes,
    AddOns,
    Crew,
    HomeGiven,
    Minutes,
    Price,
    home_inputs,
)
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Clock, Day, ListQuery, Text, unset
from cleaning_app.context import Ctx
from cleaning_app.domain import recurrence
from cleaning_app.services import listing, series
from cleaning_app.services.series import SeriesDetail, SeriesRow

_Rule = Annotated[
    str,
    Field(
        max_length=200,
        description="RFC 5545, weekly or monthly: `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU`, "
        "`FREQ=MONTHLY;BYDAY=2TU`, `FREQ=MONTHLY;BYMONTHDAY=15;COUNT=6`.",
    ),
]
_Holidays = Literal["keep", "skip", "move"]


class Window(Body):
    """Between which times of day a visit begins."""

    earliest: Clock
    latest: Clock


class SeriesFilters(ListQuery):
    """Sorts: `client`, `starts_on`, `price_cents`, `created_at`; `state` is `active`, `paused` or
    `finished`, several with commas."""

    state: str | None = Field(default=None, max_length=60)
    client_id: UUID | None = None
    worker_id: UUID | None = None
    service_id: UUID | None = None


class SeriesNew(Body):
    """A new series. Length and price follow the price list of its first day unless given, and
    contain the `add_ons` (key → count); by the `home` when it is known. Visits are promised to begin
    within the `window`."""

    client_id: UUID
    service_id: UUID
    rrule: _Rule
    starts_on: Day
    at: Clock
    minutes: Minutes = unset()
    address_id: UUID = unset()
    price_cents: Price = unset()
    crew: Crew = unset()
    team_id: UUID = unset()
    window: Window = unset()
    add_ons: AddOns = unset()
    home: HomeGiven = unset()
    notes: Text = unset()
    access_notes: AccessNotes = unset()
    holiday_policy: _Holidays = unset()
    confirmed: bool = unset()


class SeriesPatch(Body):
    """What may change about the visits to come. With `since`, only those from that day on: the
    series is split there, and the answer is the new one."""

    since: Day = unset()
    rrule: _Rule = unset()
    at: Clock = unset()
    minutes: Minutes = unset()
    service_id: UUID = unset()
    address_id: UUID | None = unset()
    price_cents: Price = unset()
    crew: Crew = unset()
    team_id: UUID | None = unset()
    window: Window | None = unset()
    add_ons: AddOns = unset()
    notes: Text = unset()
    access_notes: AccessNotes = unset()
    holiday_policy: _Holidays = unset()


@endpoint("GET", "/v1/admin/series", needs="bookings.view", answer=Listing[SeriesRow])
async def find(ctx: Ctx, query: SeriesFilters) -> listing.Page[SeriesRow]:
    """List series, by client."""
    return await series.find(ctx, query.as_query())


@endpoint(
    "POST",
    "/v1/admin/series",
    needs="bookings.edit",
    answer=SeriesDetail,
    status=201,
    idempotency="optional",
)
async def create(ctx: Ctx, body: SeriesNew) -> SeriesDetail:
    """Make a series and its visits of the coming eight weeks.

    A worker who is elsewhere does not refuse it: that visit is made without them and listed under
    `conflicts`. Naming a crew also needs `bookings.assign`.
    """
    made = await series.create(ctx, **_terms(body.given()))
    return await series.get(ctx, made.id)


@endpoint("GET", "/v1/admin/series/{id}", needs="bookings.view", answer=SeriesDetail)
async def get(ctx: Ctx, id: UUID) -> SeriesDetail:
    """One series with its coming visits, conflicts and history."""
    return await series.get(ctx, id)


@endpoint("PATCH", "/v1/admin/series/{id}", needs="bookings.edit", answer=SeriesDetail)
async def update(ctx: Ctx, id: UUID, body: SeriesPatch, version: int | None) -> SeriesDetail:
    """Change the visits to come. What was changed about one of them by itself is kept."""
    changed = await series.change(ctx, id, version=version, **_terms(body.given()))
    return await series.get(ctx, changed.id)


def _terms(given: dict[str, Any]) -> dict[str, Any]:
    """The body's fields as services take them."""
    if "rrule" in given:
        given["rule"] = recurrence.read(given.pop("rrule"))
    if "at" in given:
        given["at"] = time.fromisoformat(given["at"])
    if (window := given.get("window")) is not None:
        given["window"] = time.fromisoformat(window.earliest), time.fromisoformat(window.latest)
    if (home := given.get("home")) is not None:
        given["home"] = home_inputs(home)
    return given

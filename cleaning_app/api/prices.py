"""Prices for other programs: quotes, and the price list with its versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from cleaning_app.api.bookings import AddOns, HomeGiven, home_inputs
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Day, unset
from cleaning_app.context import Ctx
from cleaning_app.domain.price_list import BaseHours, PriceList
from cleaning_app.services import bookings, price_lists
from cleaning_app.services.bookings import Extra
from cleaning_app.services.price_lists import Published

MODULE = "module.pricing"
_Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
_Percent = Annotated[int, Field(ge=0, le=1000)]
_Cents = Annotated[int, Field(ge=0, le=10_000_00)]
_Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]


class QuoteWish(Body):
    """What is to be priced: a service, by its home when that is known, with extras (key → count)."""

    service_id: UUID
    day: Day = unset()
    minutes: Annotated[int, Field(ge=15, le=24 * 60)] = unset()
    home: HomeGiven = unset()
    add_ons: AddOns = unset()


class Quoted(BaseModel):
    """A price before tax, in cents, and how it comes about. `list_version` 0 is the product's own."""

    price_cents: int
    minutes: int
    crew: int
    labour_cents: int
    discount_cents: int
    extras: list[Extra]
    list_version: int


class HomeSize(Body):
    """Cleaner-minutes of a standard clean in a home of this size."""

    beds: Annotated[int, Field(ge=0, le=10)]
    baths: Annotated[int, Field(ge=0, le=10)]
    minutes: Annotated[int, Field(ge=15, le=24 * 60)]


class AddOn(Body):
    """An extra: what it is called, costs and takes."""

    key: _Key
    name: Annotated[str, Field(min_length=1, max_length=100)]
    cents: _Cents
    minutes: Annotated[int, Field(ge=0, le=600)] = 0


class Prices(BaseModel):
    """A version of the price list. `since` is null for the product's own, which is version 0."""

    version: int
    since: datetime | None
    fingerprint: str
    hourly_rate_cents: int
    least_minutes: int
    homes: list[HomeSize]
    minutes_per_extra_bed: int
    minutes_per_extra_bath: int
    multi_floor_minutes: int
    service_percent: dict[str, int]
    recurring_percent_off: dict[str, int]
    add_ons: list[AddOn]


class PricesNew(Body):
    """The next version: what isn't named stays as it is now."""

    hourly_rate_cents: Annotated[int, Field(ge=1_00, le=1_000_00)] = unset()
    least_minutes: Annotated[int, Field(ge=15, le=24 * 60)] = unset()
    homes: Annotated[list[HomeSize], Field(min_length=1, max_length=40)] = unset()
    minutes_per_extra_bed: _Minutes = unset()
    minutes_per_extra_bath: _Minutes = unset()
    multi_floor_minutes: _Minutes = unset()
    service_percent: Annotated[dict[_Key, _Percent], Field(max_length=60)] = unset()
    recurring_percent_off: Annotated[dict[_Key, _Percent], Field(max_length=10)] = unset()
    add_ons: Annotated[list[AddOn], Field(max_length=40)] = unset()


@endpoint("POST", "/v1/admin/quotes", module=MODULE, needs="bookings.view", answer=Quoted)
async def quote(ctx: Ctx, body: QuoteWish) -> Quoted:
    """Say what a visit would cost and take. Nothing is kept of it."""
    given = body.given()
    found = await bookings.quote(
        ctx,
        body.service_id,
        on=given.get("day"),
        minutes=given.get("minutes"),
        home=home_inputs(given["home"]) if "home" in given else None,
        add_ons=given.get("add_ons"),
    )
    return Quoted.model_validate(found, from_attributes=True)


@endpoint(
    "GET",
    "/v1/admin/price-lists/current",
    module=MODULE,
    needs=("bookings.view", "pricing.manage"),
    answer=Prices,
)
async def current(ctx: Ctx) -> Prices:
    """The price list that new quotes are worked out by."""
    return _shown(await price_lists.current(ctx))


@endpoint(
    "GET",
    "/v1/admin/price-lists/{number}",
    module=MODULE,
    needs=("bookings.view", "pricing.manage"),
    answer=Prices,
)
async def version(ctx: Ctx, number: Annotated[int, Field(ge=0, le=10**9)]) -> Prices:
    """A version of the price list, as it was published."""
    return _shown(await price_lists.version(ctx, number))


@endpoint(
    "POST",
    "/v1/admin/price-lists",
    module=MODULE,
    needs="pricing.manage",
    answer=Prices,
    idempotency="optional",
)
async def publish(ctx: Ctx, body: PricesNew) -> Prices:
    """Publish the next version. Bookings and quotes made before keep their prices; a list that
    prices alike is not published again, and the answer is the one in use."""
    before = (await price_lists.current(ctx)).prices
    return _shown(await price_lists.publish(ctx, replace(before, **_entries(body.given()))))


def _entries(given: dict[str, Any]) -> dict[str, Any]:
    """The body's fields as entries of a PriceList."""
    entries = dict(given)
    if "homes" in entries:
        rows = entries.pop("homes")
        entries["base"] = tuple(sorted(BaseHours(r.beds, r.baths, r.minutes) for r in rows))
    if "add_ons" in entries:
        extras: list[AddOn] = entries["add_ons"]
        entries["add_ons"] = {one.key: one.cents for one in extras}
        entries["add_on_names"] = {one.key: one.name for one in extras}
        entries["add_on_minutes"] = {one.key: one.minutes for one in extras}
    return entries


def _shown(found: Published) -> Prices:
    p: PriceList = found.prices
    return Prices(
        version=found.version,
        since=found.since,
        fingerprint=p.fingerprint,
        hourly_rate_cents=p.hourly_rate_cents,
        least_minutes=p.least_minutes,
        homes=[HomeSize(beds=r.beds, baths=r.baths, minutes=r.minutes) for r in sorted(p.base)],
        minutes_per_extra_bed=p.minutes_per_extra_bed,
        minutes_per_extra_bath=p.minutes_per_extra_bath,
        multi_floor_minutes=p.multi_floor_minutes,
        service_percent=p.service_percent,
        recurring_percent_off=p.recurring_percent_off,
        add_ons=[
            AddOn(key=key, name=p.name_of(key), cents=c, minutes=p.add_on_minutes.get(key, 0))
            for key, c in p.add_ons.items()
        ],
    )

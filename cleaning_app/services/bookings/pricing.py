"""What a visit costs and how long it takes: by the price list when the home is known, else by the
service's own price; extras on top. What it was worked out from stays with the booking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import pricing
from cleaning_app.domain.price_list import PriceList
from cleaning_app.domain.pricing import Home
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.models import Booking
from cleaning_app.services import catalogue, price_lists, rows
from cleaning_app.services.bookings import holding
from cleaning_app.services.bookings.views import Extra
from cleaning_app.services.catalogue import Service
from cleaning_app.services.price_lists import Published


@dataclass(frozen=True)
class HomeInputs:
    """What the estimator asks about a home; `frequency` is one_time, weekly, biweekly, monthly."""

    beds: int
    baths: Decimal
    heavy_grease: bool = False
    multi_floor: bool = False
    frequency: str = "one_time"


@dataclass(frozen=True)
class Quote:
    """A price before tax and a length. `discount_cents` is for coming back regularly, and off
    labour only; `snapshot` is what a booking keeps of it."""

    price_cents: int
    minutes: int
    crew: int
    labour_cents: int
    discount_cents: int
    extras: list[Extra]
    list_version: int
    snapshot: dict[str, Any]


async def quote(
    ctx: Ctx,
    service_id: UUID,
    *,
    on: date | None = None,
    minutes: int | None = None,
    home: HomeInputs | None = None,
    add_ons: Mapping[str, int] | None = None,
) -> Quote:
    """What a visit would cost. A length that is given stays; hourly services are priced by it.

    Raises:
        NotFound: no such service. Invalid: naming the fields that can't be priced.
    """
    ctx.require("bookings.view")
    service = await catalogue.service(ctx, service_id, on=on)
    return await work_out(ctx, service, minutes, home, add_ons or {})


async def work_out(
    ctx: Ctx,
    service: Service,
    minutes: int | None,
    home: HomeInputs | None,
    add_ons: Mapping[str, int],
) -> Quote:
    """The same for a service with its price. The caller has checked permission."""
    if home is None and not add_ons:
        return _by_service(service, minutes, [])
    published = await price_lists.current(ctx)
    chosen = extras(published.prices, add_ons)
    if home is None or service.key not in published.prices.service_percent:
        return _by_service(service, minutes, chosen, published.version)
    return _by_home(published, service.key, minutes, home, chosen)


def extras(prices: PriceList, add_ons: Mapping[str, int]) -> list[Extra]:
    """Chosen add-ons by their keys, at today's prices; counts of zero are left out.

    Raises Invalid for unknown ones and odd counts.
    """
    problems = [
        FieldError(f"add_ons.{key}", "There is no such add-on.")
        for key in add_ons
        if key not in prices.add_ons
    ] + [
        FieldError(f"add_ons.{key}", "Between 0 and 100.")
        for key, count in add_ons.items()
        if not 0 <= count <= 100
    ]
    if problems:
        raise Invalid("Some extras can't be chosen.", problems)
    return [
        Extra(
            key, prices.name_of(key), count, prices.add_ons[key], prices.add_on_minutes.get(key, 0)
        )
        for key, count in sorted(add_ons.items())
        if count
    ]


def _by_service(
    service: Service, minutes: int | None, chosen: list[Extra], version: int = 0
) -> Quote:
    more = sum(extra.minutes * extra.quantity for extra in chosen)
    length = service.default_minutes + more if minutes is None else minutes
    working = service.default_minutes if minutes is None else minutes
    labour = service.price.for_minutes(working) if service.price else 0
    total = labour + sum(extra.total_cents for extra in chosen)
    return Quote(total, length, 1, labour, 0, chosen, version, {})


def _by_home(
    published: Published, service: str, minutes: int | None, home: HomeInputs, chosen: list[Extra]
) -> Quote:
    asked = _home(service, home, {extra.key: extra.quantity for extra in chosen})
    found = pricing.estimate(asked, published.prices)
    length = found.minutes_on_site + published.prices.minutes_of(asked.add_ons)
    inputs = {
        "service": service,
        "beds": home.beds,
        "baths": str(home.baths),
        "heavy_grease": home.heavy_grease,
        "multi_floor": home.multi_floor,
        "frequency": home.frequency,
        "add_ons": dict(asked.add_ons),
    }
    result = {
        "crew": found.crew,
        "minutes": length,
        "labour_cents": found.labour,
        "discount_cents": found.discount,
        "add_ons_cents": found.add_ons,
        "total_cents": found.total_before_tax,
    }
    snapshot = {
        "list_version": published.version,
        "fingerprint": found.price_list_fingerprint,
        "inputs": inputs,
        "result": result,
    }
    return Quote(
        price_cents=found.total_before_tax,
        minutes=length if minutes is None else minutes,
        crew=found.crew,
        labour_cents=found.labour,
        discount_cents=found.discount,
        extras=chosen,
        list_version=published.version,
        snapshot=snapshot,
    )


def _home(service: str, home: HomeInputs, add_ons: Mapping[str, int]) -> Home:
    return Home(
        beds=home.beds,
        baths=home.baths,
        service=service,
        heavy_grease=home.heavy_grease,
        multi_floor=home.multi_floor,
        frequency=home.frequency,
        add_ons=add_ons,
    )


async def rework(ctx: Ctx, booking_id: UUID) -> int:
    """Work the price of a booking out again, in cents, by the list and the home it was quoted for.

    Raises:
        NotFound; Conflict: it was not estimated, or its list is not the one it was quoted by.
    """
    ctx.require("bookings.view")
    booking = await rows.one(ctx, Booking, booking_id, holding.MISSING)
    if not booking.pricing:
        raise Conflict("The price of this booking was not worked out from a home.")
    kept = booking.pricing
    published = await price_lists.version(ctx, int(kept["list_version"]))
    if published.prices.fingerprint != kept["fingerprint"]:
        raise Conflict("The price list this booking was quoted by has changed since.")
    inputs = dict(kept["inputs"])
    home = HomeInputs(
        inputs["beds"],
        Decimal(inputs["baths"]),
        inputs["heavy_grease"],
        inputs["multi_floor"],
        inputs["frequency"],
    )
    asked = _home(inputs["service"], home, inputs["add_ons"])
    return pricing.estimate(asked, published.prices).total_before_tax

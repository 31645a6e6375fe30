"""The estimator: a home, a kind of cleaning and some extras → people, time and price before tax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil

from cleaning_app.domain.price_list import DEFAULT_PRICE_LIST, MOST_ROOMS, PriceList
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import share

HALF_HOUR = 30


@dataclass(frozen=True)
class Home:
    """What is to be cleaned, how and how often. Half baths count: `baths` may be 2.5."""

    beds: int
    baths: Decimal
    service: str = "standard"
    heavy_grease: bool = False
    multi_floor: bool = False
    frequency: str = "one_time"
    add_ons: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True)
class Estimate:
    """What a visit takes and costs before tax. Money in cents, time in minutes.

    `billed_minutes` are cleaner-minutes on site; the discount is off labour only.
    """

    crew: int
    minutes_on_site: int
    billed_minutes: int
    labour: int
    discount: int
    add_ons: int
    price_list_version: str
    price_list_fingerprint: str

    @property
    def total_before_tax(self) -> int:
        return self.labour - self.discount + self.add_ons


def estimate(home: Home, prices: PriceList = DEFAULT_PRICE_LIST) -> Estimate:
    """Work out an estimate; raises Invalid naming each field that is out of range or unknown.

    Cleaner-time = base × service + grease + floors, at least the list's minimum; the crew follows
    from it; time on site is rounded up to half hours per person, and every person is billed.
    """
    _check(home, prices)
    work = cleaner_minutes(home, prices)
    fitting = (step.people for step in prices.crew if work <= step.up_to_minutes)
    crew = next(fitting, prices.largest_crew)
    on_site = ceil(work / crew / HALF_HOUR) * HALF_HOUR
    billed = crew * on_site
    labour = share(billed, prices.hourly_rate_cents, 60)
    return Estimate(
        crew=crew,
        minutes_on_site=on_site,
        billed_minutes=billed,
        labour=labour,
        discount=share(labour, prices.recurring_percent_off[home.frequency], 100),
        add_ons=sum(prices.add_ons[key] * count for key, count in home.add_ons.items()),
        price_list_version=prices.version,
        price_list_fingerprint=prices.fingerprint,
    )


def cleaner_minutes(home: Home, prices: PriceList = DEFAULT_PRICE_LIST) -> Fraction:
    """The minutes one person would need, exactly, before crew and rounding."""
    minutes = Fraction(_base_minutes(home, prices) * prices.service_percent[home.service], 100)
    if home.heavy_grease:
        minutes += next(extra for beds, extra in prices.grease_minutes if home.beds <= beds)
    if home.multi_floor:
        minutes += prices.multi_floor_minutes
    return max(minutes, Fraction(prices.least_minutes))


def _base_minutes(home: Home, prices: PriceList) -> int:
    """The smallest row that covers the home. Rooms beyond the table add time each, so that a
    palace is never priced like the largest row."""
    baths = ceil(home.baths)
    most_beds = max(row.beds for row in prices.base)
    most_baths = max(row.baths for row in prices.base)
    covering = (
        row
        for row in sorted(prices.base)
        if row.beds >= min(home.beds, most_beds) and row.baths >= min(baths, most_baths)
    )
    largest = max(prices.base, key=lambda row: row.minutes)
    row = next(covering, largest)
    return (
        row.minutes
        + max(0, home.beds - most_beds) * prices.minutes_per_extra_bed
        + max(0, baths - most_baths) * prices.minutes_per_extra_bath
    )


def _check(home: Home, prices: PriceList) -> None:
    errors: list[FieldError] = []
    if not 0 <= home.beds <= MOST_ROOMS:
        errors.append(FieldError("beds", f"Between 0 and {MOST_ROOMS}."))
    if not home.baths.is_finite() or not 0 <= home.baths <= MOST_ROOMS:
        errors.append(FieldError("baths", f"Between 0 and {MOST_ROOMS}."))
    if home.service not in prices.service_percent:
        errors.append(FieldError("service", "This kind of cleaning has no price."))
    if home.frequency not in prices.recurring_percent_off:
        errors.append(FieldError("frequency", "This frequency has no price."))
    for key, count in home.add_ons.items():
        if key not in prices.add_ons:
            errors.append(FieldError(f"add_ons.{key}", "There is no such add-on."))
        elif count < 0:
            errors.append(FieldError(f"add_ons.{key}", "A count is zero or more."))
    if errors:
        raise Invalid("This cannot be priced yet.", errors)

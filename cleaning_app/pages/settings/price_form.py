"""The price list as a form shows it: hours, dollars, percent as text, and back.

A field's name says where it belongs: `base.2x1.hours` the hours of a home with two beds and one
bath, `service_percent.deep`, `add_on.oven.cents`. Rows that are added get keys of their own.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from cleaning_app.domain.price_list import MOST_ROOMS, BaseHours, PriceList
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.money import parse_cents, to_decimal_string

MINUTES = ("minutes_per_extra_bed", "minutes_per_extra_bath", "multi_floor_minutes")
MOST_ADD_ONS = 40
MOST_SIZES = 40
SIZE = ("beds", "baths", "hours")


def as_text(prices: PriceList) -> dict[str, str]:
    """Every entry as it stands in its field."""
    typed: dict[str, str] = {}
    for row in prices.base:
        values = (str(row.beds), str(row.baths), _hours(row.minutes))
        typed |= {
            f"base.{size_key(row)}.{part}": text for part, text in zip(SIZE, values, strict=True)
        }
    typed |= {f"service_percent.{key}": str(n) for key, n in prices.service_percent.items()}
    typed |= {f"recurring.{key}": str(n) for key, n in prices.recurring_percent_off.items()}
    typed |= {f"grease.{beds}": str(minutes) for beds, minutes in prices.grease_minutes}
    typed |= {name: str(getattr(prices, name)) for name in MINUTES}
    typed["least_minutes"] = _hours(prices.least_minutes)
    typed["hourly_rate_cents"] = _dollars(prices.hourly_rate_cents)
    for key, cents in prices.add_ons.items():
        typed[f"add_on.{key}.name"] = prices.name_of(key)
        typed[f"add_on.{key}.cents"] = _dollars(cents)
        typed[f"add_on.{key}.minutes"] = str(prices.add_on_minutes.get(key, 0))
    return typed


def size_key(row: BaseHours) -> str:
    """2x1: how the fields of a row of homes are named."""
    return f"{row.beds}x{row.baths}"


def _hours(minutes: int) -> str:
    return f"{Decimal(minutes) / 60:.2f}".rstrip("0").rstrip(".")


def _dollars(cents: int) -> str:
    return to_decimal_string(cents).removesuffix(".00")


def read(typed: dict[str, str], before: PriceList) -> PriceList:
    """The list the typed entries make, homes by size. Services without a percent are not estimated;
    add-ons without a name and homes without a number are dropped.

    Raises:
        Invalid: naming each field that can't be read.
    """
    form = _Reading(typed)
    keys = dict.fromkeys(name.split(".")[1] for name in typed if name.startswith("add_on."))
    named = [key for key in keys if typed.get(f"add_on.{key}.name", "").strip()][:MOST_ADD_ONS]
    read = replace(
        before,
        base=_sizes(form),
        service_percent={
            name.removeprefix("service_percent."): form.whole(name)
            for name, text in typed.items()
            if name.startswith("service_percent.") and text.strip()
        },
        recurring_percent_off={
            key: form.whole(f"recurring.{key}") for key in before.recurring_percent_off
        },
        grease_minutes=tuple(
            (beds, form.whole(f"grease.{beds}")) for beds, _ in before.grease_minutes
        ),
        least_minutes=form.hours("least_minutes"),
        hourly_rate_cents=form.cents("hourly_rate_cents"),
        **{name: form.whole(name) for name in MINUTES},
        add_ons={key: form.cents(f"add_on.{key}.cents") for key in named},
        add_on_names={key: typed[f"add_on.{key}.name"].strip()[:100] for key in named},
        add_on_minutes={key: form.whole(f"add_on.{key}.minutes") for key in named},
    )
    if form.problems:
        raise Invalid("Look at the fields.", form.problems)
    return read


def _sizes(form: _Reading) -> tuple[BaseHours, ...]:
    """The homes of the table, the smallest first; each size once."""
    keys = dict.fromkeys(name.split(".")[1] for name in form.typed if name.startswith("base."))
    found: dict[tuple[int, int], BaseHours] = {}
    for key in list(keys)[:MOST_SIZES]:
        names = [f"base.{key}.{part}" for part in SIZE]
        if not any(form.typed.get(name, "").strip() for name in names):
            continue
        beds, baths = (form.rooms(name) for name in names[:2])
        row = BaseHours(beds, baths, form.hours(names[2]))
        if (beds, baths) in found:
            form.problems.append(FieldError(names[0], "This size is in the table already."))
        found[beds, baths] = row
    return tuple(found[size] for size in sorted(found))


class _Reading:
    """Reads fields one by one and keeps what is wrong with each."""

    def __init__(self, typed: dict[str, str]) -> None:
        self.typed = typed
        self.problems: list[FieldError] = []

    def whole(self, name: str) -> int:
        text = self.typed.get(name, "").strip() or "0"
        if not text.isascii() or not text.isdigit() or len(text) > 5:
            self.problems.append(FieldError(name, "A whole number."))
            return 0
        return int(text)

    def rooms(self, name: str) -> int:
        text = self.typed.get(name, "").strip()
        if not text.isascii() or not text.isdigit() or not 0 <= int(text[:4]) <= MOST_ROOMS:
            self.problems.append(FieldError(name, f"Between 0 and {MOST_ROOMS}."))
            return 0
        return int(text)

    def hours(self, name: str) -> int:
        try:
            minutes = Decimal(self.typed.get(name, "").strip()) * 60
        except InvalidOperation:
            minutes = Decimal(-1)
        if not minutes.is_finite() or not 0 <= minutes <= 1440:
            self.problems.append(FieldError(name, "Hours, such as 2.5."))
            return 0
        return int(minutes)

    def cents(self, name: str) -> int:
        try:
            return parse_cents(self.typed.get(name, "").strip() or "0")
        except Invalid as refused:
            self.problems.append(FieldError(name, refused.detail))
            return 0

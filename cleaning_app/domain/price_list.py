"""A versioned price list: what the estimator multiplies, adds and takes off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Invalid

MOST_ROOMS = 10
"""Beds or baths of the largest home that is estimated."""


class BaseHours(NamedTuple):
    """Cleaner-minutes for a home of this size."""

    beds: int
    baths: int
    minutes: int


class CrewStep(NamedTuple):
    """Up to this many cleaner-minutes, so many people go."""

    up_to_minutes: int
    people: int


_BASE = (
    BaseHours(1, 1, 150),
    BaseHours(2, 1, 180),
    BaseHours(2, 2, 210),
    BaseHours(3, 2, 240),
    BaseHours(3, 3, 270),
    BaseHours(4, 2, 270),
    BaseHours(4, 3, 300),
    BaseHours(5, 3, 330),
    BaseHours(6, 4, 390),
)
_ADD_ONS = {
    "oven": 30_00,
    "fridge": 20_00,
    "microwave": 10_00,
    "cabinets": 40_00,
    "windows_up_to_5": 30_00,
    "balcony": 25_00,
    "linen_per_bed": 10_00,
    "steam_armchair": 45_00,
    "steam_sofa_2": 90_00,
    "steam_sofa_3": 110_00,
    "steam_sectional": 150_00,
    "steam_mattress": 110_00,
    "carpet_spot": 35_00,
}


_ADD_ON_NAMES = {
    "oven": "Inside the oven",
    "fridge": "Inside the fridge",
    "microwave": "Inside the microwave",
    "cabinets": "Inside the cabinets",
    "windows_up_to_5": "Windows, up to five",
    "balcony": "Balcony",
    "linen_per_bed": "Fresh linen, each bed",
    "steam_armchair": "Steam an armchair",
    "steam_sofa_2": "Steam a sofa for two",
    "steam_sofa_3": "Steam a sofa for three",
    "steam_sectional": "Steam a sectional",
    "steam_mattress": "Steam a mattress",
    "carpet_spot": "Carpet spot",
}
_ADD_ON_MINUTES = {"oven": 30, "fridge": 20, "cabinets": 30, "windows_up_to_5": 30, "balcony": 20}


@dataclass(frozen=True)
class PriceList:
    """Everything a price depends on. Money in cents, time in minutes, multipliers in percent.

    A list is never edited: a change is a new list under a new version, so an old quote can be
    worked out again.
    """

    version: str = "1"
    currency: str = "CAD"
    base: tuple[BaseHours, ...] = _BASE
    minutes_per_extra_bed: int = 60
    minutes_per_extra_bath: int = 30
    service_percent: dict[str, int] = field(
        default_factory=lambda: {
            "standard": 100,
            "deep": 120,
            "move_out": 135,
            "move_out_empty": 135,
            "move_in_empty": 135,
        }
    )
    grease_minutes: tuple[tuple[int, int], ...] = ((2, 30), (4, 60), (99, 90))
    multi_floor_minutes: int = 30
    least_minutes: int = 180
    crew: tuple[CrewStep, ...] = (CrewStep(270, 1), CrewStep(480, 2))
    largest_crew: int = 3
    hourly_rate_cents: int = 35_00
    recurring_percent_off: dict[str, int] = field(
        default_factory=lambda: {"one_time": 0, "weekly": 10, "biweekly": 5, "monthly": 0}
    )
    add_ons: dict[str, int] = field(default_factory=lambda: dict(_ADD_ONS))
    add_on_names: dict[str, str] = field(default_factory=lambda: dict(_ADD_ON_NAMES))
    add_on_minutes: dict[str, int] = field(default_factory=lambda: dict(_ADD_ON_MINUTES))

    def name_of(self, add_on: str) -> str:
        """What an add-on is called."""
        return self.add_on_names.get(add_on) or add_on.replace("_", " ").capitalize()

    def minutes_of(self, add_ons: Mapping[str, int]) -> int:
        """How much longer a visit takes with these add-ons."""
        return sum(self.add_on_minutes.get(key, 0) * count for key, count in add_ons.items())

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, tuples as lists."""
        return json.loads(json.dumps(asdict(self)))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> PriceList:
        """Read a stored list, missing entries by default; raises Invalid for a damaged one."""
        entries = dict(stored)
        try:
            if "base" in entries:
                entries["base"] = tuple(BaseHours(*row) for row in entries["base"])
            if "crew" in entries:
                entries["crew"] = tuple(CrewStep(*row) for row in entries["crew"])
            if "grease_minutes" in entries:
                entries["grease_minutes"] = tuple(tuple(row) for row in entries["grease_minutes"])
            return cls(**entries)
        except TypeError:
            raise Invalid("This price list is damaged.") from None

    def check(self) -> None:
        """Raise Invalid, naming each entry that no price list has."""
        form = Fields()
        if not self.base or len({row[:2] for row in self.base}) < len(self.base):
            form.refuse("base", "At least one size of home, and each of them once.")
        for row in self.base:
            named = f"base.{row.beds}x{row.baths}"
            form.number(f"{named}.beds", row.beds, 0, MOST_ROOMS)
            form.number(f"{named}.baths", row.baths, 0, MOST_ROOMS)
            form.number(f"{named}.hours", row.minutes, 15, 24 * 60)
        for key, percent in self.service_percent.items():
            form.number(f"service_percent.{key}", percent, 10, 1000)
        for key, percent in self.recurring_percent_off.items():
            form.number(f"recurring_percent_off.{key}", percent, 0, 100)
        for name in ("minutes_per_extra_bed", "minutes_per_extra_bath", "multi_floor_minutes"):
            form.number(name, getattr(self, name), 0, 600)
        form.number("least_minutes", self.least_minutes, 15, 1440)
        form.number("hourly_rate_cents", self.hourly_rate_cents, 1_00, 1_000_00)
        for key, cents in self.add_ons.items():
            form.number(f"add_ons.{key}", cents, 0, 10_000_00)
            form.number(f"add_on_minutes.{key}", self.add_on_minutes.get(key, 0), 0, 600)
        form.finish("Some of these prices can't be right.")

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the canonical JSON: two lists price alike exactly when these are equal."""
        canonical = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


DEFAULT_PRICE_LIST = PriceList()

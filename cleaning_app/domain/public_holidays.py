"""The days a province has off by law, and on which of them a company closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import holidays

PROVINCES: dict[str, str] = {
    "AB": "Alberta",
    "BC": "British Columbia",
    "MB": "Manitoba",
    "NB": "New Brunswick",
    "NL": "Newfoundland and Labrador",
    "NS": "Nova Scotia",
    "NT": "Northwest Territories",
    "NU": "Nunavut",
    "ON": "Ontario",
    "PE": "Prince Edward Island",
    "QC": "Quebec",
    "SK": "Saskatchewan",
    "YT": "Yukon",
}


@lru_cache(maxsize=128)
def in_year(province: str, year: int, language: str = "en_CA") -> Mapping[date, str]:
    """Public holidays of one year, day → name in "en_CA" or "fr". An unknown province has the
    country's only."""
    known = province if province in holidays.CA.subdivisions else None
    return dict(holidays.country_holidays("CA", subdiv=known, years=year, language=language))


def in_french(province: str, day: date, name: str) -> str:
    """What a day is called in French; a company's own name for it stays."""
    if in_year(province, day.year).get(day) != name:
        return name
    return in_year(province, day.year, "fr").get(day, name)


def between(province: str, first: date, last: date) -> dict[date, str]:
    """Public holidays from one day to another, both included."""
    years = range(first.year, last.year + 1)
    return {
        day: name
        for year in years
        for day, name in in_year(province, year).items()
        if first <= day <= last
    }


@dataclass(frozen=True)
class Closures:
    """What a company decided: the public holidays it works on, by name, and days of its own."""

    open_on: frozenset[str] = frozenset()
    extra: Mapping[date, str] = field(default_factory=dict[date, str])

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Closures:
        """Read what is stored: {"open_on": ["Family Day"], "extra": {"2026-12-24": "Christmas Eve"}}."""
        extra = stored.get("extra", {})
        return cls(
            frozenset(stored.get("open_on", ())),
            {date.fromisoformat(day): name for day, name in sorted(extra.items())},
        )

    def as_json(self) -> dict[str, Any]:
        """As `from_json` reads it."""
        return {
            "open_on": sorted(self.open_on),
            "extra": {day.isoformat(): name for day, name in sorted(self.extra.items())},
        }


def named(province: str, first: date, last: date, closures: Closures) -> dict[date, str]:
    """Every day that has a name: public holidays, observed or not, and the company's own days."""
    own = {day: name for day, name in closures.extra.items() if first <= day <= last}
    return between(province, first, last) | own


def closed(province: str, first: date, last: date, closures: Closures) -> dict[date, str]:
    """The days on which the company is closed, by name."""
    public = between(province, first, last)
    own = {day: name for day, name in closures.extra.items() if first <= day <= last}
    return {day: name for day, name in public.items() if name not in closures.open_on} | own

"""The days a province has off by law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=128)
def in_year(province: str, year: int) -> Mapping[date, str]:
    """Public holidays of one year, day → name. An unknown province has the country's only."""
    known = province if province in holidays.CA.subdivisions else None
    return dict(holidays.country_holidays("CA", subdiv=known, years=year, language="en_CA"))


def between(province: str, first: date, last: date) -> dict[date, str]:
    """Public holidays from one day to another, both included."""
    years = range(first.year, last.year + 1)
    return {
        day: name
        for year in years
        for day, name in in_year(province, year).items()
        if first <= day <= last
    }

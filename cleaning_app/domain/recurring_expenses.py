"""On which days a recurring expense falls: rent on the first, insurance each quarter."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

INTERVALS: Final = {
    "week": ("Every week", 7, 0),
    "two_weeks": ("Every two weeks", 14, 0),
    "month": ("Every month", 0, 1),
    "quarter": ("Every three months", 0, 3),
    "year": ("Every year", 0, 12),
}
"""Key → words, and the step in days or months."""


def falls_on(starts_on: date, every: str, first: date, last: date) -> list[date]:
    """The days from `first` to `last`, both included, on which it falls.

    Months are counted from `starts_on`, so the 31st becomes the last day of a shorter month and is
    the 31st again after it.
    """
    _, days, months = INTERVALS[every]
    first = max(first, starts_on)
    if first > last:
        return []
    if days:
        nth = -(-(first - starts_on).days // days)
        return [
            starts_on + timedelta(days=n * days)
            for n in range(nth, (last - starts_on).days // days + 1)
        ]
    nth = max(0, _months_between(starts_on, first) // months)
    found: list[date] = []
    while (day := _months_later(starts_on, nth * months)) <= last:
        if day >= first:
            found.append(day)
        nth += 1
    return found


def next_after(starts_on: date, every: str, day: date) -> date:
    """The first day after `day` on which it falls."""
    reach = timedelta(days=400)
    return falls_on(starts_on, every, day + timedelta(days=1), max(day, starts_on) + reach)[0]


def a_year_of(every: str) -> int:
    """About how often it falls in a year."""
    _, days, months = INTERVALS[every]
    return 364 // days if days else 12 // months


def _months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

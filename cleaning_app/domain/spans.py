"""Spans of days that figures are asked for: named ones, the one to compare with, the columns they make."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cleaning_app.domain.periods import check_range
from cleaning_app.errors import Invalid

NAMES: Final[dict[str, str]] = {
    "month": "This month",
    "last_month": "Last month",
    "quarter": "This quarter",
    "year": "Year to date",
    "12m": "Last 12 months",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
}
COMPARED: Final[dict[str, str]] = {
    "before": "the span before",
    "year": "a year before",
    "none": "nothing",
}
MOST_PARTS = 13
"""Columns a table of months still has room for."""


@dataclass(frozen=True)
class Span:
    """Local days from `first` to `last`, both included. `key` is one of NAMES, "" for own days."""

    key: str
    first: date
    last: date


@dataclass(frozen=True)
class Part:
    """A piece of a span: a month, a quarter or a year, at the edges only the days inside it."""

    label: str
    first: date
    last: date


def named(key: str, today: date) -> Span:
    """The span of a name. One that still runs ends today. KeyError for a name that is none."""
    month = today.replace(day=1)
    if key == "last_month":
        return Span(key, months_later(month, -1), month - timedelta(days=1))
    starts = {
        "month": month,
        "quarter": months_later(month, -((today.month - 1) % 3)),
        "year": date(today.year, 1, 1),
        "12m": months_later(month, -11),
        "30d": today - timedelta(days=29),
        "90d": today - timedelta(days=89),
    }
    return Span(key, starts[key], today)


def read(asked: Mapping[str, str], today: date, default: str) -> Span:
    """The span an address names: `period`, or `from` and `to`; the default where it names none.

    Raises:
        Invalid: days that are none, upside down, or more than five years.
    """
    if asked.get("from") or asked.get("to"):
        first, last = _day("from", asked.get("from", "")), _day("to", asked.get("to", ""))
        check_range(first, last)
        return Span("", first, last)
    key = asked.get("period", "")
    return named(key if key in NAMES else default, today)


def compared(span: Span, how: str) -> Span | None:
    """What a span is compared with: the same length of time before it, or the year before.

    Whole months move by whole months: October is compared with September, 1–26 November with 1–26
    October, a year to date with the same days a year before. Days of one's own that begin within a
    month are compared with as many days right before them.
    """
    if how == "year":
        return _moved(span, 12)
    if how != "before":
        return None
    months = {"month": 1, "last_month": 1, "quarter": 3, "year": 12, "12m": 12}.get(span.key, 0)
    if not months and span.first.day == 1 and _ends_month(span.last):
        months = _months_between(span.first, span.last) + 1
    if months:
        return _moved(span, months)
    last = span.first - timedelta(days=1)
    return Span("", last - (span.last - span.first), last)


def parts(first: date, last: date, most: int = MOST_PARTS) -> list[Part]:
    """A span cut into calendar months; into quarters or years when those would be more than `most`."""
    for months in (1, 3, 12):
        found = _cut(first, last, months)
        if len(found) <= most:
            break
    return found


def weeks(first: date, last: date) -> list[Part]:
    """A span cut into weeks from Monday, each called by its first day."""
    found: list[Part] = []
    while first <= last:
        end = min(first + timedelta(days=6 - first.weekday()), last)
        found.append(Part(f"{first.day} {first:%b}", first, end))
        first = end + timedelta(days=1)
    return found


def words(first: date, last: date) -> str:
    """A span as people say it: November 2026, 1 – 26 November 2026, 1 Jan – 26 Nov 2026."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        whole = first.day == 1 and _ends_month(last)
        return f"{first:%B} {first.year}" if whole else f"{first.day} – {last.day} {last:%B %Y}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%b}{year} – {last.day} {last:%b} {last.year}"


def day_words(day: date) -> str:
    """A day in words: 3 March 2026."""
    return f"{day.day} {day:%B %Y}"


def months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def _cut(first: date, last: date, months: int) -> list[Part]:
    found: list[Part] = []
    start = date(first.year, (first.month - 1) // months * months + 1, 1)
    several = first.year != last.year
    while start <= last:
        following = months_later(start, months)
        label = {1: f"{start:%b}", 3: f"Q{(start.month + 2) // 3}", 12: f"{start.year}"}[months]
        if several and months < 12:
            label += f" {start:%y}"
        found.append(Part(label, max(start, first), min(following - timedelta(days=1), last)))
        start = following
    return found


def _moved(span: Span, months: int) -> Span:
    last = months_later(span.last, -months)
    if _ends_month(span.last):
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return Span("", months_later(span.first, -months), last)


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _day(name: str, text: str) -> date:
    try:
        if len(text) != 10:
            raise ValueError("not YYYY-MM-DD")
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid.field(
            name, f"“{text[:20]}” is not a date. Write it like 2026-03-31."
        ) from error
    if not 2001 <= day.year <= 2199:
        raise Invalid.field(name, "Check the year.")
    return day

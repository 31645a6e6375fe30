"""Filters of a list as they come from an address: text, checked and typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from cleaning_app.domain.local_time import day_start
from cleaning_app.errors import FieldError, Invalid


def day_filter(filters: Mapping[str, str], name: str) -> date | None:
    """A date such as 2026-03-31, None when the filter is not set.

    Raises:
        Invalid: it is no date.
    """
    value = filters.get(name, "")
    return day_named(name, value) if value else None


def day_named(name: str, value: str) -> date:
    """Read a date such as 2026-03-31; `name` is what a refusal calls it.

    Raises:
        Invalid: it is no date.
    """
    try:
        if len(value) != len("2026-03-31"):
            raise ValueError("not YYYY-MM-DD")
        return date.fromisoformat(value)
    except ValueError as error:
        raise Invalid.field(
            name, f"“{value[:20]}” is not a date. Write it like 2026-03-31."
        ) from error


def id_filter(filters: Mapping[str, str], name: str) -> UUID | None:
    """An id, None when the filter is not set.

    Raises:
        Invalid: it is no id.
    """
    value = filters.get(name, "")
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError as error:
        raise Invalid(f"{name} is not an id.", [FieldError(name, "Not an id.")]) from error


def ids_filter(filters: Mapping[str, str], name: str, most: int) -> list[UUID]:
    """Ids separated by commas; empty when the filter is not set.

    Raises:
        Invalid: one is none, or there are more than `most`.
    """
    chosen = [part for part in filters.get(name, "").split(",") if part]
    if len(chosen) > most:
        raise Invalid(f"At most {most} {name}.", [FieldError(name, f"At most {most}.")])
    try:
        return [UUID(part) for part in chosen]
    except ValueError as error:
        raise Invalid(f"{name} holds something that is not an id.") from error


_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def flag_filter(filters: Mapping[str, str], name: str) -> bool | None:
    """Yes or no, None when the filter is not set.

    Raises:
        Invalid: it is neither.
    """
    value = filters.get(name, "").strip().lower()
    if value and value not in _FLAGS:
        raise Invalid.field(name, f"{name} is yes or no.")
    return _FLAGS.get(value)


def words_filter(filters: Mapping[str, str], name: str, known: Iterable[str]) -> list[str]:
    """Known words, separated by commas; empty when the filter is not set.

    Raises:
        Invalid: a word that isn't known, with those that are.
    """
    chosen = [word.strip() for word in filters.get(name, "").split(",") if word.strip()]
    allowed = list(known)
    for word in chosen:
        if word not in allowed:
            raise Invalid.field(
                name, f"“{word[:30]}” is not a {name}. Known: {', '.join(allowed)}."
            )
    return chosen


def moments_filter(
    filters: Mapping[str, str], zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """The filters `from` and `to`, whole days in `zone` and both included, as [start, end) in UTC.

    Raises:
        Invalid: no dates, or `to` is before `from`.
    """
    first, last = day_filter(filters, "from"), day_filter(filters, "to")
    if first and last and last < first:
        raise Invalid.field("to", "The last day is before the first one.")
    start = day_start(first, zone) if first else None
    return start, day_start(last + timedelta(days=1), zone) if last else None

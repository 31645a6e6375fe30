"""Filters of lists as they come from an address bar: text that becomes flags, ids, words and days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start
from cleaning_app.errors import Invalid
from cleaning_app.services.listing import Query

_YES = frozenset({"yes", "true", "1", "on"})
_NO = frozenset({"no", "false", "0", "off"})


def flag(query: Query, name: str) -> bool | None:
    """A yes/no filter; None when it is not set. Raises Invalid for other words."""
    value = query.filters.get(name, "").strip().lower()
    if not value:
        return None
    if value not in _YES | _NO:
        raise Invalid(f"The filter “{name}” is yes or no.")
    return value in _YES


def identifier(query: Query, name: str) -> UUID | None:
    """A filter that holds an id; None when it is not set. Raises Invalid for anything else."""
    value = query.filters.get(name, "").strip()
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError:
        raise Invalid(f"The filter “{name}” is not an id.") from None


def words(query: Query, name: str, known: Iterable[str]) -> list[str]:
    """A filter that holds one or several known words, separated by commas. Raises Invalid."""
    chosen = [word.strip() for word in query.filters.get(name, "").split(",") if word.strip()]
    allowed = list(known)
    for word in chosen:
        if word not in allowed:
            raise Invalid(f"“{word[:30]}” is not a {name}. Known: {', '.join(allowed)}.")
    return chosen


def day(query: Query, name: str) -> date | None:
    """A filter that holds a date, YYYY-MM-DD; None when it is not set. Raises Invalid."""
    value = query.filters.get(name, "").strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Invalid(f"“{value[:20]}” is not a date. Write it like 2026-11-23.") from None


def moments(ctx: Ctx, query: Query) -> tuple[datetime | None, datetime | None]:
    """The filters `from` and `to`, whole days in the organisation's zone, as [start, end) in UTC.

    Raises Invalid for a `to` before its `from`.
    """
    first, last = day(query, "from"), day(query, "to")
    if first and last and last < first:
        raise Invalid("The last day is before the first one.")
    start = day_start(first, ctx.zone) if first else None
    end = day_start(last + timedelta(days=1), ctx.zone) if last else None
    return start, end

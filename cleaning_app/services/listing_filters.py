"""Filters of a list as they come from an address: text, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

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
        message = f"“{value[:20]}” is not a date. Write it like 2026-03-31."
        raise Invalid(message, [FieldError(name, message)]) from error


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

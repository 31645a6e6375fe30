"""Amounts, days and times as a client reads them: filters of the message templates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from cleaning_app.money import dollars


def _local(context: Context, value: datetime) -> datetime:
    return value.astimezone(context["us"].zone)


def _day(value: date) -> str:
    return f"{value:%A}, {value.day} {value:%B} {value.year}"


@pass_context
def money(context: Context, cents: int) -> str:
    """$1,234.50; other currencies than dollars are named."""
    amount, currency = dollars(cents), context["us"].currency
    return amount if currency == "CAD" else f"{amount} {currency}"


@pass_context
def day(context: Context, value: date) -> str:
    """Tuesday, 24 November 2026; a moment is first taken to the organisation's zone."""
    return _day(_local(context, value) if isinstance(value, datetime) else value)


@pass_context
def near_day(context: Context, value: datetime) -> str:
    """today, tomorrow, or the day's name and date, counted where the organisation is."""
    there = _local(context, value).date()
    ahead = (there - _local(context, context["now"]).date()).days
    return {0: "today", 1: "tomorrow"}.get(ahead, f"on {_day(there)}")


@pass_context
def hour(context: Context, value: datetime) -> str:
    """9:00 am, with a no-break space."""
    local = _local(context, value)
    return (
        f"{local.hour % 12 or 12}:{local:%M}\N{NO-BREAK SPACE}{'am' if local.hour < 12 else 'pm'}"
    )


def begin(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """The text as it stands within a sentence: without its capital and its full stop."""
    return (text[:1].lower() + text[1:]).rstrip(".")


FILTERS: dict[str, Any] = {
    "money": money,
    "day": day,
    "near_day": near_day,
    "hour": hour,
    "begin": begin,
    "inside": inside,
}

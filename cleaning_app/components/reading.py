"""What people type into a form, read strictly: what can't be read is refused beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import resolve_local
from cleaning_app.errors import Invalid
from cleaning_app.money import parse_cents


def cents(text: object, field: str) -> int:
    """Dollars, in cents. Raises Invalid."""
    try:
        return parse_cents(str(text))
    except Invalid as error:
        raise Invalid.field(field, error.detail) from error


def optional_cents(text: object, field: str) -> int | None:
    """Dollars, in cents; None for an empty field. Raises Invalid."""
    return cents(text, field) if str(text).strip() else None


def day(text: object, field: str) -> date:
    """A day. Raises Invalid."""
    try:
        return date.fromisoformat(str(text).strip())
    except ValueError as error:
        raise Invalid.field(field, "Choose a day.") from error


def optional_day(text: object, field: str) -> date | None:
    """A day; None for an empty field. Raises Invalid."""
    return day(text, field) if str(text).strip() else None


def day_or_none(text: str) -> date | None:
    """A day; None for anything else, such as an address somebody has changed by hand."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def time_of_day(text: object, field: str) -> time:
    """A local time of day. Raises Invalid."""
    try:
        return time.fromisoformat(str(text).strip()).replace(tzinfo=None)
    except ValueError as error:
        raise Invalid.field(field, "Give a time, such as 13:30.") from error


def minutes(text: object, field: str) -> int:
    """A length in whole minutes. Raises Invalid."""
    plain = str(text).strip()
    if not plain.isascii() or not plain.isdigit() or len(plain) > 4:
        raise Invalid.field(field, "Minutes, such as 120.")
    return int(plain)


def moment(ctx: Ctx, on: date, at: time, field: str) -> datetime:
    """The moment of a local day and time. Raises Invalid for a time that clocks skip that day."""
    try:
        return resolve_local(datetime.combine(on, at), ctx.zone)
    except Invalid as skipped:
        raise Invalid.field(field, skipped.detail) from skipped


def start(ctx: Ctx, form: Mapping[str, Any]) -> datetime:
    """When a visit begins, from the fields `day` and `time`. Raises Invalid."""
    on = day(form.get("day", ""), "day")
    return moment(ctx, on, time_of_day(form.get("time", ""), "time"), "time")

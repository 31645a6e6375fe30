"""Days, times and lengths as people type them into a booking's forms."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import resolve_local
from cleaning_app.errors import FieldError, Invalid


def read_start(ctx: Ctx, form: dict[str, Any], day: str, clock: str) -> datetime:
    """The moment of a day and a time as typed. Raises Invalid next to the field."""
    try:
        on = date.fromisoformat(str(form.get(day, "")).strip())
    except ValueError as error:
        raise Invalid("Check the day.", [FieldError(day, "Choose a day.")]) from error
    try:
        at = time.fromisoformat(str(form.get(clock, "")).strip())
    except ValueError as error:
        raise Invalid("Check the time.", [FieldError(clock, "Give a time.")]) from error
    try:
        return resolve_local(datetime.combine(on, at.replace(tzinfo=None)), ctx.zone)
    except Invalid as skipped:
        raise Invalid.field(clock, skipped.detail) from skipped


def read_minutes(form: dict[str, Any], name: str) -> int:
    """A length in minutes as typed."""
    text = str(form.get(name, "")).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise Invalid("Check the length.", [FieldError(name, "Minutes, such as 120.")])
    return int(text)

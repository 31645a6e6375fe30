"""How work went: what counts as on time, and shares that say nothing when there is nothing to share."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from cleaning_app.domain import spans
from cleaning_app.errors import Invalid

GRACE: Final = timedelta(minutes=10)
"""How late a clock may start and still be on time."""

LONGEST_DAYS: Final = 184
PERIODS: Final = {key: spans.NAMES[key] for key in ("30d", "month", "last_month", "90d")}
"""The spans that are offered, by their names."""


def stars(mean: Decimal | None) -> Decimal | None:
    """An average of stars with one decimal; None stays."""
    return None if mean is None else mean.quantize(Decimal("0.1"), ROUND_HALF_UP)


def percent(part: int, whole: int) -> int | None:
    """A share in whole percent, half a percent up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole > 0 else None


def labour_cents(minute_cents: int) -> int:
    """Worked minutes, each times the plain rate of an hour of its day, in cents, half a cent up;
    overtime is payroll's business."""
    return (minute_cents * 2 + 60) // 120


def days_of(period: str, today: date) -> tuple[date, date]:
    """The first and last day of a named period, today included; the last 30 days for an unknown one."""
    span = spans.named(period if period in PERIODS else "30d", today)
    return span.first, span.last


def check_days(first: date, last: date) -> None:
    """Refuse a period that is backwards, too long or in no year of ours.

    Raises:
        Invalid: in words.
    """
    if not (first.year >= 2000 and last.year <= 2199):
        raise Invalid("Check the year.")
    if last < first:
        raise Invalid("The last day comes before the first.")
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid("Half a year at most.")

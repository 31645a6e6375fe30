"""Which hours are overtime, by the rules of the provinces.

The hours follow each province's employment standards as published in 2025; an organisation picks
the rule that is its own. Where a law pays overtime at 1.5 times the minimum wage (New Brunswick,
Newfoundland and Labrador), 1.5 times the worker's own rate is never less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

_HOUR: Final = 60


@dataclass(frozen=True)
class OvertimeRule:
    """Minutes after which time pays one and a half, by day and by week, and double by day.

    When both a day's and a week's limit are passed, whichever gives more overtime counts, once.
    """

    name: str
    daily: int | None = None
    weekly: int | None = None
    double_daily: int | None = None

    @property
    def words(self) -> str:
        """Over 8 h a day or 44 h a week, whichever gives more"""
        parts = [
            f"{minutes / _HOUR:g} h a {unit}"
            for minutes, unit in ((self.daily, "day"), (self.weekly, "week"))
            if minutes is not None
        ]
        if not parts:
            return "All hours at the same rate"
        both = ", whichever gives more" if len(parts) == 2 else ""
        double = f"; double over {self.double_daily / _HOUR:g} h" if self.double_daily else ""
        return f"Over {' or '.join(parts)}{both}{double}"


def _rule(
    name: str, daily: int | None, weekly: int | None, double: int | None = None
) -> OvertimeRule:
    day, week, twice = (None if h is None else h * _HOUR for h in (daily, weekly, double))
    return OvertimeRule(name, day, week, twice)


RULES: Final[dict[str, OvertimeRule]] = {
    "AB": _rule("Alberta", 8, 44),  # Employment Standards Code s. 21
    "BC": _rule("British Columbia", 8, 40, 12),  # Employment Standards Act s. 40
    "MB": _rule("Manitoba", 8, 40),  # Employment Standards Code s. 17
    "NB": _rule("New Brunswick", None, 44),  # Employment Standards Act s. 16
    "NL": _rule("Newfoundland and Labrador", None, 40),  # Labour Standards Regulations s. 9
    "NS": _rule("Nova Scotia", None, 48),  # Labour Standards Code s. 40
    "NT": _rule("Northwest Territories", 8, 40),  # Employment Standards Act s. 10
    "NU": _rule("Nunavut", 8, 40),  # Labour Standards Act s. 6
    "ON": _rule("Ontario", None, 44),  # Employment Standards Act, 2000, s. 22
    "PE": _rule("Prince Edward Island", None, 48),  # Employment Standards Act s. 15
    "QC": _rule("Quebec", None, 40),  # Act respecting labour standards s. 52
    "SK": _rule("Saskatchewan", 8, 40),  # Saskatchewan Employment Act s. 2-17
    "YT": _rule("Yukon", 8, 40),  # Employment Standards Act s. 8
    "none": OvertimeRule("No overtime"),
}


@dataclass(frozen=True)
class DaySplit:
    """A day's minutes at the plain rate, at one and a half and at double."""

    regular: int
    overtime: int
    double: int = 0


def split_week(minutes: Mapping[date, int], rule: OvertimeRule) -> dict[date, DaySplit]:
    """Split the days of one work week.

    Overtime belongs to the day on which it was reached, so a pay period that ends within a week
    pays what was reached by then, and the next one the rest: together the same as the whole week.
    """
    found: dict[date, DaySplit] = {}
    worked = by_day = reached = 0
    for day in sorted(minutes):
        worked += minutes[day]
        by_day += _over(minutes[day], rule.daily)
        total = max(by_day, _over(worked, rule.weekly))
        double = _over(minutes[day], rule.double_daily)
        found[day] = DaySplit(minutes[day] - (total - reached), total - reached - double, double)
        reached = total
    return found


def _over(minutes: int, limit: int | None) -> int:
    return 0 if limit is None else max(0, minutes - limit)

"""Which hours are overtime, by the rules of the provinces and territories.

An organisation picks the rule that is its own; each names the act and section it comes from. Four
things are left to the office, since they depend on agreements or people rather than on hours:
averaging agreements and banked time, lower limits in weeks with a public holiday (Saskatchewan,
Nunavut: 32 hours), people the acts leave out (managers, live-in carers), and work weeks that must
begin on a Sunday (British Columbia, s. 1 "week") where paid weeks begin on another day.

Where a law pays overtime at 1.5 times the minimum wage (New Brunswick, Newfoundland and Labrador),
1.5 times the worker's own rate is never less.
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
    # Employment Standards Code (RSA 2000, c E-9), s. 21: the greater of both, by day or by week.
    "AB": _rule("Alberta", 8, 44),
    # Employment Standards Act (RSBC 1996, c 113), s. 40: only the first 8 hours of a day count
    # towards the 40 of the week, which comes to the greater of both as well.
    "BC": _rule("British Columbia", 8, 40, 12),
    # Employment Standards Code (CCSM c E110), ss. 10 and 17.
    "MB": _rule("Manitoba", 8, 40),
    # Employment Standards Act (SNB c E-7.2), ss. 15 and 16; 44 hours by its Minimum Wage Regulation.
    "NB": _rule("New Brunswick", None, 44),
    # Labour Standards Act (RSNL 1990, c L-2), s. 25; Labour Standards Regulations, ss. 5 and 9.
    "NL": _rule("Newfoundland and Labrador", None, 40),
    # Labour Standards Code (RSNS 1989, c 246), s. 40.
    "NS": _rule("Nova Scotia", None, 48),
    # Employment Standards Act (SNWT 2007, c 13), ss. 7 and 9.
    "NT": _rule("Northwest Territories", 8, 40),
    # Labour Standards Act (RSNWT (Nu) 1988, c L-1), ss. 4 and 11.
    "NU": _rule("Nunavut", 8, 40),
    # Employment Standards Act, 2000 (SO 2000, c 41), s. 22.
    "ON": _rule("Ontario", None, 44),
    # Employment Standards Act (RSPEI 1988, c E-6.2), s. 15.
    "PE": _rule("Prince Edward Island", None, 48),
    # Act respecting labour standards (CQLR c N-1.1), ss. 52 and 55.
    "QC": _rule("Quebec", None, 40),
    # Saskatchewan Employment Act (SS 2013, c S-15.1), ss. 2-17 and 2-18: 8 hours a day where the
    # week has five days of work, 10 where it has four.
    "SK": _rule("Saskatchewan", 8, 40),
    "SK10": _rule("Saskatchewan, four days of ten hours", 10, 40),
    # Employment Standards Act (RSY 2002, c 72), ss. 6 and 8.
    "YT": _rule("Yukon", 8, 40),
    # Canada Labour Code (RSC 1985, c L-2), ss. 169 and 174: federally regulated employers only.
    "CA": _rule("Canada Labour Code", 8, 40),
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

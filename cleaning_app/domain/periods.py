"""GST reporting periods: which one a day is in, its bounds in UTC, when its return is due."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cleaning_app.domain.local_time import day_start
from cleaning_app.errors import Invalid

LONGEST_RANGE_YEARS = 5
_KEY = re.compile(r"(?P<year>[0-9]{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


class Frequency(StrEnum):
    """How often an organisation files."""

    ANNUAL = "annual"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"


_MONTHS = {Frequency.ANNUAL: 12, Frequency.QUARTERLY: 3, Frequency.MONTHLY: 1}


@dataclass(frozen=True, order=True)
class Period:
    """Local dates from `starts_on` to `ends_on`, both included.

    `year_start_month` is the month the organisation's fiscal year begins with.
    """

    starts_on: date
    ends_on: date
    frequency: Frequency
    year_start_month: int = 1

    @property
    def fiscal_year(self) -> int:
        """The calendar year the fiscal year of this period begins in."""
        return self.starts_on.year - (self.starts_on.month < self.year_start_month)

    @property
    def key(self) -> str:
        """A stable name for storage and addresses: "2026", "2026-Q1" or "2026-03"."""
        if self.frequency is Frequency.MONTHLY:
            return f"{self.starts_on:%Y-%m}"
        if self.frequency is Frequency.ANNUAL:
            return f"{self.fiscal_year}"
        return f"{self.fiscal_year}-Q{self._quarter}"

    @property
    def label(self) -> str:
        """The period in full: "January – March 2026", "March 2026", "2026"."""
        if self.frequency is Frequency.MONTHLY:
            return f"{month_name[self.starts_on.month]} {self.starts_on.year}"
        if self.frequency is Frequency.ANNUAL and self.year_start_month == 1:
            return f"{self.starts_on.year}"
        first, last = self.starts_on, self.ends_on
        opening = month_name[first.month] + (f" {first.year}" if first.year != last.year else "")
        return f"{opening} – {month_name[last.month]} {last.year}"

    @property
    def short_label(self) -> str:
        """The period in a word or two: "Q1 2026", "Mar 2026", "2026"; "Q1 2026/27" when a fiscal
        year spans two."""
        if self.frequency is Frequency.MONTHLY:
            return f"{month_abbr[self.starts_on.month]} {self.starts_on.year}"
        year = f"{self.fiscal_year}"
        if self.year_start_month != 1:
            year += f"/{(self.fiscal_year + 1) % 100:02d}"
        return year if self.frequency is Frequency.ANNUAL else f"Q{self._quarter} {year}"

    @property
    def _quarter(self) -> int:
        return (self.starts_on.month - self.year_start_month) % 12 // 3 + 1


def period_of(
    day: date, frequency: Frequency | str = Frequency.QUARTERLY, year_start_month: int = 1
) -> Period:
    """The reporting period a local date belongs to."""
    if not 1 <= year_start_month <= 12:
        raise ValueError("a year starts in a month from 1 to 12")
    often = Frequency(frequency)
    into_period = (day.month - year_start_month) % 12 % _MONTHS[often]
    starts_on = _month_start(day, -into_period)
    ends_on = _month_start(starts_on, _MONTHS[often]) - timedelta(days=1)
    return Period(starts_on, ends_on, often, year_start_month)


def period_from_key(key: str, year_start_month: int = 1) -> Period:
    """The period a `Period.key` names; raises Invalid when it names none."""
    match = _KEY.fullmatch(key)
    if match is None or not 1900 <= int(match["year"]) <= 9990:
        raise Invalid(f"“{key[:20]}” is not a period. Write 2026, 2026-Q1 or 2026-03.")
    year = int(match["year"])
    if match["month"]:
        return period_of(date(year, int(match["month"]), 1), Frequency.MONTHLY, year_start_month)
    first = date(year, year_start_month, 1)
    if match["quarter"]:
        day = _month_start(first, 3 * (int(match["quarter"]) - 1))
        return period_of(day, Frequency.QUARTERLY, year_start_month)
    return period_of(first, Frequency.ANNUAL, year_start_month)


def following(period: Period) -> Period:
    """The period right after this one."""
    return period_of(period.ends_on + timedelta(days=1), period.frequency, period.year_start_month)


def preceding(period: Period) -> Period:
    """The period right before this one."""
    return period_of(
        period.starts_on - timedelta(days=1), period.frequency, period.year_start_month
    )


def bounds(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The period as a half-open stretch [start, end) of UTC moments; the next one starts at `end`."""
    return range_bounds(period.starts_on, period.ends_on, zone)


def range_bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Local dates, both included, as a half-open stretch [start, end) of UTC moments."""
    return day_start(first, zone), day_start(last + timedelta(days=1), zone)


def due_on(period: Period) -> date:
    """The last day to file and pay: one month after the period ends, three for annual filers.

    Source: CRA, RC4022, due dates by reporting period. So a fourth quarter is due on 31 January.
    """
    months = 3 if period.frequency is Frequency.ANNUAL else 1
    return _month_start(period.ends_on, months + 1) - timedelta(days=1)


def due_in_year(
    year: int, frequency: Frequency | str = Frequency.QUARTERLY, year_start_month: int = 1
) -> list[Period]:
    """The periods whose returns fall due in a calendar year, in order.

    The fourth quarter of the year before is among them: it is due on 31 January.
    """
    first = period_of(date(year - 1, 1, 1), frequency, year_start_month)
    found: list[Period] = []
    while (due := due_on(first)).year <= year:
        if due.year == year:
            found.append(first)
        first = following(first)
    return found


def check_range(first: date, last: date) -> None:
    """Raise Invalid, naming `to`, unless `first` is not after `last` and within five years of it."""
    if first > last:
        raise Invalid.field("to", f"The range starts on {first} and ends before that, on {last}.")
    years_back = (last.year - LONGEST_RANGE_YEARS, last.month, last.day)
    if years_back > (first.year, first.month, first.day):
        raise Invalid.field("to", f"A range covers at most {LONGEST_RANGE_YEARS} years.")


def _month_start(day: date, months: int) -> date:
    """The first of the month `months` after the month of `day`."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)

"""From minutes to cents, exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cleaning_app.domain.payroll.overtime import DaySplit
from cleaning_app.domain.payroll.rates import Rate, rate_on

_HALF_AGAIN, _TWICE = 150, 200  # percent of the plain rate


@dataclass(frozen=True)
class Wages:
    """Minutes of a worker in a period, and what each kind comes to in cents."""

    regular: int
    overtime: int
    double: int
    regular_cents: int
    overtime_cents: int
    double_cents: int

    @property
    def minutes(self) -> int:
        return self.regular + self.overtime + self.double

    @property
    def cents(self) -> int:
        return self.regular_cents + self.overtime_cents + self.double_cents


def wages(days: Iterable[DaySplit], rate_cents: int) -> Wages:
    """What a worker's days come to. Each kind of time is rounded once, half a cent up: the figures
    on the page multiply out by hand."""
    splits = list(days)
    regular = sum(one.regular for one in splits)
    overtime = sum(one.overtime for one in splits)
    double = sum(one.double for one in splits)
    return Wages(
        regular,
        overtime,
        double,
        _cents(regular, rate_cents, 100),
        _cents(overtime, rate_cents, _HALF_AGAIN),
        _cents(double, rate_cents, _TWICE),
    )


def wages_by_day(days: Mapping[date, DaySplit], rates: Sequence[Rate]) -> Wages:
    """What a worker's days come to, each at the rate of its day. Overtime is paid at the rate of the
    day it was reached; the time at each rate is rounded as `wages` does it."""
    by_rate: dict[int, list[DaySplit]] = defaultdict(list)
    for day, split in days.items():
        by_rate[rate_on(rates, day)].append(split)
    paid = [wages(splits, cents) for cents, splits in by_rate.items()]
    return Wages(
        sum(one.regular for one in paid),
        sum(one.overtime for one in paid),
        sum(one.double for one in paid),
        sum(one.regular_cents for one in paid),
        sum(one.overtime_cents for one in paid),
        sum(one.double_cents for one in paid),
    )


def _cents(minutes: int, rate_cents: int, percent: int) -> int:
    return (minutes * rate_cents * percent * 2 + 6000) // 12000


def minutes_of(seconds: int) -> int:
    """The minutes paid for a visit's seconds on the clock: to the nearest, half a minute up."""
    return (seconds + 30) // 60

"""From minutes to cents, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cleaning_app.domain.payroll.overtime import DaySplit

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


def _cents(minutes: int, rate_cents: int, percent: int) -> int:
    return (minutes * rate_cents * percent * 2 + 6000) // 12000


def minutes_of(seconds: int) -> int:
    """The minutes paid for a visit's seconds on the clock: to the nearest, half a minute up."""
    return (seconds + 30) // 60

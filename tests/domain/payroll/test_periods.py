"""Pay periods: every day is in exactly one, and they follow one another without a gap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.payroll import (
    PERIOD_KINDS,
    PayPeriod,
    containing,
    following,
    preceding,
    week_of,
)

SUNDAY = date(2026, 1, 4)


@pytest.mark.parametrize(
    ("kind", "anchor", "day", "first", "last"),
    [
        ("weekly", SUNDAY, date(2026, 11, 25), date(2026, 11, 22), date(2026, 11, 28)),
        ("biweekly", SUNDAY, date(2026, 11, 25), date(2026, 11, 22), date(2026, 12, 5)),
        ("biweekly", SUNDAY, date(2025, 12, 31), date(2025, 12, 21), date(2026, 1, 3)),
        ("semi_monthly", SUNDAY, date(2026, 2, 15), date(2026, 2, 1), date(2026, 2, 15)),
        ("semi_monthly", SUNDAY, date(2026, 2, 16), date(2026, 2, 16), date(2026, 2, 28)),
        ("monthly", date(2026, 1, 1), date(2026, 2, 9), date(2026, 2, 1), date(2026, 2, 28)),
        ("monthly", date(2026, 1, 21), date(2026, 1, 4), date(2025, 12, 21), date(2026, 1, 20)),
        ("monthly", date(2026, 1, 31), date(2026, 2, 28), date(2026, 2, 28), date(2026, 3, 27)),
    ],
)
def test_worked_examples(kind, anchor, day, first, last):
    assert containing(kind, anchor, day) == PayPeriod(first, last)


def test_labels():
    assert PayPeriod(date(2026, 11, 8), date(2026, 11, 21)).label == "8 – 21 Nov 2026"
    assert PayPeriod(date(2026, 11, 22), date(2026, 12, 5)).label == "22 Nov – 5 Dec 2026"
    assert PayPeriod(date(2026, 12, 20), date(2027, 1, 2)).label == "20 Dec 2026 – 2 Jan 2027"


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
kinds = st.sampled_from(sorted(PERIOD_KINDS))


@given(kinds, days, days)
def test_a_day_is_in_its_period_and_neighbours_touch(kind, anchor, day):
    period = containing(kind, anchor, day)
    assert period.holds(day)
    assert all(containing(kind, anchor, edge) == period for edge in (period.first, period.last))
    after, before = following(kind, anchor, period), preceding(kind, anchor, period)
    assert after.first == period.last + timedelta(days=1)
    assert before.last == period.first - timedelta(days=1)
    assert preceding(kind, anchor, after) == period == following(kind, anchor, before)


@given(st.sampled_from(["weekly", "biweekly"]), days, days)
def test_paid_weeks_are_work_weeks(kind, anchor, day):
    period = containing(kind, anchor, day)
    assert week_of(kind, anchor, period.first) == period.first
    assert 0 <= (day - week_of(kind, anchor, day)).days < 7


@given(st.sampled_from(["semi_monthly", "monthly"]), days, days)
def test_other_work_weeks_begin_on_sunday(kind, anchor, day):
    assert week_of(kind, anchor, day).weekday() == 6

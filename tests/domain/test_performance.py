"""Shares, labour and periods of the performance pages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.performance import check_days, days_of, labour_cents, percent
from cleaning_app.errors import Invalid

TODAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("part", "whole", "is_"), [(1, 3, 33), (1, 2, 50), (1, 8, 13), (0, 5, 0), (3, 0, None)]
)
def test_a_share_in_whole_percent(part, whole, is_):
    assert percent(part, whole) == is_


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("30d", date(2026, 2, 14), TODAY),
        ("90d", date(2025, 12, 16), TODAY),
        ("month", date(2026, 3, 1), TODAY),
        ("last_month", date(2026, 2, 1), date(2026, 2, 28)),
        ("nonsense", date(2026, 2, 14), TODAY),
    ],
)
def test_named_periods(period, first, last):
    assert days_of(period, TODAY) == (first, last)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (TODAY, TODAY - timedelta(days=1)),
        (TODAY, TODAY + timedelta(days=184)),
        (date(1, 1, 1), date(1, 1, 2)),
        (date(9999, 1, 1), date(9999, 1, 2)),
    ],
)
def test_odd_periods_are_refused(first, last):
    with pytest.raises(Invalid):
        check_days(first, last)


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_labour_is_exact(minutes, rate):
    exact = (Decimal(minutes) * rate / 60).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert labour_cents(minutes * rate) == exact

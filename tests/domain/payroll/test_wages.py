"""From minutes to cents."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.payroll import DaySplit, minutes_of, wages


def test_a_week_by_hand():
    paid = wages([DaySplit(480, 60), DaySplit(400, 0, 10)], 2615)
    assert (paid.regular, paid.overtime, paid.double, paid.minutes) == (880, 60, 10, 950)
    # 14 h 40 min × $26.15, 1 h × $39.225, 10 min × $52.30
    assert (paid.regular_cents, paid.overtime_cents, paid.double_cents) == (38353, 3923, 872)
    assert paid.cents == 43148


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (29, 0), (30, 1), (89, 1), (90, 2), (3600, 60)]
)
def test_seconds_become_the_nearest_minute(seconds, minutes):
    assert minutes_of(seconds) == minutes


minutes = st.integers(0, 20_000)


@given(minutes, minutes, minutes, st.integers(0, 100_000))
def test_cents_are_exact(regular, overtime, double, rate):
    paid = wages([DaySplit(regular, overtime, double)], rate)

    def exactly(m: int, times: str) -> int:
        cents = Decimal(m) * rate * Decimal(times) / 60
        return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    assert paid.regular_cents == exactly(regular, "1")
    assert paid.overtime_cents == exactly(overtime, "1.5")
    assert paid.double_cents == exactly(double, "2")

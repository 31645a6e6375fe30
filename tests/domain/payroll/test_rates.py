"""Rates by day: the latest that has begun is paid, and a change touches nothing before it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.payroll import (
    DaySplit,
    Rate,
    in_order,
    rate_on,
    wages,
    wages_by_day,
    within,
)

FIRST, LAST = date(2026, 11, 22), date(2026, 12, 5)


def test_a_raise_in_the_middle_of_a_period_by_hand():
    rates = in_order(2600, [Rate(date(2026, 12, 1), 2750)])
    days = {
        date(2026, 11, 30): DaySplit(480, 0),
        date(2026, 12, 1): DaySplit(480, 60),
        date(2026, 12, 2): DaySplit(0, 90, 30),
    }
    paid = wages_by_day(days, rates)
    assert (paid.regular, paid.overtime, paid.double) == (960, 150, 30)
    # 8 h × $26.00 and 8 h × $27.50, 2.5 h × $41.25, half an hour × $55.00
    assert (paid.regular_cents, paid.overtime_cents, paid.double_cents) == (42800, 10313, 2750)


days = st.dates(FIRST - timedelta(days=20), LAST + timedelta(days=20))
inside = st.dates(FIRST, LAST)
cents = st.integers(0, 100_000)
changes = st.dictionaries(days, cents, max_size=6)
minutes = st.integers(0, 1440)
splits = st.dictionaries(inside, st.builds(DaySplit, minutes, minutes, minutes), max_size=14)


def ordered(first: int, later: dict[date, int]) -> list[Rate]:
    return in_order(first, (Rate(day, value) for day, value in later.items()))


@given(cents, changes, days)
def test_the_latest_rate_that_has_begun_holds(first, later, day):
    begun = [one for one in later if one <= day]
    assert rate_on(ordered(first, later), day) == (later[max(begun)] if begun else first)


@given(cents, changes, inside)
def test_what_a_period_keeps_answers_for_its_days_as_the_whole_list_does(first, later, day):
    whole = ordered(first, later)
    kept = within(whole, FIRST, LAST)
    assert rate_on(kept, day) == rate_on(whole, day)
    assert kept[0].valid_from is None
    assert within(kept, FIRST, LAST) == kept


@given(cents, changes, splits)
def test_every_minute_is_paid_once_at_the_rate_of_its_day(first, later, worked):
    rates = ordered(first, later)
    paid = wages_by_day(worked, rates)
    assert paid.minutes == sum(one.regular + one.overtime + one.double for one in worked.values())
    exactly = sum(
        rate_on(rates, day) * (2 * one.regular + 3 * one.overtime + 4 * one.double) / 120
        for day, one in worked.items()
    )
    roundings = 3 * len({rate_on(rates, day) for day in worked})
    assert abs(paid.cents - exactly) <= roundings / 2 + 0.001


@given(cents, splits, days)
def test_a_change_to_the_same_rate_is_no_change(first, worked, day):
    assert wages_by_day(worked, ordered(first, {day: first})) == wages(worked.values(), first)


@given(cents, changes, splits, cents)
def test_a_change_after_the_last_day_pays_nothing_more(first, later, worked, raised):
    plain = {day: value for day, value in later.items() if day <= LAST}
    after = plain | {LAST + timedelta(days=1): raised}
    assert wages_by_day(worked, ordered(first, plain)) == wages_by_day(
        worked, ordered(first, after)
    )

"""Rent on the first, and on the last day of a short month."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.recurring_expenses import INTERVALS, falls_on, next_after

days = st.dates(date(2000, 1, 1), date(2090, 1, 1))
every = st.sampled_from(sorted(INTERVALS))


def test_the_thirty_first_is_the_last_day_of_a_shorter_month_and_itself_again():
    found = falls_on(date(2026, 1, 31), "month", date(2026, 2, 1), date(2026, 5, 1))
    assert found == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert falls_on(date(2024, 2, 29), "year", date(2025, 1, 1), date(2028, 12, 31)) == [
        date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29),
    ]  # fmt: skip


def test_two_weeks_are_counted_from_the_start():
    found = falls_on(date(2026, 11, 2), "two_weeks", date(2026, 11, 10), date(2026, 12, 14))
    assert found == [date(2026, 11, 16), date(2026, 11, 30), date(2026, 12, 14)]


@given(days, every, days, st.integers(0, 800), st.integers(1, 800))
def test_however_a_span_is_cut_no_day_is_lost_or_found_twice(start, often, first, one, other):
    middle, last = first + timedelta(days=one), first + timedelta(days=one + other)
    whole = falls_on(start, often, first, last)
    parts = falls_on(start, often, first, middle)
    parts += falls_on(start, often, middle + timedelta(days=1), last)
    assert whole == parts == sorted(set(whole))
    assert all(max(first, start) <= day <= last for day in whole)


@given(days, every, days)
def test_the_next_day_is_the_first_that_follows(start, often, day):
    found = next_after(start, often, day)
    assert found > day
    assert falls_on(start, often, day + timedelta(days=1), found) == [found]

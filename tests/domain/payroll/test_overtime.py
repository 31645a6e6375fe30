"""Overtime: worked examples of the provinces, and what holds for any week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.payroll import RULES, OvertimeRule, split_week

SUNDAY = date(2026, 11, 22)
HOUR = 60


def week(*hours: float) -> dict[date, int]:
    return {SUNDAY + timedelta(days=n): round(h * HOUR) for n, h in enumerate(hours) if h}


def overtime(rule: str, *hours: float) -> tuple[float, float]:
    """Hours at one and a half and at double."""
    split = split_week(week(*hours), RULES[rule]).values()
    return sum(d.overtime for d in split) / HOUR, sum(d.double for d in split) / HOUR


@pytest.mark.parametrize(
    ("rule", "hours", "half_again", "double"),
    [
        ("AB", (0, 8, 8, 8, 8, 8, 0), 0, 0),
        ("AB", (0, 10, 8, 8, 8, 8, 0), 2, 0),
        ("AB", (0, 8, 8, 8, 8, 8, 8), 4, 0),  # 48 h, none over 8 a day
        ("AB", (0, 12, 12, 12, 4, 4, 4), 12, 0),  # 12 by days, 4 by the week: days give more
        ("AB", (0, 9, 9, 9, 9, 9, 9), 10, 0),  # 6 by days, 10 by the week
        ("BC", (0, 13, 0, 0, 0, 0, 0), 4, 1),
        ("BC", (0, 8, 8, 8, 8, 8, 6), 6, 0),
        ("ON", (0, 12, 12, 12, 0, 0, 0), 0, 0),
        ("ON", (0, 12, 12, 12, 12, 0, 0), 4, 0),
        ("QC", (0, 10, 10, 10, 10, 1, 0), 1, 0),
        ("SK", (0, 10, 10, 10, 10, 0, 0), 8, 0),
        ("SK10", (0, 10, 10, 10, 10, 0, 0), 0, 0),
        ("SK10", (0, 10, 10, 10, 10, 4, 0), 4, 0),
        ("MB", (0, 9, 7, 8, 8, 8, 0), 1, 0),
        ("CA", (0, 8, 8, 8, 8, 8, 3), 3, 0),
        ("NS", (8, 8, 8, 8, 8, 8, 1), 1, 0),
        ("none", (24, 24, 24, 24, 24, 24, 24), 0, 0),
    ],
)
def test_worked_examples(rule, hours, half_again, double):
    assert overtime(rule, *hours) == (half_again, double)


def test_overtime_belongs_to_the_day_it_was_reached():
    split = split_week(week(0, 8, 8, 8, 8, 8, 8), RULES["AB"])
    assert {day.isoformat(): one.overtime for day, one in split.items() if one.overtime} == {
        "2026-11-28": 4 * HOUR
    }


def test_the_rules_say_themselves_in_words():
    assert RULES["AB"].words == "Over 8 h a day or 44 h a week, whichever gives more"
    assert RULES["BC"].words == (
        "Over 8 h a day or 40 h a week, whichever gives more; double over 12 h"
    )
    assert RULES["ON"].words == "Over 44 h a week"
    assert RULES["none"].words == "All hours at the same rate"


limits = st.none() | st.integers(1, 16 * HOUR)
rules = st.builds(
    lambda day, week, more: OvertimeRule("x", day, week, day + more if day else None),
    limits,
    st.none() | st.integers(1, 80 * HOUR),
    st.integers(0, 8 * HOUR),
)
weeks = st.dictionaries(
    st.integers(0, 6).map(lambda n: SUNDAY + timedelta(days=n)), st.integers(0, 25 * HOUR)
)


@given(weeks, rules)
def test_every_minute_is_paid_once_and_the_greater_limit_counts(minutes, rule):
    split = split_week(minutes, rule)
    assert {day: d.regular + d.overtime + d.double for day, d in split.items()} == minutes
    assert all(min(d.regular, d.overtime, d.double) >= 0 for d in split.values())
    by_day = sum(max(0, m - rule.daily) for m in minutes.values()) if rule.daily else 0
    by_week = max(0, sum(minutes.values()) - rule.weekly) if rule.weekly else 0
    assert sum(d.overtime + d.double for d in split.values()) == max(by_day, by_week)


@given(weeks, rules, st.integers(0, 6))
def test_what_comes_later_in_the_week_changes_nothing_before_it(minutes, rule, cut):
    """A period that ends within a week can be approved: its days stay what they are."""
    until = SUNDAY + timedelta(days=cut)
    early = {day: m for day, m in minutes.items() if day <= until}
    whole = split_week(minutes, rule)
    assert split_week(early, rule) == {day: whole[day] for day in early}


@given(weeks, st.integers(1, 16 * HOUR), st.integers(1, 80 * HOUR))
def test_counting_a_days_first_hours_towards_the_week_comes_to_the_same(minutes, day, week):
    """British Columbia's and Manitoba's way of saying it, next to Alberta's."""
    split = split_week(minutes, OvertimeRule("x", day, week))
    by_day = sum(max(0, m - day) for m in minutes.values())
    by_week = max(0, sum(min(m, day) for m in minutes.values()) - week)
    assert sum(d.overtime for d in split.values()) == by_day + by_week

"""The control that says how often: a rule goes into its choices and comes out the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.components.series.repeats import (
    RepeatForm,
    choices,
    form_of,
    months,
    rule_from,
)
from cleaning_app.domain.recurrence import Rule
from cleaning_app.errors import Invalid

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
RULES = st.one_of(
    st.builds(Rule.weekly, st.sets(st.integers(0, 6), min_size=1), st.integers(1, 12)),
    st.builds(Rule.on_day, st.integers(1, 31), st.integers(1, 12)),
    st.builds(
        Rule.on_weekday, st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6), st.integers(1, 12)
    ),
)


@given(RULES, DAYS, st.none() | st.integers(1, 500))
def test_a_rule_put_into_the_form_is_read_from_it_unchanged(rule: Rule, day: date, times):
    ending = rule.ending(times=times)
    visit = rule.next_dates(day, day, 1)[0]
    form = form_of(ending, "keep")
    assert rule_from(form, visit) == ending
    if rule.unit == "months":
        assert form.monthly in [one.value for one in months(visit, form.monthly)]


@given(DAYS)
def test_every_choice_that_is_offered_falls_on_the_day_it_is_offered_for(day: date):
    for choice in choices(day)[1:-1]:
        rule = rule_from(RepeatForm(kind=choice.value), day)
        assert rule.next_dates(day, day, 1) == [day]
        assert rule.how_often.removesuffix(" (or the last day)") == choice.label


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (RepeatForm(kind="custom", every="x", days=[1]), "every"),
        (RepeatForm(kind="custom", days=[]), "weekdays"),
        (RepeatForm(kind="week1", ends="until", until="soon"), "until"),
        (RepeatForm(kind="week1", ends="times", times="0"), "times"),
        (RepeatForm(kind="weekly"), "every"),
        (RepeatForm(kind="custom", unit="months", monthly="day_x"), "month_day"),
        (RepeatForm(kind="?"), "repeats"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_next_to_its_field(form: RepeatForm, field: str):
    with pytest.raises(Invalid) as refused:
        rule_from(form, date(2026, 11, 24))
    assert [problem.field for problem in refused.value.errors] == [field]

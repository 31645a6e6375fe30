"""Rules of recurrence against a calendar walked day by day, and their two ways of being written."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain import recurrence
from cleaning_app.domain.recurrence import Rule
from cleaning_app.errors import Invalid

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
EVERY = st.integers(1, 13)
RULES = st.one_of(
    st.builds(Rule.weekly, st.sets(st.integers(0, 6), min_size=1), EVERY),
    st.builds(Rule.on_day, st.integers(1, 31), EVERY),
    st.builds(Rule.on_weekday, st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6), EVERY),
)


def walked(rule: Rule, starts_on: date, last: date) -> list[date]:
    """Every day from the start on that the rule means, found by looking at each of them."""
    return [
        day
        for n in range((last - starts_on).days + 1)
        if means(rule, starts_on, day := starts_on + timedelta(days=n))
    ]


def means(rule: Rule, starts_on: date, day: date) -> bool:
    if rule.unit == "weeks":
        monday = starts_on - timedelta(days=starts_on.weekday())
        return day.weekday() in rule.weekdays and (day - monday).days // 7 % rule.every == 0
    months = (day.year - starts_on.year) * 12 + day.month - starts_on.month
    if months % rule.every:
        return False
    length = monthrange(day.year, day.month)[1]
    if not rule.position:
        return day.day == min(rule.month_day, length)
    if day.weekday() != rule.weekdays[0]:
        return False
    return day.day + 7 > length if rule.position == -1 else (day.day - 1) // 7 + 1 == rule.position


@given(RULES, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_a_rule_falls_on_the_days_a_calendar_shows(rule: Rule, starts_on: date, skip: int, n: int):
    first, last = starts_on + timedelta(days=skip), starts_on + timedelta(days=skip + n)
    expected = [day for day in walked(rule, starts_on, last) if day >= first]
    assert rule.dates(starts_on, first, last) == expected
    assert rule.next_dates(starts_on, first, 3)[: len(expected)] == expected[:3]


@given(RULES, DAYS, st.integers(1, 12))
def test_a_number_of_visits_ends_with_the_last_of_them(rule: Rule, starts_on: date, times: int):
    counted = rule.ending(times=times)
    every = counted.next_dates(starts_on, starts_on, times + 3)
    assert every == rule.next_dates(starts_on, starts_on, times)
    assert counted.last_date(starts_on) == every[-1]
    assert rule.last_date(starts_on) is None


@given(RULES, DAYS, st.integers(2, 12), st.data())
def test_what_remains_of_a_number_goes_on_where_it_was_cut(
    rule: Rule, starts_on: date, times: int, data: st.DataObject
):
    counted = rule.ending(times=times)
    every = counted.next_dates(starts_on, starts_on, times)
    cut = data.draw(st.sampled_from(every))
    before = rule.ending(until=cut - timedelta(days=1)).dates(starts_on, starts_on, every[-1])
    after = counted.left_after(starts_on, cut)
    # A new start keeps the beat: it lies on a day of the rule.
    assert before + after.dates(cut, cut, every[-1] + timedelta(days=800)) == every


@given(RULES, st.none() | DAYS, st.integers(1, 520))
def test_what_is_written_reads_back_the_same(rule: Rule, until: date | None, times: int):
    ending = rule.ending(until=until) if until else rule.ending(times=times)
    for one in (rule, ending):
        assert recurrence.read(one.rrule) == one
        assert recurrence.read(f"RRULE:{one.rrule.lower()};WKST=MO") == one


@given(RULES, DAYS, st.integers(-20, 20))
def test_a_moved_rule_falls_on_the_new_day(rule: Rule, starts_on: date, by: int):
    before = rule.next_dates(starts_on, starts_on, 1)[0]
    after = before + timedelta(days=by)
    assert rule.moved(before, after).next_dates(after, after, 1) == [after]


@pytest.mark.parametrize(
    ("rule", "words", "written"),
    [
        (Rule.weekly([1]), "Every week on Tuesday", "FREQ=WEEKLY;BYDAY=TU"),
        (
            Rule.weekly([4, 1], 2).ending(until=date(2027, 3, 12)),
            "Every 2 weeks on Tuesday and Friday, until 12 March 2027",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;UNTIL=20270312",
        ),
        (Rule.weekly(range(5)), "Every week from Monday to Friday", None),
        (Rule.weekly(range(7)), "Every day", None),
        (Rule.on_day(3), "Every month on the 3rd", "FREQ=MONTHLY;BYMONTHDAY=3"),
        (
            Rule.on_day(30, 3).ending(times=4),
            "Every 3 months on the 30th (or the last day), 4 times",
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30;BYSETPOS=-1;COUNT=4",
        ),
        (Rule.on_day(31), "Every month on the last day", None),
        (Rule.on_weekday(2, 1), "Every month on the second Tuesday", "FREQ=MONTHLY;BYDAY=2TU"),
        (Rule.on_weekday(-1, 4), "Every month on the last Friday", "FREQ=MONTHLY;BYDAY=-1FR"),
    ],
)
def test_a_rule_in_words_and_in_writing(rule: Rule, words: str, written: str | None):
    assert rule.words == words
    assert written is None or rule.rrule == written


def test_the_31st_is_the_last_day_of_shorter_months():
    days = Rule.on_day(31).next_dates(date(2027, 12, 31), date(2027, 12, 31), 5)
    assert [(d.month, d.day) for d in days] == [(12, 31), (1, 31), (2, 29), (3, 31), (4, 30)]


@pytest.mark.parametrize(
    "text",
    [
        "", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=MO;INTERVAL=0",
        "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=MONTHLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9", "FREQ=WEEKLY;BYDAY=MO;UNTIL=soon",
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101;COUNT=3", "FREQ=WEEKLY;BYDAY=MO;COUNT=100000", "\x00",
    ],
)  # fmt: skip
def test_a_rule_without_words_is_refused(text: str):
    with pytest.raises(Invalid):
        recurrence.read(text)

"""Reporting periods cut time into pieces without overlap or gap, in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.periods import (
    Frequency,
    bounds,
    check_range,
    due_in_year,
    due_on,
    following,
    period_from_key,
    period_of,
    preceding,
)
from cleaning_app.errors import Invalid

ZONES = st.sampled_from(
    [
        *("America/Edmonton", "America/St_Johns", "America/Vancouver", "America/Regina", "UTC"),
        *("Asia/Beirut", "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"),
    ]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2013, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
FREQUENCIES = st.sampled_from(list(Frequency))
MONTHS = st.integers(1, 12)


@given(MOMENTS, ZONES, FREQUENCIES, MONTHS)
def test_every_moment_is_in_exactly_one_period(
    moment: datetime, zone: ZoneInfo, often: Frequency, first_month: int
) -> None:
    local = moment.astimezone(zone).date()
    period = period_of(local, often, first_month)
    holding = [
        candidate
        for candidate in (preceding(period), period, following(period))
        if bounds(candidate, zone)[0] <= moment < bounds(candidate, zone)[1]
    ]
    assert holding == [period]


@given(DAYS, ZONES, FREQUENCIES, MONTHS)
def test_periods_touch_without_gap(
    day: date, zone: ZoneInfo, often: Frequency, first_month: int
) -> None:
    period = period_of(day, often, first_month)
    assert period.starts_on <= day <= period.ends_on
    assert preceding(following(period)) == period
    assert following(period).starts_on == period.ends_on + timedelta(days=1)
    assert bounds(period, zone)[1] == bounds(following(period), zone)[0]


@given(DAYS, FREQUENCIES, MONTHS)
def test_a_key_names_its_period(day: date, often: Frequency, first_month: int) -> None:
    period = period_of(day, often, first_month)
    assert period_from_key(period.key, first_month) == period


@given(st.integers(2000, 2090), FREQUENCIES, MONTHS)
def test_each_return_falls_due_in_one_year(year: int, often: Frequency, first_month: int) -> None:
    here, after = due_in_year(year, often, first_month), due_in_year(year + 1, often, first_month)
    assert len(here) == {"annual": 1, "quarterly": 4, "monthly": 12}[often]
    assert following(here[-1]) == after[0]
    assert all(due_on(period).year == year for period in here)


def test_twenty_to_midnight_in_edmonton_is_still_march() -> None:
    edmonton = ZoneInfo("America/Edmonton")
    late = datetime(2026, 4, 1, 5, 40, tzinfo=UTC)
    assert late.astimezone(edmonton).day == 31
    first_quarter = period_from_key("2026-Q1")
    start, end = bounds(first_quarter, edmonton)
    assert start == datetime(2026, 1, 1, 7, 0, tzinfo=UTC)
    assert start <= late < end == datetime(2026, 4, 1, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "due"),
    [
        ("2025-Q4", date(2026, 1, 31)),
        ("2026-Q1", date(2026, 4, 30)),
        ("2026-Q2", date(2026, 7, 31)),
        ("2026", date(2027, 3, 31)),
        ("2026-01", date(2026, 2, 28)),
        ("2028-01", date(2028, 2, 29)),
        ("2026-11", date(2026, 12, 31)),
    ],
)
def test_due_dates(key: str, due: date) -> None:
    assert due_on(period_from_key(key)) == due


def test_the_calendar_of_a_year_begins_with_last_years_fourth_quarter() -> None:
    assert [p.key for p in due_in_year(2026)] == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]


@pytest.mark.parametrize(
    ("key", "month", "label", "short"),
    [
        ("2026-Q1", 1, "January – March 2026", "Q1 2026"),
        ("2026", 1, "2026", "2026"),
        ("2026-03", 1, "March 2026", "Mar 2026"),
        ("2026", 4, "April 2026 – March 2027", "2026/27"),
        ("2025-Q1", 12, "December 2025 – February 2026", "Q1 2025/26"),
        ("2026-Q4", 4, "January – March 2027", "Q4 2026/27"),
    ],
)
def test_labels(key: str, month: int, label: str, short: str) -> None:
    period = period_from_key(key, month)
    assert (period.label, period.short_label) == (label, short)


@pytest.mark.parametrize(
    "key", ["", "2026-Q5", "2026-13", "26", "2026-q1", "0000", "9999", "x" * 99]
)
def test_a_key_that_names_nothing_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        period_from_key(key)


def test_a_range_runs_forward_and_over_five_years_at_most() -> None:
    check_range(date(2026, 1, 1), date(2026, 1, 1))
    check_range(date(2021, 1, 1), date(2026, 1, 1))
    with pytest.raises(Invalid, match="at most 5 years"):
        check_range(date(2021, 1, 1), date(2026, 1, 2))
    with pytest.raises(Invalid, match="before"):
        check_range(date(2026, 1, 2), date(2026, 1, 1))

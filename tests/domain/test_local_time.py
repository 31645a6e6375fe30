"""Local times: what a person wrote, on ordinary days and on the days clocks change."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.local_time import (
    day_start,
    day_starts,
    exists,
    moment_of,
    offsets,
    resolve_local,
)
from cleaning_app.errors import Invalid

EDMONTON = ZoneInfo("America/Edmonton")
ZONES = st.sampled_from(
    [
        *("America/Edmonton", "America/St_Johns", "America/Regina", "Europe/London", "Asia/Beirut"),
        *("Australia/Lord_Howe", "America/Havana", "Africa/Cairo", "Pacific/Apia", "UTC"),
    ]
).map(ZoneInfo)
LOCALS = st.datetimes(datetime(2012, 1, 1), datetime(2040, 1, 1))


def test_half_past_two_in_the_missing_hour_is_refused() -> None:
    with pytest.raises(Invalid, match=r"02:30 on 8 March 2026 does not exist in America/Edmonton"):
        resolve_local(datetime(2026, 3, 8, 2, 30), EDMONTON)


def test_the_missing_hour_moves_forward_to_the_jump() -> None:
    jump = datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    assert moment_of(datetime(2026, 3, 8, 2, 0), EDMONTON) == jump
    assert moment_of(datetime(2026, 3, 8, 2, 59), EDMONTON) == jump
    assert moment_of(datetime(2026, 3, 8, 3, 0), EDMONTON) == jump


def test_a_time_shown_twice_means_the_first() -> None:
    first = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert resolve_local(datetime(2026, 11, 1, 1, 30), EDMONTON) == first


def test_a_day_that_starts_in_a_gap_starts_at_the_jump() -> None:
    # In Cairo clocks went from 00:00 to 01:00 on 26 April 2024.
    cairo = ZoneInfo("Africa/Cairo")
    assert not exists(datetime(2024, 4, 26), cairo)
    assert day_start(date(2024, 4, 26), cairo) == datetime(2024, 4, 25, 22, 0, tzinfo=UTC)


def test_a_time_with_a_zone_of_its_own_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        resolve_local(datetime(2026, 1, 1, tzinfo=UTC), EDMONTON)


@given(LOCALS, ZONES)
def test_a_moment_shows_the_local_time_it_came_from(local: datetime, zone: ZoneInfo) -> None:
    if exists(local, zone):
        moment = resolve_local(local, zone)
        assert moment == moment_of(local, zone)
        assert moment.astimezone(zone).replace(tzinfo=None, fold=0) == local
    else:
        with pytest.raises(Invalid):
            resolve_local(local, zone)
        assert moment_of(local, zone).astimezone(zone).replace(tzinfo=None) > local


@given(LOCALS, st.timedeltas(timedelta(0), timedelta(hours=4)), ZONES)
def test_later_local_times_never_become_earlier_moments(
    local: datetime, later_by: timedelta, zone: ZoneInfo
) -> None:
    assert moment_of(local, zone) <= moment_of(local + later_by, zone)


@given(st.dates(date(2012, 1, 1), date(2039, 12, 31)), ZONES)
def test_a_day_starts_with_its_own_date_and_not_a_second_before(day: date, zone: ZoneInfo) -> None:
    start = day_start(day, zone)
    assert start.astimezone(zone).date() == day
    assert (start - timedelta(seconds=1)).astimezone(zone).date() < day


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(1, 800), ZONES)
def test_offsets_say_what_the_clocks_show_at_any_moment(first: date, days: int, zone: ZoneInfo):
    start, end = day_start(first, zone), day_start(first + timedelta(days=days), zone)
    found = offsets(start, end, zone)
    assert found[0][0] == start
    assert [since for since, _ in found] == sorted({since for since, _ in found})
    for since, ahead in found:
        assert since.astimezone(zone).utcoffset() == ahead
        if since > start:
            assert (since - timedelta(seconds=1)).astimezone(zone).utcoffset() != ahead
    for hours in range(0, days * 24, 7):
        moment = start + timedelta(hours=hours)
        known = [ahead for since, ahead in found if since <= moment][-1]
        assert moment.astimezone(zone).utcoffset() == known


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(0, 400), ZONES)
def test_day_starts_find_the_local_day_of_a_moment(first: date, days: int, zone: ZoneInfo):
    starts = day_starts(first, first + timedelta(days=days), zone)
    for n in range(0, days * 24, 5):
        moment = starts[0] + timedelta(hours=n)
        day = first + timedelta(days=bisect_right(starts, moment) - 1)
        if moment < starts[-1]:
            assert day == moment.astimezone(zone).date()

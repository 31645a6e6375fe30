"""Lunch is eaten by the wall clock, on days of 23 and of 25 hours too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cleaning_app.domain.local_time import day_start
from cleaning_app.services.optimisation.hours import Hours, lunch_of, lunch_on

ZONE = ZoneInfo("America/Edmonton")


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 3, 9), date(2026, 11, 1)])
def test_lunch_is_between_eleven_and_two_whatever_the_clocks_do(day: date):
    origin = day_start(day, ZONE).astimezone(UTC)
    lunch = lunch_on(origin, ZONE)
    first, last = (
        (origin + timedelta(minutes=at)).astimezone(ZONE) for at in (lunch.earliest, lunch.latest)
    )
    assert (first, last) == tuple(
        datetime(day.year, day.month, day.day, *at, tzinfo=ZONE) for at in ((11, 0), (13, 30))
    )
    whole = Hours(lunch.earliest - 180, lunch.latest + 180)
    assert lunch_of(whole, lunch) == (lunch,)
    assert lunch_of(Hours(lunch.earliest + 30, lunch.latest + 180), lunch) == ()

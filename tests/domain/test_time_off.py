"""The state machine of a request for time off, and whole days where clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain import time_off
from cleaning_app.domain.time_off import RequestStatus, check_transition
from cleaning_app.errors import Conflict, Invalid

EDMONTON = ZoneInfo("America/Edmonton")
HALIFAX = ZoneInfo("America/Halifax")
PENDING, APPROVED = RequestStatus.PENDING, RequestStatus.APPROVED
DECLINED, WITHDRAWN = RequestStatus.DECLINED, RequestStatus.WITHDRAWN
REVOKED = RequestStatus.REVOKED

ALLOWED = {
    (PENDING, APPROVED),
    (PENDING, DECLINED),
    (PENDING, WITHDRAWN),
    (APPROVED, PENDING),
    (APPROVED, REVOKED),
    (DECLINED, PENDING),
    (REVOKED, APPROVED),
}


@pytest.mark.parametrize("now", RequestStatus)
@pytest.mark.parametrize("wanted", RequestStatus)
def test_a_request_goes_only_where_it_may(now, wanted):
    if (now, wanted) in ALLOWED:
        check_transition(now, wanted)
        return
    with pytest.raises(Conflict) as refused:
        check_transition(now.value, wanted.value)
    assert refused.value.extra["allowed"] == sorted(to for at, to in ALLOWED if at == now)


def test_a_day_off_has_the_hours_that_day_has():
    for day, hours in ((date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 12, 1), 24)):
        assert time_off.whole_days(day, day, EDMONTON).length == timedelta(hours=hours)


def test_a_stretch_knows_its_days():
    start = datetime(2026, 12, 21, 7, 0, tzinfo=UTC)  # midnight in Edmonton
    assert time_off.days_of(start, start + timedelta(days=2), EDMONTON) == (
        date(2026, 12, 21),
        date(2026, 12, 22),
    )
    assert time_off.covers_whole_days(start, start + timedelta(days=2), EDMONTON)
    assert not time_off.covers_whole_days(start, start + timedelta(hours=9), EDMONTON)
    assert not time_off.covers_whole_days(start, start + timedelta(days=2), HALIFAX)


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 12, 2), date(2026, 12, 1)), (date(2026, 1, 1), date(2027, 1, 2))],
)
def test_backwards_and_endless_stretches_are_refused(first, last):
    with pytest.raises(Invalid):
        time_off.whole_days(first, last, EDMONTON)


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(0, 365),
    st.sampled_from(["America/Edmonton", "America/St_Johns", "America/Regina", "Africa/Cairo"]),
)
def test_whole_days_come_back_as_the_days_they_were(first, more, zone_name):
    zone, last = ZoneInfo(zone_name), first + timedelta(days=more)
    span = time_off.whole_days(first, last, zone)
    assert time_off.days_of(span.start, span.end, zone) == (first, last)
    assert time_off.covers_whole_days(span.start, span.end, zone)

"""Working hours on long and short days, and the soft rules around a booking."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.slots import Interval
from cleaning_app.domain.travel import Place
from cleaning_app.domain.working_hours import (
    Neighbour,
    Proposal,
    Shift,
    SoftRule,
    WeeklyHours,
    WorkerDay,
    warnings_for,
    working_intervals,
)
from cleaning_app.errors import Invalid

ZONE = ZoneInfo("America/Edmonton")
ALL_WEEK = range(7)
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def at(hour: int, minute: int = 0) -> datetime:
    """A moment on Monday, 1 June 2026, local time."""
    return datetime(2026, 6, 1, hour, minute, tzinfo=ZONE)


def worked(hours: WeeklyHours, day: date) -> timedelta:
    return sum((i.length for i in working_intervals(hours, day, ZONE)), timedelta())


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)]
)
def test_a_whole_day_is_as_long_as_the_clocks_say(day: date, hours: int) -> None:
    around_the_clock = WeeklyHours.same(ALL_WEEK, time(0), time(0))
    assert worked(around_the_clock, day) == timedelta(hours=hours)


def test_hours_that_begin_in_the_missing_hour_begin_at_the_jump() -> None:
    early = WeeklyHours.same(ALL_WEEK, time(2, 30), time(3, 15))
    assert worked(early, date(2026, 3, 8)) == timedelta(minutes=15)
    within = WeeklyHours.same(ALL_WEEK, time(2, 10), time(2, 50))
    assert working_intervals(within, date(2026, 3, 8), ZONE) == []


def test_a_day_off_has_no_hours_and_a_night_shift_belongs_to_its_first_day() -> None:
    nights = WeeklyHours({0: (Shift(time(22), time(2)),)})
    assert working_intervals(nights, date(2026, 6, 2), ZONE) == []
    (night,) = working_intervals(nights, date(2026, 6, 1), ZONE)
    assert (night.start, night.end) == (at(22), at(22) + timedelta(hours=4))


def test_split_shifts_stay_apart() -> None:
    split = WeeklyHours({0: (Shift(time(13), time(17)), Shift(time(8), time(12)))})
    found = working_intervals(split, date(2026, 6, 1), ZONE)
    assert [i.start for i in found] == [at(8), at(13)]


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), TIMES, TIMES)
def test_hours_show_the_wall_clock_they_were_written_with(
    day: date, start: time, end: time
) -> None:
    for shift in working_intervals(WeeklyHours.same(ALL_WEEK, start, end), day, ZONE):
        opening = shift.start.astimezone(ZONE)
        assert opening.date() == day
        assert opening.time() >= start
        assert shift.end - shift.start <= timedelta(hours=25)


def test_stored_hours_are_read() -> None:
    stored = WeeklyHours.from_json({"mon": ["08:00", "17:00"], "sat": ["09:30", "12:00"]})
    assert stored.shifts[0] == (Shift(time(8), time(17)),)
    assert set(stored.shifts) == {0, 5}


@pytest.mark.parametrize(
    "stored", [{"mo": ["08:00", "17:00"]}, {"mon": ["8"]}, {"mon": ["x", "y"]}, {"mon": None}]
)
def test_stored_hours_that_make_no_sense_are_refused(stored: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        WeeklyHours.from_json(stored)


DOWNTOWN, SOUTH = Place(53.5461, -113.4938), Place(53.4561, -113.4938)
WORKING = [Interval(at(8), at(17))]


def rules(proposal: Proposal, worker: WorkerDay, buffer: int = 0) -> list[SoftRule]:
    return [w.rule for w in warnings_for(proposal, worker, ZONE, buffer_minutes=buffer)]


def test_a_booking_that_fits_has_no_warnings() -> None:
    proposal = Proposal(Interval(at(9), at(11)), DOWNTOWN, frozenset({"deep"}))
    worker = WorkerDay(
        WORKING, [Neighbour(Interval(at(12), at(13)), SOUTH)], frozenset({"deep", "office"})
    )
    assert rules(proposal, worker, buffer=30) == []


@pytest.mark.parametrize(("start", "end"), [(7, 9), (16, 18), (18, 19)])
def test_outside_hours_warns(start: int, end: int) -> None:
    proposal = Proposal(Interval(at(start), at(end)))
    assert rules(proposal, WorkerDay(WORKING)) == [SoftRule.OUTSIDE_HOURS]


def test_a_drive_longer_than_the_gap_warns_with_both_numbers() -> None:
    worker = WorkerDay(WORKING, [Neighbour(Interval(at(8), at(9)), SOUTH)])
    close = Proposal(Interval(at(9, 10), at(11)), DOWNTOWN)
    (warning,) = warnings_for(close, worker, ZONE)
    assert warning.rule is SoftRule.TRAVEL
    assert "10 min before" in warning.message
    assert "18 min" in warning.message
    assert rules(Proposal(Interval(at(9, 18), at(11)), DOWNTOWN), worker) == []


def test_a_small_buffer_warns_on_both_sides() -> None:
    neighbours = [Neighbour(Interval(at(8), at(9))), Neighbour(Interval(at(11, 20), at(12)))]
    proposal = Proposal(Interval(at(9, 15), at(11)))
    assert rules(proposal, WorkerDay(WORKING, neighbours), buffer=30) == [SoftRule.BUFFER] * 2
    assert rules(proposal, WorkerDay(WORKING, neighbours), buffer=15) == []


def test_a_missing_skill_is_named() -> None:
    proposal = Proposal(Interval(at(9), at(10)), skills=frozenset({"deep", "windows"}))
    (warning,) = warnings_for(proposal, WorkerDay(WORKING, skills=frozenset({"deep"})), ZONE)
    assert (warning.rule, warning.message) == (SoftRule.SKILL, "The worker lacks: windows.")


def test_a_holiday_is_the_local_day() -> None:
    late = Proposal(Interval(at(23), at(23, 59)))
    assert late.when.start.astimezone(UTC).date() == date(2026, 6, 2)
    monday = WorkerDay(WORKING, holidays={date(2026, 6, 1): "Founders' Day"})
    tuesday = WorkerDay(WORKING, holidays={date(2026, 6, 2): "Founders' Day"})
    assert SoftRule.HOLIDAY in rules(late, monday)
    assert SoftRule.HOLIDAY not in rules(late, tuesday)

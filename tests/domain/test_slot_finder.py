"""The slot finder: never over another job, never outside hours, always far enough from neighbours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.slot_finder import STEP, FreeSlot, Search, Seat, find, spread
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.travel import Place, drive_between
from cleaning_app.domain.working_hours import Neighbour, WeeklyHours, working_intervals

ZONE = ZoneInfo("America/Edmonton")
HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 08:00
DAY = Interval(MONDAY, MONDAY + 10 * HOUR)
NORTH, SOUTH = Place(53.60, -113.49), Place(53.45, -113.49)
ROAD = drive_between(NORTH, SOUTH)

places = st.none() | st.sampled_from([NORTH, SOUTH, Place(53.52, -113.6)])
moments = st.integers(-60, 600).map(lambda n: MONDAY + timedelta(minutes=n))
jobs = st.builds(
    lambda start, minutes, place: Neighbour(Interval.lasting(start, minutes), place),
    moments, st.integers(15, 240), places,
)  # fmt: skip
shifts = st.builds(Interval.lasting, moments, st.integers(60, 600))
seats = st.builds(
    Seat,
    worker=st.uuids(),
    working=st.lists(shifts, max_size=3),
    neighbours=st.lists(jobs, max_size=4),
    home=places,
    preferred=st.booleans(),
)
searches = st.builds(
    Search,
    window=st.just(DAY),
    minutes=st.integers(15, 300),
    place=places,
    crew=st.integers(1, 3),
    not_before=st.none() | moments,
    buffer_minutes=st.integers(0, 60),
)


@given(searches, st.lists(seats, max_size=4, unique_by=lambda seat: seat.worker))
def test_every_slot_keeps_every_rule(search: Search, found_seats: list[Seat]) -> None:
    by_worker = {seat.worker: seat for seat in found_seats}
    for slot in find(search, found_seats):
        assert search.window.contains(slot.when)
        assert slot.when.length == search.length
        assert search.not_before is None or slot.when.start >= search.not_before
        assert slot.when.start.minute % 15 == 0
        assert len(set(slot.crew)) == search.crew
        for worker in slot.crew:
            _fits(search, by_worker[worker], slot)


def _fits(search: Search, seat: Seat, slot: FreeSlot) -> None:
    minutes = {
        shift.start + n * timedelta(minutes=1)
        for shift in seat.working
        for n in range(int(shift.length / timedelta(minutes=1)))
    }
    length = int(slot.when.length / timedelta(minutes=1))
    assert all(slot.when.start + n * timedelta(minutes=1) in minutes for n in range(length))
    for job in seat.neighbours:
        assert not job.when.overlaps(slot.when)
        between = max(job.when.start - slot.when.end, slot.when.start - job.when.end)
        least = search.buffer_minutes
        if search.place and job.place and search.place != job.place:
            least = max(least, drive_between(job.place, search.place))
        assert between >= timedelta(minutes=least)


@given(searches, st.lists(seats, min_size=1, max_size=3, unique_by=lambda seat: seat.worker))
def test_no_free_quarter_hour_is_missed(search: Search, found_seats: list[Seat]) -> None:
    """Whatever a plain check of one start allows, the search offers."""
    offered = {slot.when.start for slot in find(search, found_seats)}
    start = DAY.start
    while start + search.length <= DAY.end:
        free = sum(_is_free(search, seat, start) for seat in found_seats)
        assert (start in offered) == (free >= search.crew), start
        start += STEP


def _is_free(search: Search, seat: Seat, start: datetime) -> bool:
    slot = FreeSlot(Interval(start, start + search.length), (seat.worker,), 0, False)
    if search.not_before is not None and start < search.not_before:
        return False
    try:
        _fits(search, seat, slot)
    except AssertionError:
        return False
    return True


def test_the_short_way_comes_first_and_a_favourite_is_worth_a_drive() -> None:
    near, far = Seat("near", [DAY], home=NORTH), Seat("far", [DAY], home=SOUTH)
    search = Search(DAY, 120, NORTH)
    assert find(search, [far, near])[0].crew == ("near",)
    liked = Seat("far", [DAY], home=SOUTH, preferred=True)
    assert find(search, [liked, near])[0].crew == ("far",)


def test_the_wish_decides_between_equals() -> None:
    search = Search(DAY, 60, near=MONDAY + 5 * HOUR)
    assert find(search, [Seat("x", [DAY])])[0].when.start == MONDAY + 5 * HOUR


def test_the_drive_from_the_job_before_is_kept_free() -> None:
    job = Neighbour(Interval(MONDAY, MONDAY + 2 * HOUR), SOUTH)
    first = min(slot.when.start for slot in find(Search(DAY, 60, NORTH), [Seat("x", [DAY], [job])]))
    assert first >= MONDAY + 2 * HOUR + timedelta(minutes=ROAD)
    assert first - STEP < MONDAY + 2 * HOUR + timedelta(minutes=ROAD)


def test_two_people_are_found_only_when_both_are_free() -> None:
    morning = Interval(MONDAY, MONDAY + 4 * HOUR)
    pair = [Seat("a", [DAY]), Seat("b", [morning])]
    latest = max(slot.when.end for slot in find(Search(DAY, 60, crew=2), pair))
    assert latest == morning.end


def test_days_on_which_clocks_change_lose_and_gain_their_hour() -> None:
    hours = WeeklyHours.same(range(7), time(0), time(6))
    for day, length in ((date(2026, 3, 8), 5), (date(2026, 11, 1), 7)):
        working = working_intervals(hours, day, ZONE)
        window = Interval(working[0].start - HOUR, working[-1].end + HOUR)
        found = find(Search(window, 60), [Seat("x", working)])
        assert len(found) == (length - 1) * 4 + 1


def test_a_few_choices_differ_in_day_or_by_an_hour() -> None:
    days = [
        Interval(DAY.start + n * timedelta(days=1), DAY.end + n * timedelta(days=1))
        for n in range(3)
    ]
    window = Interval(days[0].start, days[-1].end)
    chosen = spread(find(Search(window, 60), [Seat("x", days)]), 6, ZONE)
    starts = sorted(slot.when.start for slot in chosen)
    assert len(starts) == 6
    assert all(b - a >= HOUR for a, b in pairwise(starts))
    assert max(sum(s.date() == day.start.date() for s in starts) for day in days) <= 2

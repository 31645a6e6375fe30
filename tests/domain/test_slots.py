"""Free slots: gaps are exactly what is not busy, and alternatives are the nearest there are."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.slots import Interval, free_gaps, merged, nearest_alternatives
from cleaning_app.errors import Invalid

MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)


def span(start: int, end: int) -> Interval:
    """Minutes after midnight."""
    return Interval(MIDNIGHT + timedelta(minutes=start), MIDNIGHT + timedelta(minutes=end))


@st.composite
def spans(draw: st.DrawFn) -> Interval:
    start = draw(st.integers(0, 1400))
    return span(start, start + draw(st.integers(1, 300)))


BUSY = st.lists(spans(), max_size=8)


def test_an_interval_ends_after_it_starts_and_knows_its_zone() -> None:
    with pytest.raises(Invalid):
        span(60, 60)
    with pytest.raises(ValueError, match="aware"):
        Interval(datetime(2026, 1, 1), datetime(2026, 1, 2))


def test_minutes_are_real_minutes_across_a_clock_change() -> None:
    zone = ZoneInfo("America/Edmonton")
    night = Interval.lasting(datetime(2026, 3, 8, 1, 0, tzinfo=zone), 120)
    assert night.end.astimezone(zone).hour == 4
    assert night.length == timedelta(hours=2)


def test_touching_intervals_become_one_and_do_not_overlap() -> None:
    assert merged([span(60, 90), span(0, 60)]) == [span(0, 90)]
    assert not span(0, 60).overlaps(span(60, 90))


@given(BUSY)
def test_merged_intervals_are_apart_and_cover_the_same_moments(busy: list[Interval]) -> None:
    joined = merged(busy)
    assert all(a.end < b.start for a, b in itertools.pairwise(joined))
    for minute in range(0, 1800, 7):
        probe = span(minute, minute + 1)
        assert any(probe.overlaps(i) for i in joined) == any(probe.overlaps(i) for i in busy)


@given(spans(), BUSY, st.integers(0, 45))
def test_every_minute_of_a_window_is_either_free_or_busy(
    window: Interval, busy: list[Interval], buffer: int
) -> None:
    gaps = free_gaps(window, busy, buffer_minutes=buffer)
    taken = [interval.widened(buffer) for interval in busy]
    assert gaps == merged(gaps)
    at = window.start
    while at < window.end:
        minute = Interval.lasting(at, 1)
        assert any(minute.overlaps(gap) for gap in gaps) != any(minute.overlaps(i) for i in taken)
        at = minute.end


@given(spans(), BUSY, st.integers(1, 120))
def test_gaps_too_short_are_left_out(window: Interval, busy: list[Interval], least: int) -> None:
    everything = free_gaps(window, busy)
    kept = free_gaps(window, busy, minimum_minutes=least)
    assert kept == [gap for gap in everything if gap.length >= timedelta(minutes=least)]


@given(
    st.integers(0, 96),
    st.sampled_from([30, 60, 95, 120]),
    st.dictionaries(st.sampled_from("abc"), BUSY),
    st.dictionaries(st.sampled_from("abc"), st.lists(spans(), max_size=2), min_size=1),
    st.sampled_from([0, 15, 30]),
    st.sampled_from([15, 20]),
    st.none() | st.integers(0, 1400),
)
def test_alternatives_are_the_nearest_by_trying_every_start(
    quarter: int,
    length: int,
    busy: dict[str, list[Interval]],
    working: dict[str, list[Interval]],
    buffer: int,
    step: int,
    earliest: int | None,
) -> None:
    wanted = span(quarter * 15, quarter * 15 + length)
    not_before = None if earliest is None else MIDNIGHT + timedelta(minutes=earliest)
    workers = list(working)
    tried: list[tuple[timedelta, bool, datetime, int]] = []
    for index, worker in enumerate(workers):
        for k in range(-200, 200):
            start = wanted.start + timedelta(minutes=k * step)
            slot = Interval(start, start + wanted.length)
            if not_before is not None and start < not_before:
                continue
            if not any(hours.contains(slot) for hours in merged(working[worker])):
                continue
            if any(slot.overlaps(taken.widened(buffer)) for taken in busy.get(worker, [])):
                continue
            tried.append((abs(start - wanted.start), worker != workers[0], start, index))
    expected = [(workers[i], Interval(s, s + wanted.length)) for _, _, s, i in sorted(tried)[:3]]
    assert expected == nearest_alternatives(
        wanted,
        busy,
        working,
        step_minutes=step,
        buffer_minutes=buffer,
        not_before=not_before,
    )


def test_the_same_worker_comes_first_when_equally_near() -> None:
    wanted, day = span(600, 660), [span(480, 1020)]
    found = nearest_alternatives(wanted, {"ana": [wanted]}, {"ana": day, "bo": day})
    assert found[0] == ("bo", wanted)
    taken = {"ana": [wanted], "bo": [wanted]}
    found = nearest_alternatives(wanted, taken, {"ana": day, "bo": day}, preferred="bo")
    assert found == [("bo", span(540, 600)), ("bo", span(660, 720)), ("ana", span(540, 600))]


def test_nobody_free_gives_an_empty_list() -> None:
    wanted = span(600, 660)
    assert nearest_alternatives(wanted, {"ana": [span(0, 1440)]}, {"ana": [span(480, 1020)]}) == []
    assert nearest_alternatives(wanted, {}, {}) == []

"""A worker's clock: which taps it takes, what they add up to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.slots import Interval
from cleaning_app.domain.time_tracking import (
    LATEST_TAP,
    OVERRUN_REASONS,
    ClockState,
    Tap,
    after,
    check_reason,
    check_spans,
    moment_of_tap,
    ran_over,
    seconds_worked,
)
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import time_entries

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def test_a_clock_runs_pauses_and_finishes():
    assert after("not_started", "start") == "running"
    assert after("running", "pause") == "paused"
    assert after("paused", "resume") == "running"
    assert after("running", "finish") == "finished"
    assert after("paused", "finish") == "finished"


@pytest.mark.parametrize(
    ("state", "tap", "said"),
    [
        ("paused", "start", "refused_paused"),
        ("finished", "start", "refused_finished"),
        ("not_started", "pause", "refused_not_started"),
        ("not_started", "finish", "refused_not_started"),
        ("finished", "resume", "refused_finished"),
    ],
)
def test_a_tap_out_of_turn_is_refused_in_words(state: str, tap: str, said: str):
    with pytest.raises(Conflict) as refused:
        after(state, tap)
    assert refused.value.extra["said"] == said


@given(st.lists(st.sampled_from(Tap), max_size=20))
def test_a_tap_sent_twice_changes_nothing_the_second_time(taps: list[Tap]):
    state = ClockState.NOT_STARTED
    for tap in taps:
        try:
            state = after(state, tap) or state
        except Conflict:
            continue
        assert after(state, tap) is None


@given(
    st.timedeltas(min_value=-LATEST_TAP, max_value=timedelta(days=400)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)),
)
def test_a_late_tap_counts_for_its_own_moment_within_bounds(ahead: timedelta, back: timedelta):
    before = NOW - back
    at = moment_of_tap(NOW, NOW + ahead, before)
    assert before <= at <= NOW
    assert at in {NOW + ahead, NOW, before}


def test_a_tap_of_three_days_ago_is_for_the_office():
    with pytest.raises(Invalid, match="two days ago"):
        moment_of_tap(NOW, NOW - timedelta(days=3), None)


def test_breaks_do_not_count():
    minute = timedelta(minutes=1)
    spans = [(NOW, NOW + 50 * minute), (NOW + 65 * minute, None)]
    assert seconds_worked(spans, NOW + 75 * minute) == 60 * 60


def test_120_percent_is_fine_and_a_second_more_is_not():
    assert not ran_over(144 * 60, 120)
    assert ran_over(144 * 60 + 1, 120)


def test_other_needs_a_note_and_an_unknown_reason_is_none():
    for reason in OVERRUN_REASONS[:-1]:
        check_reason(reason, "")
    check_reason("other", "The lift was broken")
    for reason, note in (("other", " "), ("", ""), ("lazy", "x"), ("other", "x" * 501)):
        with pytest.raises(Invalid):
            check_reason(reason, note)


def test_corrected_times_are_in_order_apart_and_past():
    hour = timedelta(hours=1)
    late, early = Interval(NOW - hour, NOW), Interval(NOW - 3 * hour, NOW - hour)
    assert check_spans([late, early], NOW) == [early, late]
    for wrong in (
        [],
        [early, Interval(NOW - 2 * hour, NOW)],
        [Interval(NOW, NOW + hour)],
        [Interval(NOW - 26 * hour, NOW - 25 * hour), late],
    ):
        with pytest.raises(Invalid):
            check_spans(wrong, NOW)


def test_the_table_knows_the_same_names():
    assert tuple(ClockState) == time_entries.STATES
    assert OVERRUN_REASONS == time_entries.OVERRUN_REASONS

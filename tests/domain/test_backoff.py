"""Retries wait longer each time, within half of the schedule, and end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.backoff import (
    LONGEST_DELAY,
    Dead,
    Failure,
    Retry,
    after_failure,
    delay,
)

DICE = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 30), (2, 60), (3, 120), (4, 240)])
def test_the_middle_of_the_schedule_doubles_from_thirty_seconds(
    attempts: int, seconds: int
) -> None:
    assert delay(attempts, 0.5) == timedelta(seconds=seconds)


@given(st.integers(1, 10**6), DICE)
def test_every_wait_is_within_half_of_the_schedule_and_never_over_six_hours(
    attempts: int, random: float
) -> None:
    schedule = 30 * 2 ** min(attempts - 1, 40)
    wait = delay(attempts, random)
    assert wait <= LONGEST_DELAY
    assert wait >= min(timedelta(seconds=schedule * 0.5), LONGEST_DELAY)
    assert wait.total_seconds() <= schedule * 1.5


@given(st.integers(1, 4), DICE)
def test_a_passing_failure_is_tried_again_until_the_fifth(attempts: int, random: float) -> None:
    assert isinstance(after_failure(attempts, Failure.TEMPORARY, random), Retry)
    assert isinstance(after_failure(5, Failure.TEMPORARY, random), Dead)


@given(st.integers(1, 9), DICE)
def test_a_refusal_for_good_dies_at_once(attempts: int, random: float) -> None:
    assert isinstance(after_failure(attempts, Failure.PERMANENT, random), Dead)


def test_retry_after_lengthens_the_wait_and_never_shortens_it() -> None:
    hour, second = timedelta(hours=1), timedelta(seconds=1)
    assert after_failure(1, Failure.TEMPORARY, 0.5, retry_after=hour) == Retry(hour)
    thirty = Retry(timedelta(seconds=30))
    assert after_failure(1, Failure.TEMPORARY, 0.5, retry_after=second) == thirty


@pytest.mark.parametrize(("attempts", "random"), [(0, 0.5), (1, 1.0), (1, -0.1)])
def test_nonsense_is_a_mistake_of_the_caller(attempts: int, random: float) -> None:
    with pytest.raises(ValueError):
        delay(attempts, random)

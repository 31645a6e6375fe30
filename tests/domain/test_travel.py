"""Distances and drives without a map service."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.travel import Place, drive_between, drive_minutes, haversine_km

PLACES = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(("km", "minutes"), [(0, 5), (2.9, 5), (2.92, 6), (35, 60), (35.01, 61)])
def test_driving_takes_whole_minutes_at_35_an_hour_and_five_at_least(
    km: float, minutes: int
) -> None:
    assert drive_minutes(km) == minutes


def test_edmonton_to_calgary_is_about_280_km() -> None:
    edmonton, calgary = Place(53.5461, -113.4938), Place(51.0447, -114.0719)
    assert haversine_km(edmonton, calgary) == pytest.approx(281, abs=1)
    assert drive_between(edmonton, calgary) == 482


@given(PLACES, PLACES)
def test_distance_is_the_same_both_ways_and_at_most_half_the_earth(a: Place, b: Place) -> None:
    assert haversine_km(a, b) == pytest.approx(haversine_km(b, a))
    assert 0 <= haversine_km(a, b) <= 20_016
    assert haversine_km(a, a) == 0

"""The estimator: worked numbers, and prices that grow with the home."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.price_list import DEFAULT_PRICE_LIST, PriceList
from cleaning_app.domain.pricing import Home, cleaner_minutes, estimate
from cleaning_app.errors import Invalid

HOMES = st.builds(
    Home,
    beds=st.integers(0, 10),
    baths=st.integers(0, 20).map(lambda halves: Decimal(halves) / 2),
    service=st.sampled_from(sorted(DEFAULT_PRICE_LIST.service_percent)),
    heavy_grease=st.booleans(),
    multi_floor=st.booleans(),
    frequency=st.sampled_from(sorted(DEFAULT_PRICE_LIST.recurring_percent_off)),
    add_ons=st.dictionaries(
        st.sampled_from(sorted(DEFAULT_PRICE_LIST.add_ons)), st.integers(0, 5), max_size=4
    ),
)


def home(beds: int, baths: str, **changes: object) -> Home:
    return replace(Home(beds, Decimal(baths)), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "crew", "on_site", "total"),
    [
        (home(1, "1"), 1, 180, 105_00),
        (home(2, "2"), 1, 210, 122_50),
        (home(2, "1.5"), 1, 210, 122_50),
        (home(3, "2", service="deep"), 2, 150, 175_00),
        (home(6, "4", service="move_out_empty", multi_floor=True), 3, 210, 367_50),
        (home(4, "3", heavy_grease=True, multi_floor=True), 2, 210, 245_00),
        (home(2, "2", frequency="weekly"), 1, 210, 110_25),
        (
            home(2, "2", frequency="biweekly", add_ons={"oven": 1, "linen_per_bed": 2}),
            1,
            210,
            166_37,
        ),
    ],
)
def test_estimates_worked_out(what: Home, crew: int, on_site: int, total: int) -> None:
    found = estimate(what)
    assert (found.crew, found.minutes_on_site, found.total_before_tax) == (crew, on_site, total)


def test_the_discount_is_off_labour_only() -> None:
    found = estimate(home(2, "2", frequency="weekly", add_ons={"fridge": 3}))
    assert (found.labour, found.discount, found.add_ons) == (122_50, 12_25, 60_00)


def test_a_palace_costs_more_than_the_largest_row() -> None:
    assert cleaner_minutes(home(10, "10")) == 390 + 4 * 60 + 6 * 30


@given(HOMES)
def test_an_estimate_bills_whole_half_hours_for_everyone_and_covers_the_work(what: Home) -> None:
    found = estimate(what)
    assert found.minutes_on_site % 30 == 0
    assert found.billed_minutes == found.crew * found.minutes_on_site
    assert found.billed_minutes >= cleaner_minutes(what) >= 180
    assert 0 <= found.discount <= found.labour


@given(HOMES, st.integers(0, 3), st.integers(0, 3))
def test_more_rooms_never_cost_less(what: Home, more_beds: int, more_baths: int) -> None:
    larger = replace(
        what,
        beds=min(10, what.beds + more_beds),
        baths=min(Decimal(10), what.baths + more_baths),
    )
    assert estimate(larger).total_before_tax >= estimate(what).total_before_tax


def test_every_wrong_field_is_named() -> None:
    wrong = home(11, "NaN", service="magic", frequency="hourly", add_ons={"pool": 1, "oven": -1})
    with pytest.raises(Invalid) as refusal:
        estimate(wrong)
    fields = [error.field for error in refusal.value.errors]
    assert fields == ["beds", "baths", "service", "frequency", "add_ons.pool", "add_ons.oven"]


def test_two_lists_price_alike_exactly_when_their_fingerprints_are_equal() -> None:
    assert PriceList().fingerprint == DEFAULT_PRICE_LIST.fingerprint
    dearer = replace(DEFAULT_PRICE_LIST, hourly_rate_cents=36_00)
    assert dearer.fingerprint != DEFAULT_PRICE_LIST.fingerprint
    assert PriceList.from_json(dearer.to_json()) == dearer


def test_a_damaged_price_list_is_refused() -> None:
    with pytest.raises(Invalid):
        PriceList.from_json({"version": "2", "colour": "red"})
    with pytest.raises(Invalid):
        PriceList.from_json({"base": [[1, 2]]})

"""The Quick Method beside the regular one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.gst import Business, may_elect, quick_method, remittance_for, tax_percent
from cleaning_app.domain.gst.quick_method import PROVINCES
from cleaning_app.errors import Invalid


def test_an_alberta_cleaner_remits_3_6_percent_less_the_credit() -> None:
    answer = quick_method(supplies_with_tax=105_000_00, regular_net=4_000_00, province="AB")
    assert (answer.remitted, answer.credit, answer.net) == (378000, 30000, 348000)
    assert answer.better_by == 52000


def test_goods_for_resale_remit_half_of_that() -> None:
    answer = quick_method(
        supplies_with_tax=10_000_00, regular_net=0, province="AB", business=Business.GOODS
    )
    assert answer.remitted == 18000


@pytest.mark.parametrize(
    ("province", "services", "goods"),
    [
        ("AB", 36, 18),
        ("BC", 36, 18),
        ("ON", 88, 44),
        ("NS", 94, 47),
        ("NB", 100, 50),
        ("PE", 100, 50),
    ],
)
def test_rates_at_home(province: str, services: int, goods: int) -> None:
    assert remittance_for("services", province) == (services, 0)
    assert remittance_for("goods", province) == (goods, 0)


@given(
    st.sampled_from(list(Business)),
    st.sampled_from(sorted(PROVINCES)),
    st.sampled_from(sorted(PROVINCES)),
)
def test_one_always_remits_less_than_one_charged(business: Business, home: str, away: str) -> None:
    charged = tax_percent(away) * 1000 / (100 + tax_percent(away))
    remittance = remittance_for(business, home, away)
    assert remittance.rate - remittance.credit < charged


@given(st.lists(st.integers(0, 20_000_00), min_size=1, max_size=8))
def test_the_credit_is_given_once_a_year(quarters: list[int]) -> None:
    before, credit = 0, 0
    for supplies in quarters:
        answer = quick_method(
            supplies_with_tax=supplies, regular_net=0, province="AB", credited_before=before
        )
        before, credit = before + supplies, credit + answer.credit
    assert credit == pytest.approx(min(sum(quarters), 30_000_00) / 100, abs=len(quarters))


def test_credits_for_equipment_remain() -> None:
    plain = quick_method(supplies_with_tax=1000_00, regular_net=0, province="AB")
    with_van = quick_method(
        supplies_with_tax=1000_00, regular_net=0, province="AB", capital_credits=15_00
    )
    assert plain.net - with_van.net == 15_00


def test_who_may_elect_and_where() -> None:
    assert may_elect(400_000_00)
    assert not may_elect(400_000_01)
    with pytest.raises(Invalid):
        remittance_for("services", "ZZ")

"""The tax inside a purchase: it adds up to the cent, whichever way it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.expenses import (
    BY_KEY,
    SALES_TAXES,
    add_tax,
    claimable,
    lacks_number,
    read_gst_number,
    split_total,
    usual_tax,
)
from cleaning_app.errors import Invalid

GST, BC = BY_KEY["gst"], BY_KEY["gst_pst7"]
cents = st.integers(-20_000_000_00, 20_000_000_00)
taxes = st.sampled_from(SALES_TAXES)


def test_the_gst_inside_a_price_is_five_hundred_and_fifths():
    totals = (10500, 1, 10, 11, 32, -10500, 0)
    assert [split_total(c, GST).tax for c in totals] == [500, 0, 0, 1, 2, -500, 0]


def test_a_provincial_tax_stays_in_the_cost():
    found = split_total(112_00, BC)
    assert (found.net, found.tax) == (107_00, 5_00)
    assert add_tax(100_00, BC) == found


@given(cents, taxes)
def test_net_and_tax_add_up_and_a_refund_mirrors_its_purchase(total, tax):
    found = split_total(total, tax)
    assert found.net + found.tax == total == found.total
    back = split_total(-total, tax)
    assert (back.net, back.tax) == (-found.net, -found.tax)


@given(cents, taxes)
def test_what_was_put_on_is_found_inside_again_to_a_cent(before, tax):
    made = add_tax(before, tax)
    assert abs(split_total(made.total, tax).tax - made.tax) <= 1


@given(cents, st.integers(0, 100))
def test_never_more_is_claimed_than_was_paid(tax, percent):
    found = claimable(tax, percent)
    assert abs(found) <= abs(tax)
    assert found * tax >= 0
    assert claimable(tax, 100) == tax
    assert abs(2 * claimable(tax, 50) - tax) <= 1


def test_each_province_has_its_usual_tax():
    found = {p: usual_tax(p).key for p in ("AB", "BC", "ON", "NS", "QC", "YT", "??")}
    assert found == {
        "AB": "gst", "BC": "gst_pst7", "ON": "hst13", "NS": "hst14", "QC": "gst_qst", "YT": "gst",
        "??": "gst",
    }  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["123456789 RT0001", "123456789RT0001", " 123-456-789 rt 0001 ", "123 456 789 RT 0001"]
)
def test_a_number_is_written_one_way_however_it_was_typed(typed):
    assert read_gst_number(typed) == "123456789 RT0001"


@pytest.mark.parametrize("typed", ["123456789", "12345678 RT0001", "123456789 RP0001", "x" * 5])
def test_what_is_no_gst_number_is_refused(typed):
    with pytest.raises(Invalid) as refused:
        read_gst_number(typed)
    assert refused.value.errors[0].field == "supplier_gst_number"
    assert read_gst_number("  ") == ""


def test_a_claim_from_a_hundred_dollars_on_needs_the_number():
    assert lacks_number(100_00, 4_76, "")
    assert lacks_number(-100_00, -4_76, " ")
    assert not lacks_number(99_99, 4_76, "")
    assert not lacks_number(100_00, 0, "")
    assert not lacks_number(100_00, 4_76, "123456789 RT0001")

"""The price list's form says what the list holds, and reads back the same list."""

from __future__ import annotations

import pytest

from cleaning_app.domain.policies import DEFAULT_POLICY
from cleaning_app.domain.price_list import DEFAULT_PRICE_LIST
from cleaning_app.errors import Invalid
from cleaning_app.pages.settings import policy_form, price_form


def test_every_entry_comes_back_as_it_went_out():
    typed = price_form.as_text(DEFAULT_PRICE_LIST)
    assert typed["base.2x1.hours"] == "3"
    assert typed["add_on.oven.cents"] == "30"
    read = price_form.read(typed, DEFAULT_PRICE_LIST)
    assert read.fingerprint != ""
    assert (read.base, read.add_ons) == (DEFAULT_PRICE_LIST.base, DEFAULT_PRICE_LIST.add_ons)
    assert read.service_percent == DEFAULT_PRICE_LIST.service_percent
    again = price_form.as_text(read)
    assert again == typed


def test_an_extra_without_a_name_is_dropped_and_an_empty_percent_is_not_estimated():
    typed = price_form.as_text(DEFAULT_PRICE_LIST)
    typed |= {"add_on.oven.name": " ", "service_percent.deep": ""}
    read = price_form.read(typed, DEFAULT_PRICE_LIST)
    assert "oven" not in read.add_ons
    assert "deep" not in read.service_percent


def test_what_is_no_number_is_named():
    typed = price_form.as_text(DEFAULT_PRICE_LIST) | {
        "base.2x1.hours": "three",
        "hourly_rate_cents": "1,2",
    }
    with pytest.raises(Invalid) as refused:
        price_form.read(typed, DEFAULT_PRICE_LIST)
    assert [e.field for e in refused.value.errors] == ["base.2x1.hours", "hourly_rate_cents"]


def test_sizes_are_added_and_taken_out_and_come_back_by_size():
    typed = price_form.as_text(DEFAULT_PRICE_LIST)
    for part in price_form.SIZE:
        del typed[f"base.6x4.{part}"]
    typed |= {"base.new_1.beds": "1", "base.new_1.baths": "2", "base.new_1.hours": "2.75"}
    typed |= {"base.new_2.beds": " ", "base.new_2.baths": "", "base.new_2.hours": ""}
    read = price_form.read(typed, DEFAULT_PRICE_LIST)
    assert read.base[:2] == ((1, 1, 150), (1, 2, 165))
    assert len(read.base) == len(DEFAULT_PRICE_LIST.base)
    assert read.base[-1][:2] == (5, 3)


def test_a_size_stands_in_the_table_once_and_has_a_number_of_rooms():
    typed = price_form.as_text(DEFAULT_PRICE_LIST)
    typed |= {"base.new_1.beds": "2", "base.new_1.baths": "1", "base.new_1.hours": "3"}
    typed |= {"base.1x1.baths": "eleven"}
    with pytest.raises(Invalid) as refused:
        price_form.read(typed, DEFAULT_PRICE_LIST)
    assert {e.field for e in refused.value.errors} == {"base.1x1.baths", "base.new_1.beds"}


def test_terms_come_back_as_they_went_out():
    assert policy_form.policy_of(policy_form.as_text(DEFAULT_POLICY)) == DEFAULT_POLICY

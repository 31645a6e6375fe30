"""Holidays by province, and on which of them a company closes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain import public_holidays
from cleaning_app.domain.public_holidays import PROVINCES, Closures

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("province", PROVINCES)
def test_every_province_has_new_year_canada_day_and_christmas(province):
    names = set(public_holidays.between(province, *YEAR).values())
    assert len(names) >= 5
    assert {"New Year's Day", "Christmas Day"} <= names


def test_what_the_company_works_on_keeps_its_name():
    closures = Closures(frozenset({"Family Day"}), {date(2026, 12, 24): "Christmas Eve"})
    closed = public_holidays.closed("AB", *YEAR, closures)
    named = public_holidays.named("AB", *YEAR, closures)
    assert "Family Day" in named.values()
    assert set(named.items()) - set(closed.items()) == {(date(2026, 2, 16), "Family Day")}
    assert closed[date(2026, 12, 24)] == "Christmas Eve"


def test_nothing_said_means_closed_on_every_public_holiday():
    nothing = Closures.from_json({})
    assert public_holidays.closed("ON", *YEAR, nothing) == public_holidays.between("ON", *YEAR)


@given(
    st.frozensets(st.text(min_size=1, max_size=20), max_size=5),
    st.dictionaries(st.dates(), st.text(min_size=1, max_size=20), max_size=5),
)
def test_closures_come_back_as_they_were_kept(open_on, extra):
    kept = Closures(open_on, dict(sorted(extra.items())))
    assert Closures.from_json(kept.as_json()) == kept

"""When an invoice is expected to be paid."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median_low

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.paying_habits import ENOUGH, Habits, expected_on
from cleaning_app.ids import new_id

TODAY = date(2026, 11, 26)
CLIENT = new_id()
taken = st.lists(st.integers(0, 200), max_size=30)
waits = st.integers(0, 300)


def due(waited: int, own: list[int], company: list[int]) -> date | None:
    issued = TODAY - timedelta(days=waited)
    return expected_on(issued, CLIENT, Habits({CLIENT: own}, company), TODAY)


@given(waits, taken, taken)
def test_money_never_comes_in_the_past_and_always_on_a_day_somebody_took(waited, own, company):
    day = due(waited, own, company)
    if day is not None:
        assert day > TODAY
        assert (day - TODAY).days + waited in {*own, *company}


@given(waits, taken, taken)
def test_nothing_is_expected_only_when_nobody_ever_took_so_long(waited, own, company):
    known = [*company, *(own if len(own) >= ENOUGH else [])]
    assert (due(waited, own, company) is None) == all(days <= waited for days in known)


@given(st.lists(st.integers(1, 200), min_size=ENOUGH, max_size=30), taken)
def test_a_fresh_invoice_takes_as_long_as_the_clients_middle_one(own, company):
    assert due(0, own, company) == TODAY + timedelta(days=median_low(own))
    assert Habits({CLIENT: own}, company).of(CLIENT) == median_low(own)


@given(waits, taken, taken, st.randoms())
def test_the_order_of_earlier_payments_does_not_matter(waited, own, company, random):
    mixed = list(own)
    random.shuffle(mixed)
    assert due(waited, own, company) == due(waited, mixed, company)


@given(waits, st.lists(st.integers(0, 200), min_size=ENOUGH, max_size=30))
def test_the_longer_one_waits_the_later_it_is_expected(waited, own):
    issued = TODAY - timedelta(days=waited)
    habits = Habits({}, own)
    now, later = (
        expected_on(issued, CLIENT, habits, day) for day in (TODAY, TODAY + timedelta(days=3))
    )
    assert now is None or later is None or now <= later


def test_a_client_with_few_invoices_goes_by_everybodys():
    assert due(0, [90, 90], [10, 20, 30]) == TODAY + timedelta(days=20)
    assert due(0, [90, 90, 90], [10, 20, 30]) == TODAY + timedelta(days=90)
    assert due(100, [90, 90, 90], [10, 120, 130]) == TODAY + timedelta(days=20)

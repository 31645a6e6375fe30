"""What an invoice's status, balance, age and number follow from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.invoices import (
    AgeingBucket,
    InvoiceStatus,
    ageing_bucket,
    credit_from,
    derive_status,
    next_number,
    parse_number,
    split_overpayment,
)

DUE = date(2026, 3, 31)
CENTS = st.integers(0, 10**8)
DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("state", "paid", "today", "shown"),
    [
        ("draft", 10000, DUE + timedelta(9), "draft"),
        ("void", 0, DUE + timedelta(9), "void"),
        ("sent", 0, DUE, "sent"),
        ("sent", 0, DUE + timedelta(1), "overdue"),
        ("sent", 1, DUE, "partial"),
        ("sent", 1, DUE + timedelta(1), "overdue"),
        ("overdue", 10000, DUE + timedelta(1), "paid"),
        ("sent", 10001, DUE, "paid"),
        ("paid", 9999, DUE, "partial"),
        ("paid", 0, DUE, "sent"),
        ("paid", -500, DUE, "sent"),
    ],
)
def test_the_status_follows_from_payments_and_the_due_date(
    state: str, paid: int, today: date, shown: str
) -> None:
    assert derive_status(state, 10000, paid, DUE, today) == shown


@given(st.sampled_from(list(InvoiceStatus)), CENTS, st.integers(-(10**8), 10**8), DAYS, DAYS)
def test_deriving_twice_changes_nothing(
    state: InvoiceStatus, total: int, paid: int, due: date, today: date
) -> None:
    shown = derive_status(state, total, paid, due, today)
    assert derive_status(shown, total, paid, due, today) is shown
    if shown is InvoiceStatus.PAID:
        assert paid >= total


@given(CENTS, CENTS, CENTS)
def test_an_overpayment_is_split_without_losing_a_cent(
    total: int, before: int, amount: int
) -> None:
    applied = split_overpayment(total, before, amount)
    assert sum(applied) == amount
    assert min(applied) >= 0
    assert credit_from(total, before + amount) == credit_from(total, before) + applied.to_credit


def test_a_refund_is_not_split() -> None:
    with pytest.raises(ValueError):
        split_overpayment(100, 0, -1)


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (-5, "current"),
        (0, "current"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "90+"),
        (4000, "90+"),
    ],
)
def test_ageing_counts_days_past_due(late: int, bucket: str) -> None:
    assert ageing_bucket(DUE, DUE + timedelta(late)) == bucket


def test_buckets_have_labels_for_people() -> None:
    assert [bucket.label for bucket in AgeingBucket] == [
        *("Current", "1–30 days", "31–60 days", "61–90 days", "90+ days")
    ]


@given(st.integers(1000, 9999), st.integers(1, 10**6))
def test_numbers_read_back_and_sort_like_their_counters(year: int, counter: int) -> None:
    assert parse_number(next_number(year, counter)) == (year, counter)
    if counter < 99999:
        assert next_number(year, counter) < next_number(year, counter + 1)


def test_the_form_of_a_number() -> None:
    assert next_number(2026, 1) == "INV-2026-00001"
    assert next_number(2026, 123456) == "INV-2026-123456"
    assert parse_number("F-17") is None
    with pytest.raises(ValueError):
        next_number(2026, 0)

"""The return: accrual sums, the worksheet's arithmetic, and why the bases differ."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.gst import (
    IssuedInvoice,
    Receipt,
    ReceivedTax,
    accrual_summary,
    allocate_cash,
    cash_summary,
    reconcile,
    worksheet,
)
from cleaning_app.domain.invoices import InvoiceStatus

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
CENTS = st.integers(-(10**9), 10**9)


def invoice(
    issued_on: date = date(2026, 2, 1), status: str = "sent", tax: int = 500
) -> IssuedInvoice:
    return IssuedInvoice("INV-2026-00001", issued_on, status, tax * 20, 0, tax, tax * 21)


@st.composite
def paid_invoices(draw: st.DrawFn) -> tuple[IssuedInvoice, list[Receipt]]:
    issued = draw(st.dates(date(2025, 10, 1), date(2026, 6, 30)))
    one = invoice(issued, draw(st.sampled_from(list(InvoiceStatus))), draw(st.integers(0, 9999)))
    days = draw(st.lists(st.integers(-20, 200), max_size=4))
    moments = [datetime.combine(issued, time(), UTC) + timedelta(days=day) for day in days]
    amounts = draw(st.lists(st.integers(-90_000, 250_000), min_size=len(days), max_size=len(days)))
    rows = zip(moments, amounts, strict=True)
    return one, [Receipt(f"{n}", at, amount) for n, (at, amount) in enumerate(rows)]


def test_drafts_and_voids_are_no_sales() -> None:
    all_kinds = [invoice(status=status) for status in InvoiceStatus]
    assert accrual_summary(all_kinds, FIRST, LAST).invoices == 4
    assert accrual_summary(all_kinds, FIRST, LAST).tax == 2000


def test_the_first_and_the_last_day_count() -> None:
    days = [FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1)]
    assert accrual_summary([invoice(day) for day in days], FIRST, LAST).invoices == 2


def test_a_worksheet_worked_out() -> None:
    lines = worksheet(
        sales=207_825_42,
        tax_collected=10_320_37,
        input_tax_credits=784_35,
        instalments=1_500_00,
        added=10_00,
        deducted=25_00,
    )
    assert [(entry.line, entry.amount) for entry in lines] == [
        ("101", 20782542),
        ("103", 1032037),
        ("104", 1000),
        ("105", 1033037),
        ("106", 78435),
        ("107", 2500),
        ("108", 80935),
        ("109", 952102),
        ("110", 150000),
        ("113 A", 802102),
    ]


@given(CENTS, CENTS, CENTS, CENTS, CENTS, CENTS)
def test_the_lines_of_a_worksheet_tie(
    sales: int, tax: int, credits: int, paid: int, added: int, deducted: int
) -> None:
    lines = worksheet(
        sales=sales,
        tax_collected=tax,
        input_tax_credits=credits,
        instalments=paid,
        added=added,
        deducted=deducted,
    )
    at = {entry.line: entry.amount for entry in lines}
    assert at["105"] == at["103"] + at["104"]
    assert at["108"] == at["106"] + at["107"]
    assert at["109"] == at["105"] - at["108"]
    assert at["113 A"] == at["109"] - at["110"]


@given(st.lists(paid_invoices(), max_size=8))
def test_differences_sum_to_the_difference_of_the_two_bases(
    books: list[tuple[IssuedInvoice, list[Receipt]]],
) -> None:
    allocations = [allocate_cash(one.total, one.tax, rows) for one, rows in books]
    rows = [
        reconcile(
            one,
            ReceivedTax(
                sum(a.tax_cents for a in found if a.receipt.received_at < START),
                sum(a.tax_cents for a in found if START <= a.receipt.received_at < END),
            ),
            FIRST,
            LAST,
        )
        for (one, _), found in zip(books, allocations, strict=True)
    ]
    accrual = accrual_summary([one for one, _ in books], FIRST, LAST)
    cash = cash_summary([a for found in allocations for a in found], START, END)
    assert sum(row.difference for row in rows) == accrual.tax - cash.tax
    assert all((row.reason == "agrees") == (row.difference == 0) for row in rows)


@pytest.mark.parametrize(
    ("one", "received", "reason"),
    [
        (invoice(), ReceivedTax(0, 500), "agrees"),
        (invoice(), ReceivedTax(0, 0), "not paid by the end of the period"),
        (invoice(), ReceivedTax(0, 200), "paid in part by the end of the period"),
        (invoice(), ReceivedTax(100, 400), "paid in part before this period"),
        (invoice(), ReceivedTax(0, 0, given_back=-500), "refunded in this period"),
        (invoice(date(2025, 12, 9)), ReceivedTax(0, 500), "invoiced earlier, paid in this period"),
        (invoice(date(2026, 4, 2)), ReceivedTax(0, 100), "paid in this period, invoiced later"),
        (
            invoice(date(2025, 12, 9)),
            ReceivedTax(500, -500),
            "refund of an invoice of another period",
        ),
        (invoice(status="void"), ReceivedTax(0, 500), "received on a void invoice"),
        (invoice(status="draft"), ReceivedTax(0, 500), "received on a draft invoice"),
    ],
)
def test_every_difference_has_its_reason(
    one: IssuedInvoice, received: ReceivedTax, reason: str
) -> None:
    assert reconcile(one, received, FIRST, LAST).reason == reason

"""GST over random books: the database and the pure rules agree to the cent, in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cleaning_app.money import parse_cents
from cleaning_app.services import gst
from cleaning_app.services.listing import Query
from tests.services.money import random_books
from tests.services.money.opened_zip import opened, read

QUARTERS = [
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
]
WHOLE = (QUARTERS[0][0], QUARTERS[-1][1])
generated = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture
def unit_with(office):
    return random_books.unit_with(office)


@generated
@given(booked=random_books.books, zone=st.sampled_from(random_books.ZONES))
async def test_sums_and_rows_are_what_the_rules_say(unit_with, booked, zone):
    async def check(ctx):
        for first, last in [*QUARTERS, WHOLE]:
            wanted = random_books.expect(booked, first, last, ZoneInfo(zone))
            cash = await gst.summary(ctx, first, last, "cash")
            assert (cash.rows, cash.gross_cents, cash.collected_cents) == (
                wanted.cash.payments,
                wanted.cash.received,
                wanted.cash.tax,
            )
            sales = wanted.cash.received - wanted.cash.tax - wanted.provincial
            assert cash.sales_cents == sales
            accrual = await gst.summary(ctx, first, last, "accrual")
            assert (accrual.rows, accrual.sales_cents, accrual.collected_cents) == (
                wanted.accrual.invoices,
                wanted.accrual.sales - wanted.returned,
                wanted.accrual.tax,
            )
            assert accrual.gross_cents == wanted.accrual.total
            assert accrual.tax_cents == wanted.accrual.tax - wanted.credited
            page = await gst.taxed_payments(ctx, first, last, Query(limit=200))
            assert sum(row.tax_cents for row in page.rows) == wanted.cash.tax
            issued = await gst.taxed_invoices(ctx, first, last, Query(limit=200))
            assert sum(row.tax_cents for row in issued.rows) == wanted.accrual.tax

    await unit_with(booked, zone, check)


# A cent that only the sum of two payments carries, the first before the range.
CARRIED = random_books.BookedInvoice(
    "INV-2026-00001",
    date(2025, 12, 1),
    1_700_000_000,
    0,
    85_000_000,
    "sent",
    [
        random_books.BookedPayment(67, datetime(2025, 11, 1, tzinfo=UTC)),
        random_books.BookedPayment(7, datetime(2026, 3, 31, 2, 29, tzinfo=UTC)),
    ],
)


def one_invoice(issued_on: date, *payments: random_books.BookedPayment):
    """An invoice of $105.00 with these payments."""
    return (random_books.BookedInvoice("A-1", issued_on, 10000, 0, 500, "sent", list(payments)),)


MAY = datetime(2026, 5, 5, 18, tzinfo=UTC)
MARCH = datetime(2026, 3, 3, 18, tzinfo=UTC)
# The row entered later has the smaller id, so it counts first: money back before any came.
SAME_MOMENT = one_invoice(
    date(2026, 5, 1),
    random_books.BookedPayment(10500, MAY, id=UUID(int=2)),
    random_books.BookedPayment(-5000, MAY, id=UUID(int=1)),
)
REFUNDED_BEFORE = one_invoice(
    date(2026, 5, 1),
    random_books.BookedPayment(5000, MARCH),
    random_books.BookedPayment(-5000, MARCH + timedelta(days=1)),
)


@generated
@given(booked=random_books.books, zone=st.sampled_from(random_books.ZONES))
@example(booked=(CARRIED,), zone="America/Edmonton")
async def test_quarters_and_months_cut_time_without_loss_or_overlap(unit_with, booked, zone):
    async def check(ctx):
        for basis in gst.Basis:
            whole = await gst.summary(ctx, *WHOLE, basis)
            parts = [await gst.summary(ctx, *quarter, basis) for quarter in QUARTERS]
            months = await gst.by_month(ctx, *WHOLE, basis)
            assert sum(part.rows for part in parts) == whole.rows
            assert sum(part.gross_cents for part in parts) == whole.gross_cents
            assert sum(part.collected_cents for part in parts) == whole.collected_cents
            assert sum(part.tax_cents for part in parts) == whole.tax_cents
            assert sum(part.sales_cents for part in parts) == whole.sales_cents
            assert sum(month.collected_cents for month in months) == whole.collected_cents

    await unit_with(booked, zone, check)


@generated
@given(booked=random_books.books, zone=st.sampled_from(random_books.ZONES))
async def test_the_difference_of_the_bases_is_explained_to_the_cent(unit_with, booked, zone):
    async def check(ctx):
        for first, last in [*QUARTERS, WHOLE]:
            told = await gst.reconciliation(ctx, first, last)
            cash = await gst.summary(ctx, first, last, "cash")
            accrual = await gst.summary(ctx, first, last, "accrual")
            assert told.accrual_cents == accrual.tax_cents
            assert told.cash_cents == cash.collected_cents
            steps = sum(step.amount_cents for step in told.steps)
            assert told.accrual_cents + steps == told.cash_cents

    await unit_with(booked, zone, check)


@settings(generated, max_examples=10)
@given(
    booked=random_books.books,
    zone=st.sampled_from(random_books.ZONES),
    basis=st.sampled_from(list(gst.Basis)),
)
@example(booked=SAME_MOMENT, zone="UTC", basis=gst.Basis.CASH)
@example(booked=REFUNDED_BEFORE, zone="UTC", basis=gst.Basis.CASH)
async def test_an_export_adds_up_to_its_summary_and_to_the_pages(unit_with, booked, zone, basis):
    async def check(ctx):
        first, last = QUARTERS[1]
        found = opened(await read(gst.export(ctx, first, last, basis)))
        [summary] = found.rows("gst_summary.csv")
        wanted = random_books.expect(booked, first, last, ZoneInfo(zone))
        assert found.total("gst_payments.csv", "amount") == wanted.cash.received
        assert found.total("gst_payments.csv", "allocated_tax") == wanted.cash.tax
        page = await gst.taxed_payments(ctx, first, last, Query(limit=200))
        assert [
            (row["payment_id"], parse_cents(row["allocated_tax"]))
            for row in found.rows("gst_payments.csv")
        ] == [(str(row.id), row.tax_cents) for row in page.rows]
        if basis is gst.Basis.ACCRUAL:
            collected = found.total("gst_invoices.csv", "tax")
            bases = ("taxable", "exempt")
            sales = sum(found.total("gst_invoices.csv", column) for column in bases)
            if "gst_credit_notes.csv" in found.files:
                assert found.total("gst_credit_notes.csv", "tax") == wanted.credited
            collected -= wanted.credited
            sales -= wanted.returned
        else:
            collected = wanted.cash.tax
            sales = wanted.cash.received - collected - wanted.provincial
        assert parse_cents(summary["tax_collected"]) == collected
        assert parse_cents(summary["sales"]) == sales
        reconciled = [
            (row["invoice_number"], parse_cents(row["difference"]), row["reason"])
            for row in found.rows("reconciliation_accrual_cash.csv")
        ]
        assert reconciled == [(e.number, e.difference, e.reason) for e in wanted.reconciled]

    await unit_with(booked, zone, check)

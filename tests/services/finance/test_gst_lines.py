"""Every line of a GST return opens its rows, and they come to it, in any books and zone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaning_app.errors import Invalid
from cleaning_app.services import expenses, finance, gst, instalments
from cleaning_app.services.expenses import ExpenseInput
from cleaning_app.services.listing import Query
from tests.services.money import random_books
from tests.services.money.books import a_client, a_sent_invoice

SPANS = [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 1, 1), date(2026, 9, 30))]


@pytest.fixture
def unit_with(office):
    return random_books.unit_with(office)


def asked(line: str, basis: str, first: date, last: date) -> Query:
    given = {"figure": "gst", "line": line, "basis": basis, "from": str(first), "to": str(last)}
    return Query(filters=given, limit=200)


async def comes_to(ctx, line: str, basis: str, first: date, last: date) -> int:
    """The figure, once its rows are seen to add up to it."""
    query = asked(line, basis, first, last)
    figure = await finance.figure(ctx, query)
    page = await finance.rows(ctx, query)
    assert sum(row.cents for row in page.rows) == figure.cents
    assert len(page.rows) == figure.rows
    return figure.cents


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(booked=random_books.books, zone=st.sampled_from(random_books.ZONES))
async def test_each_line_and_each_step_is_the_sum_of_its_rows(unit_with, booked, zone):
    async def check(ctx):
        for first, last in SPANS:
            for basis in ("accrual", "cash"):
                found = await gst.summary(ctx, first, last, basis)
                for line in found.worksheet():
                    number = line.line.split()[0]
                    assert await comes_to(ctx, number, basis, first, last) == line.amount, line
                assert await comes_to(ctx, "tax", basis, first, last) == found.tax_cents
            told = await gst.reconciliation(ctx, first, last)
            for step in told.steps:
                query = asked(f"step.{step.key}", "accrual", first, last)
                figure = await finance.figure(ctx, query)
                assert (figure.cents, figure.rows) == (step.amount_cents, step.invoices), step
            steps = sum(step.amount_cents for step in told.steps)
            assert told.accrual_cents + steps == told.cash_cents

    await unit_with(booked, zone, check)


async def test_credits_and_instalments_are_taken_off_with_their_rows(ctx):
    today = ctx.today()
    first, last = today.replace(month=1, day=1), today
    await a_sent_invoice(ctx, await a_client(ctx))
    category = next(one.id for one in await expenses.categories(ctx))
    await expenses.create(ctx, ExpenseInput(today, category, "Janitorial Depot", 4200, 200))
    await instalments.create(ctx, due_on=today, amount_cents=100, paid_on=today)
    for line, cents in (("103", 500), ("106", 200), ("109", 300), ("110", 100), ("113", 200)):
        assert await comes_to(ctx, line, "accrual", first, last) == cents, line


async def test_a_line_nobody_has_is_refused(ctx):
    for line in ("", "102", "step.", "step.nothing", "tax.more"):
        with pytest.raises(Invalid, match="no such line"):
            await finance.figure(ctx, asked(line, "cash", *SPANS[0]))

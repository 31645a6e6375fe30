"""Profit and loss over random books: every figure is the sum of its rows, and nothing is lost."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaning_app.services import finance, gst
from cleaning_app.services.listing import Query
from tests.services.money import random_books

FIRST, LAST = date(2026, 1, 1), date(2026, 9, 30)
generated = settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture
def unit_with(office):
    return random_books.unit_with(office)


def of(line: str, basis: str, first: date, last: date) -> Query:
    """What a page asks for when a figure is opened."""
    filters = {"figure": "profit-loss", "line": line, "basis": basis}
    return Query(filters=filters | {"from": str(first), "to": str(last)}, limit=200)


@generated
@given(booked=random_books.books, zone=st.sampled_from(random_books.ZONES))
async def test_revenue_is_what_the_rules_say_on_both_bases(unit_with, booked, zone):
    async def check(ctx):
        wanted = random_books.expect(booked, FIRST, LAST, ZoneInfo(zone))
        cash = await finance.profit_loss(ctx, FIRST, LAST, "cash")
        assert sum(cash.revenue) + wanted.cash.tax + wanted.provincial == wanted.cash.received
        accrual = await finance.profit_loss(ctx, FIRST, LAST, "accrual")
        assert sum(accrual.revenue) == wanted.accrual.sales - wanted.returned
        for basis, found in (("cash", cash), ("accrual", accrual)):
            returned = await gst.summary(ctx, FIRST, LAST, basis)
            assert sum(found.revenue) == returned.sales_cents

    await unit_with(booked, zone, check)


@generated
@given(booked=random_books.books, zone=st.sampled_from(random_books.ZONES))
async def test_months_partition_the_span_and_each_cell_is_the_sum_of_its_rows(
    unit_with, booked, zone
):
    async def check(ctx):
        for basis in ("cash", "accrual"):
            found = await finance.profit_loss(ctx, FIRST, LAST, basis)
            whole = [finance.Part("all", FIRST, LAST)]
            at_once = await finance.profit_loss(ctx, FIRST, LAST, basis, whole)
            assert sum(found.net) == sum(at_once.net)
            for n, part in enumerate(found.parts):
                for line, cents in (("revenue", found.revenue), ("net", found.net)):
                    query = of(line, basis, part.first, part.last)
                    figure = await finance.figure(ctx, query)
                    page = await finance.rows(ctx, query)
                    assert figure.cents == cents[n] == sum(row.cents for row in page.rows)
                    assert figure.rows == page.total

    await unit_with(booked, zone, check)

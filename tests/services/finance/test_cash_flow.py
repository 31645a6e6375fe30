"""Cash flow over random books and a small company: every figure is the sum of its rows."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.services import expenses, finance
from cleaning_app.services.expenses import ExpenseInput
from cleaning_app.services.finance import ageing
from cleaning_app.services.listing import Query
from tests.services.finance.test_profit_loss import generated, unit_with
from tests.services.money import random_books
from tests.services.money.books import a_booking, a_client, a_sent_invoice, at, pay

__all__ = ["unit_with"]

FIRST, LAST = date(2026, 1, 1), date(2026, 9, 30)


def asked(figure: str, line: str, first: date, last: date) -> Query:
    filters = {"figure": figure, "line": line, "from": str(first), "to": str(last)}
    return Query(filters=filters, limit=200)


@generated
@given(booked=random_books.books, zone=st.sampled_from(random_books.ZONES))
async def test_money_in_is_what_succeeded_and_every_part_the_sum_of_its_rows(
    unit_with, booked, zone
):
    async def check(ctx):
        wanted = random_books.expect(booked, FIRST, LAST, ZoneInfo(zone))
        found = await finance.cash_flow(ctx, FIRST, LAST)
        assert sum(found.sums("in")) == wanted.cash.received
        assert found.running()[-1] == sum(found.net)
        for part, cents in zip(found.parts, found.net, strict=True):
            query = asked("cash", "net", part.first, part.last)
            page = await finance.rows(ctx, query)
            assert (await finance.figure(ctx, query)).cents == cents
            assert sum(row.cents for row in page.rows) == cents

    await unit_with(booked, zone, check)


async def test_a_forecast_follows_the_clients_habit_and_opens_down_to_its_rows(office):
    async with office.unit() as ctx:
        client = await a_client(ctx)
        today = ctx.today()
        for weeks in (30, 20, 10):
            issued = today - timedelta(weeks=weeks)
            paid = issued + timedelta(days=12)
            invoice = await a_sent_invoice(ctx, client, issued_on=issued)
            await pay(ctx, invoice, 10500, at(paid.year, paid.month, paid.day))
        await a_sent_invoice(ctx, client, issued_on=today)
        await a_sent_invoice(ctx, client, issued_on=today - timedelta(days=120))
        await a_booking(ctx, client, price=20000)
        await a_booking(ctx, client, price=10000, status="confirmed")
        last = finance.horizon(today)
        found = await finance.forecast(ctx, last)
        assert sum(one.entry.cents for one in found.expected if one.line == "booked") == 31500
        due = {one.line: one.entry for one in found.expected if one.section == "in"}
        assert due["owed"].day == today + timedelta(days=12)
        assert due["owed"].cents == 10500
        assert due["booked"].day == today + timedelta(days=13)
        assert (found.doubtful_cents, found.doubtful_invoices, found.usual_days) == (10500, 1, 12)
        parts = finance.cut(today, today, last)[1]
        summed = finance.in_parts(found, parts)
        assert sum(summed.sums("in")) == 42000
        for part, cents in zip(parts, summed.sums("in"), strict=True):
            query = asked("cash-forecast", "in", part.first, part.last)
            page = await finance.rows(ctx, query)
            assert sum(row.cents for row in page.rows) == cents
            assert (await finance.figure(ctx, query)).cents == cents


async def test_forecast_and_receivables_say_the_same_of_how_long_a_client_takes(ctx):
    client, today = await a_client(ctx), ctx.today()
    for ago, took in ((600, 40), (550, 45), (500, 40), (90, 45), (60, 10), (50, 10), (40, 10)):
        issued = today - timedelta(days=ago)
        paid = issued + timedelta(days=took)
        invoice = await a_sent_invoice(ctx, client, issued_on=issued)
        await pay(ctx, invoice, 10500, at(paid.year, paid.month, paid.day))
    await a_sent_invoice(ctx, client, issued_on=today)
    [owing] = (await ageing.by_client(ctx, today, Query())).rows
    found = await finance.forecast(ctx, finance.horizon(today))
    [owed] = [one.entry for one in found.expected if one.line == "owed"]
    assert owing.usual_days == (owed.day - today).days == 40


async def test_what_comes_back_and_what_is_due_goes_out(office):
    async with office.unit() as ctx:
        today = ctx.today()
        [rent, *_] = await expenses.categories(ctx)
        start = today - timedelta(days=28)
        await expenses.recurring.create(
            ctx,
            expenses.recurring.RecurringInput(
                ExpenseInput(start, rent.id, "Landlord", 100000, 0), "week"
            ),
        )
        await expenses.create(ctx, ExpenseInput(today, rent.id, "Once", 8400, 0))
        found = await finance.forecast(ctx, today + timedelta(days=14))
        lines = {
            line: [one.entry for one in found.expected if one.line == line]
            for line in ("recurring", "other")
        }
        assert [one.cents for one in lines["recurring"]] == [-100000, -100000]
        assert sum(one.cents for one in lines["other"]) == -1400
        cash = await finance.cash_flow(ctx, start, today)
        assert sum(cash.sums("out")) == 508400

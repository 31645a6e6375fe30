"""Budgets: what was spent beside what may be, to the edges of months in the company's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import attention, expenses
from cleaning_app.services.expenses import ExpenseInput, budgets
from cleaning_app.services.listing import Query

NOVEMBER = date(2026, 11, 20)


async def ids(ctx) -> dict:
    return {one.key: one.id for one in await expenses.categories(ctx)}


async def spend(ctx, key: str, day: date, total: int, tax: int = 0):
    given = ExpenseInput(day, (await ids(ctx))[key], "Shop", total, tax)
    return await expenses.create(ctx, given)


async def line(ctx, day: date, key: str, span: str = "month") -> budgets.BudgetLine:
    category = (await ids(ctx))[key]
    found = await budgets.report(ctx, day)
    return next(one for one in found if (one.category_id, one.span) == (category, span))


async def test_spent_is_what_it_cost_without_the_gst_that_comes_back(ctx):
    held = await ids(ctx)
    await budgets.put(ctx, held["meals"], "month", NOVEMBER, 100_00)
    await spend(ctx, "meals", date(2026, 11, 2), 105_00, 5_00)
    found = await line(ctx, NOVEMBER, "meals")
    assert (found.spent_cents, found.left_cents, found.is_over) == (102_50, -2_50, True)
    rows = (await expenses.find(ctx, Query(filters={"month": "2026-11"}))).rows
    assert sum(row.total_cents - row.claimable_cents for row in rows) == found.spent_cents
    [total] = await expenses.totals(ctx, Query(filters={"month": "2026-11"}))
    assert total.cost_cents == found.spent_cents


async def test_a_months_edges_are_days_of_the_company(office):
    # 23:40 on 30 November in Edmonton; in UTC it is December already.
    office.clock.advance(datetime(2026, 12, 1, 6, 40, tzinfo=UTC) - office.clock.now())
    async with office.unit() as ctx:
        held = await ids(ctx)
        await budgets.put(ctx, held["fuel"], "month", ctx.today(), 50_00)
        for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30)):
            await spend(ctx, "fuel", day, 30_00)
        assert await budgets.over(ctx) == 1
        assert (await attention.waiting(ctx)).over_budget == 1
        found = await line(ctx, ctx.today(), "fuel")
        assert (found.first, found.last) == (date(2026, 11, 1), date(2026, 11, 30))
        assert (found.spent_cents, found.expenses) == (60_00, 2)
    office.clock.advance(datetime(2026, 12, 1, 7, 0, tzinfo=UTC) - office.clock.now())
    async with office.unit() as ctx:
        assert await budgets.over(ctx) == 0
        assert (await line(ctx, ctx.today(), "fuel")).spent_cents == 0


async def test_a_year_counts_what_came_before_this_month(ctx):
    held = await ids(ctx)
    await budgets.put(ctx, held["equipment"], "year", NOVEMBER, 1000_00)
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 20)):
        await spend(ctx, "equipment", day, 400_00)
    assert (await line(ctx, NOVEMBER, "equipment", "year")).spent_cents == 800_00
    assert (await line(ctx, date(2026, 3, 1), "equipment", "year")).spent_cents == 400_00


async def test_what_has_no_budget_is_shown_too_and_the_page_ties_to_the_list(ctx):
    await budgets.put(ctx, (await ids(ctx))["fuel"], "month", NOVEMBER, 10_00)
    await spend(ctx, "fuel", date(2026, 11, 3), 21_00, 1_00)
    await spend(ctx, "supplies", date(2026, 11, 4), 42_00, 2_00)
    found = await budgets.report(ctx, NOVEMBER)
    assert [(one.category_id, one.span) for one in found] == [
        ((await ids(ctx))["fuel"], "month"), ((await ids(ctx))["supplies"], ""),
    ]  # fmt: skip
    listed = await expenses.totals(ctx, Query(filters={"month": "2026-11"}))
    assert sum(o.spent_cents for o in found) == sum(o.cost_cents for o in listed)


async def test_a_budget_is_changed_from_a_month_on_and_taken_back(ctx):
    fuel = (await ids(ctx))["fuel"]
    first = await budgets.put(ctx, fuel, "month", date(2026, 1, 15), 10_00)
    assert first.before_cents is None
    again = await budgets.put(ctx, fuel, "month", date(2026, 1, 1), 20_00)
    assert (again.id, again.before_cents) == (first.id, 10_00)
    await budgets.put(ctx, fuel, "month", date(2026, 6, 1), 30_00)
    held = [(await line(ctx, date(2026, m, 1), "fuel")).budget_cents for m in (1, 5, 6)]
    assert held == [20_00, 20_00, 30_00]
    await budgets.put_back(ctx, again)
    assert (await line(ctx, date(2026, 5, 1), "fuel")).budget_cents == 10_00
    await budgets.put_back(ctx, first)
    assert await budgets.report(ctx, date(2026, 5, 1)) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"span": "week"}, "span"),
        ({"amount_cents": -1}, "amount_cents"),
        ({"from_on": date(1, 1, 1)}, "from_on"),
        ({"category_id": uuid4()}, "category_id"),
    ],
)
async def test_a_wrong_budget_is_refused(ctx, wrong, field):
    good = {"category_id": (await ids(ctx))["fuel"], "span": "month", "from_on": NOVEMBER}
    with pytest.raises(Invalid) as refused:
        await budgets.put(ctx, **(good | {"amount_cents": 1} | wrong))
    assert [problem.field for problem in refused.value.errors] == [field]


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_budgets_are_for_finance_only(office, role):
    async with office.unit(role) as ctx:
        for deed in (
            budgets.report(ctx, NOVEMBER),
            budgets.put(ctx, uuid4(), "month", NOVEMBER, 1),
            budgets.put_back(ctx, budgets.Change(uuid4(), None)),
        ):
            with pytest.raises(Forbidden):
                await deed
        if ctx.can("core.view"):
            assert (await attention.waiting(ctx)).over_budget == 0

"""Expenses and GST instalments: entering, changing, removing, adding up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from cleaning_app.services import expenses, instalments
from cleaning_app.services.expenses import ExpenseInput
from cleaning_app.services.listing import Query
from tests.services.money.books import audited


async def fuel(ctx, **changes) -> ExpenseInput:
    category = {entry.key: entry.id for entry in await expenses.categories(ctx)}["fuel"]
    given = ExpenseInput(date(2026, 3, 31), category, "Petro-Canada", 10500, 500)
    return replace(given, **changes)


async def test_an_expense_is_entered_changed_removed_and_restored(office):
    async with office.unit("accountant") as ctx:
        made = await expenses.create(ctx, await fuel(ctx))
        found = await expenses.get(ctx, made)
        assert (found.net_cents, found.category, found.deleted) == (10000, "Fuel", False)
        await expenses.update(ctx, made, await fuel(ctx, total_cents=21000), version=found.version)
        with pytest.raises(PreconditionFailed):
            await expenses.delete(ctx, made, version=found.version)
        await expenses.delete(ctx, made)
        assert (await expenses.find(ctx, Query())).rows == []
        assert (await expenses.find(ctx, Query(filters={"deleted": "yes"}))).rows[0].id == made
        with pytest.raises(Conflict):
            await expenses.update(ctx, made, await fuel(ctx))
        with pytest.raises(Conflict):
            await expenses.delete(ctx, made)
        await expenses.restore(ctx, made)
        with pytest.raises(Conflict):
            await expenses.restore(ctx, made)
    async with office.unit() as ctx:
        found = await expenses.get(ctx, made)
        assert (found.total_cents, found.version, found.deleted) == (21000, 4, False)
        wanted = "expense.create expense.update expense.delete expense.restore"
        assert (await audited(ctx))[-4:] == wanted.split()


async def test_totals_by_category_follow_the_same_filters_as_the_list(ctx):
    meals = await expenses.add_category(ctx, "Team lunches", 50)
    for day, cents in ((1, 10500), (2, 2100), (31, 4200)):
        await expenses.create(
            ctx, await fuel(ctx, occurred_on=date(2026, 3, day), total_cents=cents, tax_cents=100)
        )
    await expenses.create(ctx, await fuel(ctx, category_id=meals, total_cents=50000))
    query = Query(filters={"from": "2026-03-02", "to": "2026-03-31"})
    found = await expenses.totals(ctx, query)
    assert [(e.category, e.expenses, e.total_cents) for e in found] == [
        ("Team lunches", 1, 50000),
        ("Fuel", 2, 6300),
    ]
    listed = await expenses.find(ctx, query)
    assert sum(row.total_cents for row in listed.rows) == sum(e.total_cents for e in found)
    only = Query(search="petro", filters={"category_id": str(meals)})
    assert [e.expenses for e in await expenses.totals(ctx, only)] == [1]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"vendor": " "}, "vendor"),
        ({"total_cents": 0}, "total_cents"),
        ({"total_cents": 10**12}, "total_cents"),
        ({"tax_cents": -1}, "tax_cents"),
        ({"tax_cents": 10501}, "tax_cents"),
        ({"occurred_on": date(2026, 11, 24)}, "occurred_on"),
        ({"occurred_on": date(26, 1, 1)}, "occurred_on"),
        ({"category_id": uuid4()}, "category_id"),
        ({"description": "x" * 501}, "description"),
        ({"supplier_gst_number": "12345 RT 1"}, "supplier_gst_number"),
    ],
)
async def test_a_wrong_field_is_named(ctx, wrong, field):
    with pytest.raises(Invalid) as refused:
        await expenses.create(ctx, await fuel(ctx, **wrong))
    assert [problem.field for problem in refused.value.errors] == [field]


async def test_a_suppliers_refund_is_negative(ctx):
    made = await expenses.create(ctx, await fuel(ctx, total_cents=-10500, tax_cents=-500))
    assert (await expenses.get(ctx, made)).net_cents == -10000


async def test_a_category_is_added_once(ctx):
    await expenses.add_category(ctx, "Vehicle lease")
    with pytest.raises(Conflict):
        await expenses.add_category(ctx, "Vehicle Lease!")
    with pytest.raises(Invalid):
        await expenses.add_category(ctx, "½", 101)


async def test_instalments_are_due_then_late_then_paid(ctx):
    late = await instalments.create(ctx, due_on=date(2026, 10, 31), amount_cents=150000)
    await instalments.create(ctx, due_on=date(2027, 1, 31), amount_cents=150000, note="Q4")
    assert [row.status for row in await instalments.every(ctx)] == ["due", "overdue"]
    await instalments.mark_paid(ctx, late, date(2026, 11, 2))
    row = (await instalments.every(ctx))[1]
    assert (row.status, row.paid_on) == ("paid", date(2026, 11, 2))
    with pytest.raises(Conflict):
        await instalments.mark_paid(ctx, late)
    with pytest.raises(NotFound):
        await instalments.mark_paid(ctx, uuid4())


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_cents": 0},
        {"due_on": date(1, 1, 1)},
        {"paid_on": date(2026, 11, 24)},
        {"note": "x" * 501},
        {"tax_type": ""},
    ],
)
async def test_a_wrong_instalment_is_refused(ctx, wrong):
    with pytest.raises(Invalid):
        await instalments.create(
            ctx, **({"due_on": date(2026, 4, 30), "amount_cents": 150000} | wrong)
        )


async def test_one_instalment_a_day(office):
    async with office.unit() as ctx:
        await instalments.create(ctx, due_on=date(2026, 4, 30), amount_cents=150000)
    with pytest.raises(Conflict, match="already an instalment"):
        async with office.unit() as ctx:
            await instalments.create(ctx, due_on=date(2026, 4, 30), amount_cents=1)


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_spending_is_for_finance_only(office, role):
    async with office.unit() as ctx:
        given = await fuel(ctx)
    async with office.unit(role) as ctx:
        for deed in (
            expenses.find(ctx, Query()),
            expenses.totals(ctx, Query()),
            expenses.categories(ctx),
            expenses.add_category(ctx, "x"),
            expenses.get(ctx, uuid4()),
            expenses.create(ctx, given),
            expenses.update(ctx, uuid4(), given),
            expenses.delete(ctx, uuid4()),
            expenses.restore(ctx, uuid4()),
            expenses.recategorise(ctx, {uuid4(): [uuid4()]}),
            expenses.vendors(ctx),
            expenses.last_of(ctx, "x"),
            instalments.every(ctx),
            instalments.create(ctx, due_on=date(2026, 4, 30), amount_cents=1),
            instalments.mark_paid(ctx, uuid4()),
        ):
            with pytest.raises(Forbidden):
                await deed

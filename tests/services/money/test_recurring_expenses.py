"""Recurring expenses are entered on their days, once, whoever runs and however late."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cleaning_app.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from cleaning_app.services import banking, expenses, gst
from cleaning_app.services.expenses import ExpenseInput, recurring
from cleaning_app.services.expenses.recurring import RecurringInput
from cleaning_app.services.listing import Query
from tests.services.money.books import audited

# The clock of the tests stands on Monday, 23 November 2026.


async def rent(ctx, first: date = date(2026, 9, 1), **more) -> RecurringInput:
    category = {one.key: one.id for one in await expenses.categories(ctx)}["other"]
    given = ExpenseInput(first, category, "Storage unit 14", 210_00, 10_00)
    return replace(RecurringInput(given, "month"), **more)


async def entered(ctx, rule_id=None) -> list[date]:
    filters = {"recurring_id": str(rule_id)} if rule_id else {}
    found = await expenses.find(ctx, Query(sort="occurred_on", filters=filters))
    return [row.occurred_on for row in found.rows]


async def run(office) -> int:
    async with office.unit() as ctx:
        found = await recurring.due(ctx)
    total = 0
    for rule_id in found:
        async with office.unit() as ctx:
            total += (await recurring.enter_due(ctx, rule_id))["entered"]
    return total


async def test_what_has_fallen_due_is_entered_at_once_and_the_rest_by_the_job(office):
    async with office.unit() as ctx:
        made = await recurring.create(ctx, await rent(ctx))
        assert await entered(ctx, made) == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
        found = await recurring.get(ctx, made)
        assert (found.next_on, found.status, found.entered) == (date(2026, 12, 1), "running", 3)
        [total] = await expenses.totals(ctx, Query())
        assert (total.total_cents, total.claimable_cents) == (630_00, 30_00)
    assert await run(office) == 0
    # 23:30 on 30 November in Edmonton, then an hour later.
    office.clock.advance(datetime(2026, 12, 1, 6, 30, tzinfo=UTC) - office.clock.now())
    assert await run(office) == 0
    office.clock.advance(timedelta(hours=1))
    assert await run(office) == 1
    assert await run(office) == 0
    office.clock.advance(timedelta(days=95))
    assert await run(office) == 3


async def test_two_runners_at_once_enter_nothing_twice(office):
    async with office.unit() as ctx:
        made = await recurring.create(ctx, await rent(ctx, date(2026, 11, 24), every="week"))
    office.clock.advance(timedelta(days=30))

    async def once() -> int:
        async with office.unit() as ctx:
            return (await recurring.enter_due(ctx, made))["entered"]

    done = await asyncio.gather(*(once() for _ in range(6)))
    assert sorted(done) == [0, 0, 0, 0, 0, 5]
    async with office.unit() as ctx:
        assert len(await entered(ctx, made)) == 5


async def test_one_that_was_removed_by_hand_does_not_come_back(office):
    async with office.unit() as ctx:
        made = await recurring.create(ctx, await rent(ctx, date(2026, 11, 23)))
        [row] = (await expenses.find(ctx, Query())).rows
        await expenses.delete(ctx, row.id)
        await recurring.update(ctx, made, await rent(ctx, date(2026, 11, 23), every="week"))
        assert await entered(ctx) == []


async def test_a_pause_lets_its_days_pass(office):
    async with office.unit() as ctx:
        made = await recurring.create(ctx, await rent(ctx, date(2026, 11, 1)))
        await recurring.pause(ctx, made)
        assert (await recurring.get(ctx, made)).status == "paused"
    office.clock.advance(timedelta(days=39))  # 1 January
    assert await run(office) == 0
    async with office.unit() as ctx:
        await recurring.resume(ctx, made)
        assert await entered(ctx, made) == [date(2026, 11, 1), date(2027, 1, 1)]


async def test_it_ends_on_its_last_day(office):
    async with office.unit() as ctx:
        made = await recurring.create(ctx, await rent(ctx, ends_on=date(2026, 12, 1)))
        assert (await recurring.get(ctx, made)).next_on == date(2026, 12, 1)
    office.clock.advance(timedelta(days=70))
    assert await run(office) == 1
    async with office.unit() as ctx:
        assert await recurring.due(ctx) == []
        found = await recurring.get(ctx, made)
        assert (found.next_on, found.status, found.entered) == (None, "ended", 4)


async def test_a_change_holds_from_now_on(office):
    async with office.unit() as ctx:
        made = await recurring.create(ctx, await rent(ctx))
        given = await rent(ctx)
        given = replace(given, expense=replace(given.expense, total_cents=315_00, tax_cents=15_00))
        version = (await recurring.get(ctx, made)).version
        await recurring.update(ctx, made, given, version=version)
        with pytest.raises(PreconditionFailed):
            await recurring.update(ctx, made, given, version=version)
    office.clock.advance(timedelta(days=10))
    assert await run(office) == 1
    async with office.unit() as ctx:
        rows = (await expenses.find(ctx, Query(sort="occurred_on"))).rows
        assert [row.total_cents for row in rows] == [210_00, 210_00, 210_00, 315_00]


async def test_making_one_is_taken_back_with_what_it_entered(office):
    async with office.unit() as ctx:
        made = await recurring.create(ctx, await rent(ctx))
        await recurring.remove(ctx, made, with_expenses=True)
        assert (await recurring.every(ctx), await entered(ctx)) == ([], [])
        kept = await recurring.create(ctx, await rent(ctx))
        await recurring.remove(ctx, kept)
        assert len(await entered(ctx)) == 3
        await recurring.restore(ctx, kept)
        assert len(await entered(ctx)) == 3
    async with office.unit() as ctx:
        assert "recurring_expense.remove" in await audited(ctx)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"every": "day"}, "every"),
        ({"ends_on": date(2026, 8, 31)}, "ends_on"),
        ({"first": date(2025, 11, 1)}, "occurred_on"),
        ({"first": date(3000, 11, 1)}, "occurred_on"),
    ],
)
async def test_a_wrong_rule_is_refused(ctx, wrong, field):
    with pytest.raises(Invalid) as refused:
        await recurring.create(ctx, await rent(ctx, **wrong))
    assert [problem.field for problem in refused.value.errors] == [field]


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_recurring_expenses_are_for_finance_only(office, role):
    async with office.unit() as ctx:
        given = await rent(ctx)
    async with office.unit(role) as ctx:
        for deed in (
            recurring.every(ctx),
            recurring.get(ctx, uuid4()),
            recurring.create(ctx, given),
            recurring.update(ctx, uuid4(), given),
            recurring.pause(ctx, uuid4()),
            recurring.resume(ctx, uuid4()),
            recurring.remove(ctx, uuid4()),
            recurring.restore(ctx, uuid4()),
            recurring.due(ctx),
            recurring.enter_due(ctx, uuid4()),
        ):
            with pytest.raises(Forbidden):
                await deed


async def test_another_companys_rule_does_not_exist(new_office):
    mine, theirs = await new_office(), await new_office("Other")
    async with mine.unit() as ctx:
        made = await recurring.create(ctx, await rent(ctx))
    async with theirs.unit() as ctx:
        for deed in (recurring.pause(ctx, made), recurring.enter_due(ctx, made)):
            with pytest.raises(NotFound):
                await deed


async def test_days_of_a_filed_return_are_let_pass(office):
    async with office.unit() as ctx:
        await gst.file(ctx, date(2026, 7, 1), date(2026, 9, 30))
        made = await recurring.create(ctx, await rent(ctx))
        assert await entered(ctx, made) == [date(2026, 10, 1), date(2026, 11, 1)]
        data = b"Date,Description,Amount\n2026-09-30,SHELL,-50.00\n2026-10-01,SHELL,-50.00\n"
        found = await banking.preview(ctx, data)
        assert [one.kind for one in found.lines] == ["other", "new"]

"""A bank's file becomes expenses once: guessed, linked, taken twice without harm, taken back."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.services import banking, expenses, imports
from cleaning_app.services.banking import Choice, Settings
from cleaning_app.services.expenses import ExpenseInput, receipts
from cleaning_app.services.listing import Query
from tests.domain.test_papers import PDF
from tests.services.money.books import audited

FILES = Path(__file__).parents[2] / "data" / "bank"
TD = (FILES / "td.csv").read_bytes()
RBC = (FILES / "rbc.csv").read_bytes()


async def ids(ctx) -> dict:
    return {one.key: one.id for one in await expenses.categories(ctx)}


async def kinds(ctx, data: bytes, settings: Settings | None = None) -> list[tuple[str, str]]:
    found = await banking.preview(ctx, data, settings)
    return [(one.line.payee, one.kind) for one in found.lines]


async def choices(ctx, data: bytes, **more) -> dict[int, Choice]:
    """Every new line as guessed, or under other."""
    found, other = await banking.preview(ctx, data), (await ids(ctx))["other"]
    return {
        one.line.row: Choice(
            one.guess.category_id or other, one.guess.vendor, one.guess.has_gst, **more
        )
        for one in found.of("new")
    }


async def take(ctx, data: bytes, linking: tuple[int, ...] = (), **more) -> banking.Applied:
    chosen = await choices(ctx, data, **more)
    return await banking.apply(ctx, data, "td.csv", Settings(), chosen, linking)


async def listed(ctx) -> list[tuple]:
    rows = (await expenses.find(ctx, Query(sort="occurred_on"))).rows
    return [
        (row.occurred_on.day, row.vendor, row.category, row.total_cents, row.tax_cents)
        for row in rows
    ]


async def test_lines_become_expenses_under_guessed_categories(ctx):
    found = await banking.preview(ctx, TD)
    assert [(one.line.payee, one.kind) for one in found.lines] == [
        ("STAPLES", "new"), ("MONTHLY ACCOUNT FEE", "new"), ("E-TRANSFER", "in"),
        ("TIM HORTONS", "new"), ("TIM HORTONS", "new"),
    ]  # fmt: skip
    done = await take(ctx, TD)
    assert (done.entered, done.linked, done.learnt) == (4, 0, 0)
    # Fees bear no GST, and a line that stands twice is two coffees.
    assert await listed(ctx) == [
        (2, "Staples", "Supplies", 64_05, 3_05), (15, "Monthly Account Fee", "Other", 16_95, 0),
        (16, "Tim Hortons", "Meals", 8_40, 40), (16, "Tim Hortons", "Meals", 8_40, 40),
    ]  # fmt: skip


async def test_the_same_file_again_and_one_that_overlaps_do_nothing_twice(office):
    async with office.unit() as ctx:
        again = await choices(ctx, TD)
        await take(ctx, TD)
    async with office.unit() as ctx:
        assert {kind for _, kind in await kinds(ctx, TD)} == {"before", "in"}
        nothing = await banking.apply(ctx, TD, "td.csv", Settings(), again, ())
        assert nothing == banking.Applied(None, 0, 0, 0)
        longer = b"11/01/2026,SHELL C0117 EDMONTON AB,50.00,,1\n" + TD
        assert [kind for _, kind in await kinds(ctx, longer)].count("new") == 1
        assert (await take(ctx, longer)).entered == 1
        assert len(await listed(ctx)) == 5


async def test_what_was_entered_by_hand_is_linked_and_not_entered_again(ctx):
    held = await ids(ctx)
    given = ExpenseInput(date(2026, 10, 31), held["fuel"], "Petro-Canada", 87_83, 4_18)
    by_hand = await expenses.create(ctx, given)
    found = await banking.preview(ctx, RBC)
    [line] = found.of("linked")
    assert (line.line.row, line.expense.id) == (2, by_hand)
    done = await take(ctx, RBC, linking=(2,))
    assert (done.entered, done.linked) == (2, 1)
    assert len(await listed(ctx)) == 3
    assert [kind for _, kind in await kinds(ctx, RBC)] == ["before", "before", "in", "before"]


async def test_a_likeness_may_be_entered_as_new_all_the_same(ctx):
    held = await ids(ctx)
    await expenses.create(ctx, ExpenseInput(date(2026, 11, 2), held["fuel"], "Petro", 87_83, 0))
    choice = Choice(held["fuel"], "Petro-Canada", as_new=True)
    done = await banking.apply(ctx, RBC, "rbc.csv", Settings(), {2: choice}, (2,))
    assert (done.entered, done.linked, len(await listed(ctx))) == (1, 0, 2)


async def test_the_offices_choice_is_learnt_and_forgotten(ctx):
    held = await ids(ctx)
    choice = Choice(held["advertising"], "Staples Print", has_gst=False, always=True)
    done = await banking.apply(ctx, TD, "td.csv", Settings(), {1: choice}, ())
    assert done.learnt == 1
    [rule] = await banking.rules.every(ctx)
    assert (rule.contains, rule.category, rule.vendor) == (
        "STAPLES",
        "Advertising",
        "Staples Print",
    )
    next_month = b"12/02/2025,STAPLES #204 CALGARY AB,10.50,,1\n"
    [line] = (await banking.preview(ctx, next_month)).of("new")
    assert (line.guess.category_id, line.guess.has_gst, line.guess.why) == (
        held["advertising"], False, "rule",
    )  # fmt: skip
    was = await banking.rules.forget(ctx, rule.id)
    [line] = (await banking.preview(ctx, next_month)).of("new")
    assert line.guess.why == "before"
    await banking.rules.learn(ctx, was.contains, was.category_id, was.vendor, has_gst=was.has_gst)
    assert len(await banking.rules.every(ctx)) == 1
    with pytest.raises(Invalid):
        await banking.rules.learn(ctx, "ab", held["fuel"])


async def test_a_batch_is_taken_back_unless_somebody_worked_on_it(office):
    async with office.unit("accountant") as ctx:
        held = await ids(ctx)
        await expenses.create(ctx, ExpenseInput(date(2026, 11, 3), held["fuel"], "Petro", 87_83, 0))
        done = await take(ctx, RBC, linking=(2,))
    async with office.unit("accountant") as ctx:
        [batch] = await imports.list_batches(ctx, dataset="bank")
        assert (batch.id, batch.filename) == (done.batch_id, "td.csv")
        undone = await imports.undo(ctx, done.batch_id)
        assert undone.removed == 3
        assert [row[1] for row in await listed(ctx)] == ["Petro"]
        assert [kind for _, kind in await kinds(ctx, RBC)].count("before") == 0
        again = await take(ctx, RBC)
    async with office.unit() as ctx:
        made = (await expenses.find(ctx, Query(search="Northern Tel"))).rows[0]
    await receipts.take(office.identity, PDF, "x.pdf", expense_id=made.id, clock=office.clock)
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="worked on"):
            await imports.undo(ctx, again.batch_id)
        assert "import.undo" in await audited(ctx)


async def test_two_at_once_enter_it_once(office):
    async def once() -> int | str:
        try:
            async with office.unit() as ctx:
                return (await take(ctx, TD)).entered
        except Conflict as refused:
            return refused.detail

    results = await asyncio.gather(*(once() for _ in range(4)))
    async with office.unit() as ctx:
        assert len(await listed(ctx)) == 4
    assert results.count(4) == 1
    assert all(one in (0, 4) or "Another import" in str(one) for one in results)


async def test_nothing_is_kept_when_one_line_is_refused(office):
    with pytest.raises(Invalid, match="Row 2"):
        async with office.unit() as ctx:
            chosen = await choices(ctx, TD)
            chosen[2] = Choice(held := ctx.org.id, "No such category")
            assert held
            await banking.apply(ctx, TD, "td.csv", Settings(), chosen, ())
    async with office.unit() as ctx:
        assert await listed(ctx) == []
        assert await imports.list_batches(ctx, dataset="bank") == []


async def test_a_card_that_writes_purchases_without_a_minus_is_turned_round(ctx):
    card = b"Date,Description,Amount\n2026-11-02,SHELL,50.00\n2026-11-09,PAYMENT,-500.00\n"
    assert [kind for _, kind in await kinds(ctx, card)] == ["in", "new"]
    assert [kind for _, kind in await kinds(ctx, card, Settings(turned=True))] == ["new", "in"]


async def test_days_that_can_be_read_both_ways_are_read_as_asked(ctx):
    data = b"Date,Description,Amount\n03/04/2026,SHELL,-50.00\n"
    for day_first, read in ((None, date(2026, 3, 4)), (True, date(2026, 4, 3))):
        found = await banking.preview(ctx, data, Settings(day_first=day_first))
        assert (found.day_first, found.lines[0].line.posted_on) == (None, read)


async def test_columns_nobody_knows_are_known_by_content_or_chosen_by_hand(ctx):
    data = b"When,What,Before,After\n2026-03-04,SHELL,-50.00,1000.00\n"
    [line] = (await banking.preview(ctx, data)).lines
    assert (line.paid_cents, line.line.description) == (50_00, "SHELL")
    found = await banking.preview(ctx, data, Settings({"amount": "Column 4"}))
    assert found.lines[0].line.amount_cents == 1000_00
    with pytest.raises(Invalid):
        await banking.preview(ctx, data, Settings({"amount": ""}))
    with pytest.raises(Invalid):
        await banking.preview(ctx, data, Settings({"date": "No such column"}))


async def test_what_leaves_for_elsewhere_or_has_not_come_is_not_offered(ctx):
    data = (
        b"Date,Description,Amount\n2026-11-02,PAYROLL DEP,-5000.00\n2026-11-03,RECEIVER GENERAL,-850.00\n"
        b"2026-12-24,SHELL,-50.00\n"
    )
    assert {kind for _, kind in await kinds(ctx, data)} == {"other"}


async def test_another_companys_lines_and_batches_are_not_there(new_office):
    mine, theirs = await new_office(), await new_office("Other")
    async with mine.unit() as ctx:
        done = await take(ctx, TD)
    async with theirs.unit() as ctx:
        with pytest.raises(NotFound):
            await imports.undo(ctx, done.batch_id)
        assert (await take(ctx, TD)).entered == 4


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_bank_files_are_for_finance_only(office, role):
    async with office.unit(role) as ctx:
        for deed in (
            banking.preview(ctx, TD),
            banking.apply(ctx, TD, "x", Settings(), {}, ()),
            banking.rules.every(ctx),
            banking.rules.learn(ctx, "SHELL", ctx.org.id),
            banking.rules.forget(ctx, ctx.org.id),
            imports.list_batches(ctx, dataset="bank"),
            imports.undo(ctx, ctx.org.id),
        ):
            with pytest.raises(Forbidden):
                await deed


async def test_an_accountant_takes_back_bank_files_and_no_others(office):
    async with office.unit() as ctx:
        clients = b"client_id,name,email\nC1,Imported,i@example.test\n"
        done = await imports.run(ctx, "clients", clients, "clients.csv")
    async with office.unit("accountant") as ctx:
        with pytest.raises(Forbidden):
            await imports.undo(ctx, done.batch_id)
        with pytest.raises(Forbidden):
            await imports.list_batches(ctx)

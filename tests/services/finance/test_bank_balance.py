"""The cash flow counts from what was in the bank: forwards, backwards, and where it leads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.spans import weeks
from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import expenses, finance, organisations
from cleaning_app.services.expenses import ExpenseInput
from cleaning_app.services.finance import CashFlow, bank_balance
from cleaning_app.services.finance.bank_balance import Reading
from cleaning_app.services.finance.cash_flow import CashLine
from tests.services.money.books import a_client, a_sent_invoice, at, audited, pay


async def _books(ctx) -> None:
    """$100 came in on the 10th of October, $30 went out on the 20th and the 5th of November."""
    invoice = await a_sent_invoice(ctx, await a_client(ctx), issued_on=date(2026, 10, 1))
    await pay(ctx, invoice, 100_00, at(2026, 10, 10))
    [some, *_] = await expenses.categories(ctx)
    for day in (date(2026, 10, 20), date(2026, 11, 5)):
        await expenses.create(ctx, ExpenseInput(day, some.id, "Shell", 30_00, 0))


async def test_the_balance_of_any_day_follows_from_what_the_bank_said(ctx):
    await _books(ctx)
    said = Reading(500_00, date(2026, 10, 20))
    days = {(10, 9): 430_00, (10, 10): 530_00, (10, 20): 500_00, (11, 4): 500_00, (11, 5): 470_00}
    for (month, day), cents in days.items():
        assert await bank_balance.at_end_of(ctx, date(2026, month, day), said) == cents
    assert await bank_balance.at_end_of(ctx, date(2001, 1, 1), said) == 430_00


async def test_the_running_figure_of_a_span_ends_in_the_banks_balance(ctx):
    await _books(ctx)
    said = Reading(-12_34, date(2026, 11, 1))
    first, last = date(2026, 10, 1), ctx.today()
    found = await finance.cash_flow(ctx, first, last)
    start = await bank_balance.at_end_of(ctx, first - timedelta(days=1), said)
    for part, cents in zip(found.parts, found.running(start), strict=True):
        assert cents == await bank_balance.at_end_of(ctx, part.last, said)


async def test_it_is_said_changed_and_taken_back(office):
    async with office.unit("accountant") as ctx:
        assert await bank_balance.reading(ctx) is None
        assert (await finance.overview(ctx)).in_bank_cents is None
        first, second = (Reading(cents, date(2026, 11, 1)) for cents in (100_00, 0))
        assert await bank_balance.set_reading(ctx, first) is None
        assert await bank_balance.set_reading(ctx, second) == first
        assert await bank_balance.set_reading(ctx, second) == second
        assert (await finance.overview(ctx)).in_bank_cents == 0
        assert await bank_balance.set_reading(ctx, None) == second
        assert await bank_balance.reading(ctx) is None
    async with office.unit() as ctx:
        assert (await audited(ctx)).count("bank_balance.set") == 3


async def test_a_day_to_come_and_a_wrong_year_are_refused(ctx):
    for day in (ctx.today() + timedelta(days=1), date(202, 11, 1)):
        with pytest.raises(Invalid) as refused:
            await bank_balance.set_reading(ctx, Reading(1, day))
        assert [one.field for one in refused.value.errors] == ["on"]


@pytest.mark.parametrize("role", ["dispatcher", "worker"])
async def test_only_finance_sees_and_says_it(office, role):
    async with office.unit(role) as ctx:
        for deed in (bank_balance.reading(ctx), bank_balance.set_reading(ctx, None)):
            with pytest.raises(Forbidden):
                await deed
        assert (await organisations.settings(ctx)).bank_on is None


@given(
    start=st.integers(-10_000, 10_000),
    moves=st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=13),
)
def test_the_lowest_week_is_the_first_of_those_with_the_least(start, moves):
    first = date(2026, 11, 23)
    parts = weeks(first, first + timedelta(days=7 * len(moves) - 1))
    went = [max(0, -cents) for cents in moves]
    came = [max(0, cents) for cents in moves]
    lines = [CashLine("in", "owed", "In", came), CashLine("out", "other", "Out", went)]
    part, cents = CashFlow(parts, lines, True).lowest(start)
    running = [start + sum(moves[: n + 1]) for n in range(len(moves))]
    assert cents == min(running)
    assert parts.index(part) == running.index(min(running))

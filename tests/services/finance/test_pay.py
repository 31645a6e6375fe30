"""Labour and pay: once a period is approved, its clocked labour is what its sheet pays, to the cent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cleaning_app.services import finance, payroll, workers
from cleaning_app.services.listing import Query
from tests.services.test_payroll import FIRST, LAST, approve, at, clock, sheet, worked

SPAN = (date(2026, 11, 1), date(2026, 12, 31))
NEXT = LAST + timedelta(days=1)


@pytest.fixture
async def later(office, town):
    """Two periods on, when both are over."""
    office.clock.advance(timedelta(days=35))
    return town


async def labour(office, first=SPAN[0], last=SPAN[1]) -> dict[str, int]:
    async with office.unit() as ctx:
        found = await finance.profit_loss(ctx, first, last)
        moved = await finance.cash_flow(ctx, first, last)
    lines = {line.key: line.total_cents for line in found.of("labour")}
    assert sum(moved.sums("out")) == sum(lines.values())
    return lines


async def paid(office, *days: date) -> int:
    return sum([row.total_cents for day in days for row in (await sheet(office, day)).rows])


async def test_overtime_and_items_count_once_their_period_is_approved(office, later):
    for day in range(23, 29):
        await worked(office, later, later.chloe, at(day, 8), 4, 4)
    async with office.unit("accountant") as ctx:
        await payroll.add_item(ctx, later.bilal, "bonus", 50_00, LAST, "Trained two people")
        await payroll.add_item(ctx, later.chloe, "tip", 7_00, FIRST, "")
    plain = 48 * 26_00
    assert await labour(office) == {"clocked": plain}
    await approve(office)
    assert await labour(office) == {"clocked": plain, "beyond": 2 * 26_00 + 57_00}
    assert await paid(office, FIRST) == plain + 2 * 26_00 + 57_00
    # It belongs to the last day of the period, wherever the minutes were.
    assert await labour(office, date(2026, 12, 1), LAST) == {"beyond": 2 * 26_00 + 57_00}
    assert await labour(office, SPAN[0], LAST - timedelta(days=1)) == {"clocked": plain}
    async with office.unit() as ctx:
        query = Query(
            filters={
                "figure": "profit-loss", "line": "labour.beyond", "from": str(LAST), "to": str(LAST),
            }
        )  # fmt: skip
        rows = (await finance.rows(ctx, query)).rows
    assert sorted((row.who, row.cents) for row in rows) == [
        ("Bilal Kovalenko", 50_00),
        ("Chloé Roy", 2 * 26_00 + 7_00),
    ]


async def test_a_later_correction_counts_once_with_the_period_that_pays_it(office, later):
    async with office.unit("owner") as ctx:
        await workers.pay_rates.change(ctx, later.bilal, 20_00, SPAN[0])
    visit = await worked(office, later, later.chloe, at(23, 8), 4)
    await approve(office)
    async with office.unit() as ctx:
        await clock(ctx, visit, later.chloe, at(23, 8), 3)
    assert sum((await labour(office)).values()) == 4 * 26_00 == await paid(office, FIRST)
    # Somebody who wasn't on the sheet at all.
    await worked(office, later, later.bilal, at(24, 8), 2)
    assert sum((await labour(office)).values()) == 4 * 26_00
    await approve(office, NEXT)
    assert sum((await labour(office)).values()) == await paid(office, FIRST, NEXT)
    assert await paid(office, FIRST, NEXT) == 3 * 26_00 + 2 * 20_00


async def test_a_period_opened_again_pays_nothing_yet(office, later):
    for day in range(23, 29):
        await worked(office, later, later.chloe, at(day, 8), 4, 4)
    approval = await approve(office)
    async with office.unit("accountant") as ctx:
        await payroll.reopen(ctx, approval)
    assert set(await labour(office)) == {"clocked"}

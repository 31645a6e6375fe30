"""The owner's pages as files: what the pages say, for who may see it, and nothing runs in a spreadsheet."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from cleaning_app import db
from cleaning_app.db import unit
from cleaning_app.money import parse_cents
from cleaning_app.services import finance, organisations
from tests.api.conftest import join
from tests.api.test_pay_files import get, rows
from tests.services.money.books import a_client, a_sent_invoice, audited, line, pay

EVIL = '=HYPERLINK("http://evil.test")'


@pytest.fixture(scope="module")
async def cast(database_urls):
    """A company that billed a client of a hostile name and was paid in part."""
    here = await organisations.create(f"files-{uuid4().hex[:8]}", "Files")
    async with unit(here) as ctx:
        client, today = await a_client(ctx, EVIL), ctx.today()
        for days in (0, 40):
            invoice = await a_sent_invoice(
                ctx, client, line(20000), issued_on=today - timedelta(days=days)
            )
        await pay(ctx, invoice, 5000)
        earned = await finance.profit_loss(ctx, date(today.year, 1, 1), today)
        moved = await finance.cash_flow(ctx, date(today.year, 1, 1), today)
    people = {role: await join(here, role) for role in ("accountant", "dispatcher")}
    yield people, f"from={today.year}-01-01&to={today}", earned, moved
    await db.dispose()


async def test_profit_and_loss_as_a_file_says_what_the_page_says(door, cast):
    people, days, earned, _ = cast
    found = rows(await get(door, people["accountant"], f"/v1/admin/finance/profit-loss.csv?{days}"))
    results = {row["line"]: row["total"] for row in found}
    assert parse_cents(results["Total revenue"]) == sum(earned.revenue)
    assert parse_cents(results["Net profit"]) == sum(earned.net)
    months = [name for name in found[0] if " to " in name]
    net = found[-1]
    assert [parse_cents(net[name]) for name in months] == earned.net


async def test_cash_flow_as_a_file_says_what_the_page_says(door, cast):
    people, days, _, moved = cast
    found = rows(await get(door, people["accountant"], f"/v1/admin/finance/cash-flow.csv?{days}"))
    [total] = [row for row in found if row["line"] == "Total money in"]
    happened = [name for name in total if " to " in name and not name.startswith("expected")]
    assert [parse_cents(total[name]) for name in happened] == moved.sums("in")
    assert any(name.startswith("expected") for name in total)


async def test_a_cash_flow_that_counts_from_the_bank_ends_in_its_balance(door, cast):
    people, days, _, moved = cast
    me, path = people["accountant"], f"/v1/admin/finance/cash-flow.csv?{days}"
    assert not any(row["line"] == "In the bank" for row in rows(await get(door, me, path)))
    async with unit(me.identity) as ctx:
        year_end = moved.parts[0].first - timedelta(days=1)
        await finance.bank_balance.set_reading(ctx, finance.bank_balance.Reading(100_00, year_end))
    line = rows(await get(door, me, path))[-1]
    happened = [name for name in line if " to " in name and not name.startswith("expected")]
    assert line["line"] == "In the bank"
    assert [parse_cents(line[name]) for name in happened] == moved.running(100_00)


async def test_the_rows_of_a_figure_as_a_file_add_up_to_it(door, cast):
    people, days, earned, _ = cast
    path = f"/v1/admin/finance/rows.csv?figure=profit-loss&line=revenue&{days}"
    found = rows(await get(door, people["accountant"], path))
    assert sum(parse_cents(row["amount"]) for row in found) == sum(earned.revenue)
    assert {row["who"] for row in found} == {f"'{EVIL}"}


async def test_a_monthly_report_leaves_its_mark_only_when_there_is_one(door, cast):
    people, *_ = cast
    me, path = people["accountant"], "/v1/admin/finance/reports/monthly?month="
    marks: list[int] = []
    for month, status in (("2099-12", 422), (f"{date.today():%Y-%m}", 200)):
        assert (await get(door, me, path + month)).status_code == status
        async with unit(me.identity) as ctx:
            marks.append((await audited(ctx)).count("monthly-report.export"))
    assert marks == [0, 1]


@pytest.mark.parametrize(
    "path", ["profit-loss.csv?", "cash-flow.csv?", "rows.csv?figure=cash&line=net&"]
)
async def test_they_are_for_finance_only_and_odd_days_are_refused(door, cast, path):
    people, days, *_ = cast
    path = f"/v1/admin/finance/{path}"
    assert (await get(door, people["dispatcher"], path + days)).status_code == 403
    for odd in ("from=2026-13-01&to=2026-12-01", "from=2026-05-01&to=2026-04-01"):
        assert (await get(door, people["accountant"], path + odd)).status_code == 422

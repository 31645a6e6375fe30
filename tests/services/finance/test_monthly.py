"""The monthly report: the pages' figures in three columns, the same bytes for the same books."""

from __future__ import annotations

from datetime import date

import pytest

from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import finance, papers
from cleaning_app.services.finance import ageing, monthly
from tests.services.money.books import a_client, a_sent_invoice, at, line, pay

OCTOBER = date(2026, 10, 1)


async def books(ctx) -> None:
    """Sales of October, the month before and the year before."""
    client = await a_client(ctx, "Ueda Dental")
    for day, cents in ((date(2025, 10, 3), 20000), (date(2026, 9, 3), 10000),
                       (date(2026, 10, 3), 15000)):  # fmt: skip
        sent = await a_sent_invoice(ctx, client, line(cents), issued_on=day)
        if day.month == 9:
            await pay(ctx, sent, 10500, at(2026, 10, 9))


async def test_the_month_stands_beside_the_one_before_and_the_same_a_year_ago(ctx):
    await books(ctx)
    report = await monthly.load(ctx, OCTOBER)
    assert (report.month, report.before, report.year) == (
        "October 2026", "September 2026", "October 2025",
    )  # fmt: skip
    lines = {one.label: one for one in report.lines}
    revenue = lines["Revenue"]
    assert (revenue.month_cents, revenue.before_cents, revenue.year_cents) == (15000, 10000, 20000)
    assert (revenue.change, revenue.kind) == ("+50%", "sum")
    assert report.tiles[0].said == "+50% on Sep 2026\n−25% on Oct 2025"
    assert [bar.revenue for bar in report.bars] == [20000, *[0] * 10, 10000, 15000]
    assert {one.label: one.month_cents for one in report.cash}["Received from clients"] == 10500
    assert report.owed_cents == (await ageing.totals(ctx, date(2026, 10, 31))).total.cents == 36750
    assert sum(one.part_cents for one in report.ages) == report.owed_cents
    assert [(one.label, one.part_cents) for one in report.clients] == [("Ueda Dental", 15000)]
    assert (report.gst.period, report.gst.collected_cents) == ("October – December 2026", 750)


async def test_two_clients_of_one_name_are_two(ctx):
    for cents in (30000, 20000):
        twin = await a_client(ctx, "Ueda Dental")
        for part in (cents, 500):
            await a_sent_invoice(ctx, twin, line(part), issued_on=OCTOBER)
    report = await monthly.load(ctx, OCTOBER)
    assert [(one.label, one.part_cents) for one in report.clients] == [
        ("Ueda Dental", 30500), ("Ueda Dental", 20500),
    ]  # fmt: skip


async def test_the_paper_agrees_with_the_page_and_the_same_books_give_the_same_bytes(ctx):
    await books(ctx)
    report = await monthly.load(ctx, OCTOBER)
    page = await finance.profit_loss(ctx, OCTOBER, date(2026, 10, 31))
    results = {one.label: one.month_cents for one in report.lines if one.kind == "result"}
    assert results == {"Gross profit": page.gross[0], "Net profit": page.net[0]}
    first = await papers.typeset(report)
    assert first.startswith(b"%PDF")
    assert await papers.typeset(await monthly.load(ctx, OCTOBER)) == first
    assert report.filename == "monthly-report-2026-10.pdf"


async def test_a_running_month_ends_today_and_an_empty_one_can_be_set(ctx):
    report = await monthly.load(ctx, date(2026, 11, 1))
    assert (report.is_running, report.last) == (True, ctx.today())
    assert {one.change for one in report.lines} == {""}
    assert (await papers.typeset(report)).startswith(b"%PDF")


async def test_months_that_are_none_are_refused_and_reports_take_two_permissions(office):
    for name in ("2026-13", "2026-1", "November", "1999-01"):
        with pytest.raises(Invalid):
            monthly.month_named(name)
    async with office.unit() as ctx:
        with pytest.raises(Invalid):
            await monthly.load(ctx, date(2026, 12, 1))
    for role in ("dispatcher", "viewer"):
        async with office.unit(role) as ctx:
            with pytest.raises(Forbidden):
                await monthly.load(ctx, OCTOBER)

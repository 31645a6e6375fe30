"""The invoice list, its tiles, receivables, and numbers without gaps."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from cleaning_app.domain.invoices import AgeingBucket, ageing_bucket
from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.models import Invoice
from cleaning_app.services import invoices
from cleaning_app.services.finance import ageing
from cleaning_app.services.listing import Query
from tests.services.money.books import a_client, a_sent_invoice, line, pay

DAYS_PAST_DUE = (-5, 0, 1, 30, 31, 60, 61, 90, 91, 400)


async def aged(ctx):
    """One invoice of $105 for every edge of the ageing buckets, plus a paid one and a draft."""
    client = await a_client(ctx, "Elif Cho")
    for days in DAYS_PAST_DUE:
        due = ctx.today() - timedelta(days=days)
        await a_sent_invoice(ctx, client, issued_on=due - timedelta(days=3), due_on=due)
    paid = await a_sent_invoice(ctx, await a_client(ctx, "50%_off\\"), issued_on=date(2026, 2, 1))
    await pay(ctx, paid, 10500)
    await invoices.create(ctx, client_id=client, lines=[line(100)])


async def test_ages_in_the_list_the_tiles_and_receivables_agree(ctx):
    await aged(ctx)
    owed = await ageing.totals(ctx)
    for bucket in AgeingBucket:
        page = await invoices.find(ctx, Query(filters={"age": bucket.value}))
        late = [days for days in DAYS_PAST_DUE if _bucket(ctx, days) is bucket]
        assert {row.bucket for row in page.rows} == {bucket}
        assert sorted(row.days_late for row in page.rows) == sorted(max(0, d) for d in late)
        assert (owed.buckets[bucket].invoices, owed.buckets[bucket].cents) == (
            len(late),
            10500 * len(late),
        )
    assert (owed.total.invoices, owed.total.cents) == (10, 105000)
    assert (owed.overdue.invoices, owed.over_90.cents) == (8, 21000)
    tiles = await invoices.tiles(ctx)
    assert [(tiles[s].count, tiles[s].balance_cents) for s in ("sent", "overdue", "paid")] == [
        (2, 21000),
        (8, 84000),
        (1, 0),
    ]
    assert tiles["draft"].count == 1
    assert tiles["void"].count == 0


def _bucket(ctx, days):
    return ageing_bucket(ctx.today() - timedelta(days=days), ctx.today())


async def test_the_list_filters_searches_and_sorts(ctx):
    await aged(ctx)

    async def found(search: str = "", sort: str = "", **filters: str) -> list[str]:
        page = await invoices.find(ctx, Query(search, sort, filters=filters))
        return [row.number for row in page.rows]

    assert len(await found(status="open")) == 10
    assert len(await found(status="paid")) == 1
    assert await found("50%_") == await found(status="paid")
    assert await found("00003") == ["INV-2026-00003"]
    assert len(await found(**{"from": "2026-02-01", "to": "2026-02-01"})) == 1
    by_number = await found(sort="number")
    assert by_number == sorted(by_number)
    by_due = (await invoices.find(ctx, Query(sort="-due_on"))).rows
    assert [row.due_on for row in by_due] == sorted((row.due_on for row in by_due), reverse=True)


async def test_pages_of_the_list_hold_every_invoice_once(ctx):
    await aged(ctx)
    seen, cursor = [], ""
    while True:
        page = await invoices.find(ctx, Query(sort="total_cents", after=cursor, limit=5))
        seen += [row.number for row in page.rows]
        cursor = page.next
        if not cursor:
            break
    assert sorted(seen) == sorted(await ctx.session.scalars(select(Invoice.number)))


@pytest.mark.parametrize(
    "filters",
    [
        {"status": "lost"},
        {"age": "young"},
        {"client_id": "1"},
        {"from": "yesterday"},
        {"to": "2026-02-30"},
    ],
)
async def test_a_filter_that_means_nothing_is_refused(ctx, filters):
    with pytest.raises(Invalid):
        await invoices.find(ctx, Query(filters=filters))


async def test_lists_are_for_those_who_may_see_them(office):
    for role in ("dispatcher", "worker"):
        async with office.unit(role) as ctx:
            for deed in (invoices.find(ctx, Query()), ageing.totals(ctx)):
                with pytest.raises(Forbidden):
                    await deed


async def test_numbers_have_no_gaps_under_twenty_creators_of_whom_half_give_up(office):
    async with office.unit() as ctx:
        client = await a_client(ctx)

    class GaveUp(Exception):
        pass

    async def create(n: int) -> None:
        async with office.unit("accountant") as ctx:
            await invoices.create(ctx, client_id=client, lines=[line(1000)])
            await asyncio.sleep(0.01 * (n % 3))
            if n % 2:
                raise GaveUp

    outcomes = await asyncio.gather(*(create(n) for n in range(20)), return_exceptions=True)
    assert sum(isinstance(outcome, GaveUp) for outcome in outcomes) == 10
    async with office.unit() as ctx:
        numbers = list(await ctx.session.scalars(select(Invoice.number).order_by(Invoice.number)))
    assert numbers == [f"INV-2026-{n:05d}" for n in range(1, 11)]


async def test_each_year_and_each_organisation_counts_for_itself(office, new_office):
    other = await new_office("Southwind")
    for place in (office, other):
        async with place.unit() as ctx:
            client = await a_client(ctx)
            for day in (date(2025, 12, 31), date(2026, 1, 1)):
                await invoices.create(ctx, client_id=client, lines=[line(1)], issued_on=day)
    async with other.unit() as ctx:
        numbers = list(await ctx.session.scalars(select(Invoice.number).order_by(Invoice.number)))
    assert numbers == ["INV-2025-00001", "INV-2026-00001"]


async def test_counting_goes_on_after_numbers_brought_from_elsewhere(ctx):
    client = await a_client(ctx)
    for _ in range(2):
        await invoices.create(ctx, client_id=client, lines=[line(1)])
    await ctx.session.execute(
        text("UPDATE invoices SET number = 'INV-2026-03062' WHERE number = 'INV-2026-00002'")
    )
    await ctx.session.execute(text("UPDATE number_counters SET last_number = 0"))
    made = [
        (await invoices.get(ctx, await invoices.create(ctx, client_id=client, lines=[line(1)])))
        for _ in range(2)
    ]
    assert [invoice.number for invoice in made] == ["INV-2026-03063", "INV-2026-03064"]

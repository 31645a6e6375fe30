"""The owner's first look: the same figures as the pages it leads to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cleaning_app.domain.spans import months_later
from cleaning_app.errors import Forbidden, Invalid, NotFound
from cleaning_app.services import finance
from cleaning_app.services.listing import Query
from tests.services.money.books import a_booking, a_client, a_sent_invoice, at, line, pay


async def test_the_overview_says_what_its_pages_say(office):
    async with office.unit() as ctx:
        client, today = await a_client(ctx), ctx.today()
        month = today.replace(day=1)
        for months, cents in ((0, 30000), (1, 20000), (12, 10000)):
            day = months_later(today, -months)
            invoice = await a_sent_invoice(
                ctx, client, line(cents), issued_on=day, due_on=day + timedelta(days=1)
            )
        await pay(ctx, invoice, 10500)
        await a_booking(ctx, client, price=12345)
        found = await finance.overview(ctx)
        assert found.revenue == finance.Compared(30000, 20000, 10000)
        assert found.money_in == (10500, 0)
        assert (found.owed.total.cents, found.owed.overdue.cents) == (52500, 21000)
        assert (found.unbilled.visits, found.unbilled.cents) == (1, 12345)
        told = await finance.profit_loss(ctx, month, today)
        assert (sum(told.revenue), sum(told.net)) == (found.revenue.now, found.net.now)
        assert sum(m.first_cents for m in found.months) == 60000
        assert [m.first for m in found.months] == [
            months_later(month, -n) for n in range(12, -1, -1)
        ]
        unbilled = Query(filters={"figure": "unbilled"})
        assert (await finance.figure(ctx, unbilled)).cents == 12345
        [row] = (await finance.rows(ctx, unbilled)).rows
        assert (row.kind, row.cents) == ("booking", 12345)


async def test_a_late_return_is_thought_of_after_the_year_ends(office):
    async with office.unit() as ctx:
        await a_sent_invoice(ctx, await a_client(ctx), issued_on=date(2026, 8, 1))
    office.clock.advance(timedelta(days=60))
    async with office.unit() as ctx:
        told = (await finance.overview(ctx)).gst
        assert (told.key, told.status, told.late, told.balance_cents) == (
            "2026-Q3", "overdue", 1, 500,
        )  # fmt: skip


@pytest.mark.parametrize("day", ["2026-03-31", "2026-02-28", "2028-02-29", "2026-05-30"])
async def test_the_ends_of_months_lose_nothing(office, day):
    office.clock.advance(at(*map(int, day.split("-"))) - office.clock.now())
    async with office.unit() as ctx:
        client = await a_client(ctx)
        for n in range(40):
            on = date.fromisoformat(day) - timedelta(days=n)
            if on <= ctx.today():
                await a_sent_invoice(ctx, client, line(100), issued_on=on)
        found = await finance.overview(ctx)
        whole = await finance.profit_loss(ctx, found.months[0].first, ctx.today())
        assert [m.first_cents for m in found.months] == whole.revenue


@pytest.mark.parametrize(
    ("filters", "refusal"),
    [
        ({"figure": "none"}, NotFound),
        ({}, NotFound),
        ({"figure": "profit-loss", "line": "revenue"}, Invalid),
        ({"figure": "profit-loss", "line": "revenue", "from": "x", "to": "y"}, Invalid),
        ({"figure": "profit-loss", "line": "' OR 1=1", "from": "2026-01-01", "to": "2026-02-01"},
         Invalid),
        ({"figure": "cash", "line": "net.x", "from": "2026-01-01", "to": "2026-02-01"}, Invalid),
        ({"figure": "cash-forecast", "line": "", "from": "2026-01-01", "to": "2026-02-01"}, Invalid),
    ],
)  # fmt: skip
async def test_arguments_that_mean_nothing_are_refused(office, filters, refusal):
    async with office.unit() as ctx:
        with pytest.raises(refusal):
            await finance.figure(ctx, Query(filters=filters))


async def test_who_may_not_see_finance_sees_no_figure(office):
    async with office.unit("dispatcher") as ctx:
        for ask in (
            finance.overview(ctx),
            finance.rows(ctx, Query(filters={"figure": "unbilled"})),
        ):
            with pytest.raises(Forbidden):
                await ask

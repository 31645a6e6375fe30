"""What is expected: each amount once, and a part of the page the sum of its rows."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import text

from cleaning_app.ids import new_id
from cleaning_app.models import TimeEntry, TimeSegment
from cleaning_app.services import deposits, expenses, finance, organisations
from cleaning_app.services.listing import Query
from tests.factories import build_town
from tests.services.money.books import a_booking, a_client, a_sent_invoice, at, line


async def expected(ctx, name: str) -> list[finance.Entry]:
    """The entries of a line until the horizon."""
    found = await finance.forecast(ctx, finance.horizon(ctx.today()))
    return [one.entry for one in found.expected if one.line == name]


async def test_a_part_is_the_sum_of_its_rows_by_month_too(office):
    async with office.unit() as ctx:
        today = ctx.today()
        [other, *_] = await expenses.categories(ctx)
        await expenses.create(ctx, expenses.ExpenseInput(today, other.id, "Once", 8400, 0))
        await a_booking(ctx, await a_client(ctx), status="confirmed")
        last = finance.horizon(today)
        parts = finance.cut(today - timedelta(days=200), today, last)[1]
        assert parts[0].label == "Rest of Nov 26"
        found = finance.in_parts(await finance.forecast(ctx, last), parts)
        for section, sums in (("out", found.sums("out")), ("net", found.net)):
            for part, cents in zip(parts, sums, strict=True):
                query = Query(
                    filters={
                        "figure": "cash-forecast", "line": section,
                        "from": str(part.first), "to": str(part.last),
                    },
                    limit=200,
                )  # fmt: skip
                page = await finance.rows(ctx, query)
                assert (await finance.figure(ctx, query)).cents == cents
                assert sum(row.cents for row in page.rows) == cents
        # A dollar a day: seven days are left of November, whatever day its last week ends.
        assert found.sums("out")[:2] == [700, 3100]


async def test_returns_that_run_or_have_not_begun_go_on_at_the_pace_of_twelve_weeks(office):
    async with office.unit() as ctx:
        await organisations.change_settings(ctx, gst_period="monthly", gst_basis="accrual")
    office.clock.advance(at(2026, 12, 1) - office.clock.now())
    async with office.unit() as ctx:
        client = await a_client(ctx)
        await a_sent_invoice(ctx, client, line(8400_00), issued_on=date(2026, 12, 1))
        # $420 of tax in 84 days are $5 a day, not $420 a day for the month that began today.
        found = await expected(ctx, "gst")
        assert [(one.number, one.day, one.cents) for one in found] == [
            ("Dec 2026", date(2027, 1, 31), -570_00),
            ("Jan 2027", date(2027, 2, 28), -155_00),
        ]
        assert found[0].what == "due 2027-01-31, 1 of 31 days so far"


async def test_a_late_return_is_expected_after_the_year_ends(office):
    async with office.unit() as ctx:
        await a_sent_invoice(ctx, await a_client(ctx), issued_on=date(2026, 8, 1))
    for days in (38, 1, 21):  # 31 December, 1 and 22 January
        office.clock.advance(timedelta(days=days))
        async with office.unit() as ctx:
            tomorrow = ctx.today() + timedelta(days=1)
            late = [one for one in await expected(ctx, "gst") if one.number == "Q3 2026"]
            assert [(one.day, one.cents) for one in late] == [(tomorrow, -500)]


async def test_what_is_held_of_a_deposit_is_not_expected_again(ctx):
    booking = await a_booking(ctx, await a_client(ctx), status="confirmed", price=200_00)
    asked = await deposits.ask(ctx, booking, amount_cents=50_00)
    assert [one.cents for one in await expected(ctx, "booked")] == [210_00]
    await deposits.record(ctx, asked, amount_cents=20_00, method="cash")
    assert [one.cents for one in await expected(ctx, "booked")] == [190_00]
    await deposits.record(ctx, asked, method="cash")
    assert [one.cents for one in await expected(ctx, "booked")] == [160_00]


async def test_wages_of_a_visit_in_progress_are_worked_or_to_come_but_not_both(ctx):
    town = await build_town(ctx)
    visit = await town.book(ctx, 0, town.chloe)
    today = ctx.today()

    async def wages() -> tuple[int, list[int]]:
        moved = await finance.cash_flow(ctx, today, today)
        return sum(moved.sums("out")), [one.cents for one in await expected(ctx, "wages")]

    assert await wages() == (0, [-52_00])
    await ctx.session.execute(text("UPDATE bookings SET status = 'in_progress'"))
    await clock(ctx, visit.id, town.chloe, 30)
    assert await wages() == (13_00, [-39_00])
    assert [one.what for one in await expected(ctx, "wages")] == ["1:30 h left"]
    await ctx.session.execute(text("DELETE FROM time_segments"))
    await ctx.session.execute(text("DELETE FROM time_entries"))
    await clock(ctx, visit.id, town.chloe, 150)
    assert await wages() == (65_00, [])


async def clock(ctx, booking_id, worker_id, minutes: int) -> None:
    """So many minutes of a worker on a visit, up to now."""
    began = ctx.now() - timedelta(minutes=minutes)
    entry = TimeEntry(
        id=new_id(), org_id=ctx.org.id, booking_id=booking_id, worker_id=worker_id,
        planned_minutes=120, started_at=began, state="paused",
    )  # fmt: skip
    ctx.session.add(entry)
    await ctx.session.flush()
    ctx.session.add(
        TimeSegment(
            org_id=ctx.org.id, entry_id=entry.id, worker_id=worker_id, started_at=began,
            ended_at=ctx.now(),
        )
    )  # fmt: skip
    await ctx.session.flush()

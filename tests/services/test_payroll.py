"""Hours and pay: clocked time only, overtime by the week, approved copies that never change."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from cleaning_app.domain.payroll import Rate
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from cleaning_app.services import audit, bookings, payroll, time_tracking, workers, working_rules
from cleaning_app.services.payroll import kept
from tests.factories import MONDAY, Office, Town, build_town

EDMONTON = ZoneInfo("America/Edmonton")
FIRST, LAST = date(2026, 11, 22), date(2026, 12, 5)  # two weeks from a Sunday
HOUR = timedelta(hours=1)
RATE = 2600


def at(day: int, hour: float, month: int = 11) -> datetime:
    local = datetime(2026, month, day, tzinfo=EDMONTON) + timedelta(hours=hour)
    return local.astimezone(UTC)


async def worked(office: Office, town: Town, worker, start: datetime, *hours: float):
    """A visit that was done, with stretches of so many hours and an hour's break between them."""
    async with office.unit() as ctx:
        made = await town.book(ctx, 0, worker, starts_at=start)
        await bookings.confirm(ctx, made.id)
        await bookings.start(ctx, made.id)
        await bookings.finish(ctx, made.id)
        await clock(ctx, made.id, worker, start, *hours)
        return made.id


async def clock(ctx, booking, worker, start: datetime, *hours: float):
    spans = []
    for length in hours:
        spans.append(Interval(start, start + length * HOUR))
        start = spans[-1].end + HOUR
    await time_tracking.correct(ctx, booking, worker, spans, "as told")


async def sheet(office: Office, day: date = FIRST, role: str = "accountant") -> payroll.Sheet:
    async with office.unit(role) as ctx:
        return await payroll.sheet(ctx, day)


@pytest.fixture
async def later(office: Office, town: Town) -> Town:
    """The town three weeks on, when the period is over."""
    office.clock.advance(timedelta(days=21))
    return town


async def test_a_week_over_44_hours_pays_overtime_and_the_figures_multiply_out(office, later):
    for day in range(23, 29):
        await worked(office, later, later.chloe, at(day, 8), 4, 4)
    [row] = (await sheet(office)).rows
    assert (row.worker, row.rate_cents) == ("Chloé Roy", RATE)
    assert (row.regular, row.overtime, row.double) == (44 * 60, 4 * 60, 0)
    assert row.wages_cents == 44 * RATE + 4 * RATE * 3 // 2
    assert [day.day for day in row.days if day.overtime] == [date(2026, 11, 28)]
    assert row.total_cents == row.wages_cents


async def test_a_shift_over_midnight_belongs_to_the_day_it_began(office, later):
    await worked(office, later, later.chloe, at(5, 22, 12), 5)
    [row] = (await sheet(office)).rows
    assert [(one.day, one.minutes) for one in row.days] == [(LAST, 300)]
    assert (await sheet(office, LAST + timedelta(days=1))).rows == []


@pytest.mark.parametrize(("day", "month", "hours"), [(1, 11, 5), (8, 3, 3)])
async def test_the_hours_of_the_night_clocks_change_are_real_ones(office, town, day, month, hours):
    """From midnight to four on the clock: five hours in autumn, three in spring."""
    start = datetime(2026, month, day, tzinfo=EDMONTON).astimezone(UTC)
    end = datetime(2026, month, day, 4, tzinfo=EDMONTON).astimezone(UTC)
    office.clock.advance(start + timedelta(days=1) - office.clock.now())
    async with office.unit() as ctx:
        made = await town.book(ctx, 0, town.chloe, starts_at=start)
        for verb in (bookings.confirm, bookings.start, bookings.finish):
            await verb(ctx, made.id)
        await time_tracking.correct(ctx, made.id, town.chloe, [Interval(start, end)], "as told")
    [row] = (await sheet(office, date(2026, month, day))).rows
    assert row.minutes == hours * 60


async def test_visits_nobody_clocked_are_listed_and_never_paid(office, later):
    async with office.unit() as ctx:
        forgotten = await later.book(ctx, 0, later.chloe, later.bilal)
        for verb in (bookings.confirm, bookings.start, bookings.finish):
            await verb(ctx, forgotten.id)
        cancelled = await later.book(ctx, 5, later.chloe)
        await bookings.cancel(ctx, cancelled.id, "ill")
        await clock(ctx, forgotten.id, later.bilal, MONDAY, 2)
    seen = await sheet(office)
    assert [(row.worker, row.minutes) for row in seen.rows] == [("Bilal Kovalenko", 120)]
    [missing] = seen.unclocked
    assert (missing.booking_id, missing.worker, missing.minutes) == (
        forgotten.id, "Chloé Roy", 120,
    )  # fmt: skip


async def test_tips_and_money_laid_out_stand_beside_the_wages(office, later):
    async with office.unit("accountant") as ctx:
        await payroll.add_item(ctx, later.chloe, "tip", 1500, date(2026, 11, 24))
        await payroll.add_item(ctx, later.chloe, "reimbursement", 899, FIRST, "Gloves")
        gone = await payroll.add_item(ctx, later.chloe, "bonus", 5000, LAST)
        await payroll.add_item(ctx, later.chloe, "deduction", 250, LAST, "Key")
        await payroll.remove_item(ctx, gone)
    [row] = (await sheet(office)).rows
    assert (row.tips_cents, row.reimbursed_cents, row.other_cents) == (1500, 899, -250)
    assert row.total_cents == 2149
    async with office.unit("accountant") as ctx:
        await payroll.restore_item(ctx, gone)
    assert (await sheet(office)).rows[0].total_cents == 7149


async def approve(office: Office, day: date = FIRST):
    seen = await sheet(office, day)
    async with office.unit("accountant") as ctx:
        return await payroll.approve(ctx, seen.period.first, seen.digest)


async def test_what_was_approved_stays_and_corrections_come_with_the_next_period(office, later):
    booking = await worked(office, later, later.chloe, at(24, 9), 4)
    await approve(office)
    async with office.unit() as ctx:
        await clock(ctx, booking, later.chloe, at(24, 9), 5)
        await workers.update(ctx, later.chloe, hourly_rate_cents=9900)
    old = await sheet(office)
    assert (old.rows[0].minutes, old.rows[0].wages_cents) == (240, 4 * RATE)
    assert old.approved_by == "Accountant"
    office.clock.advance(timedelta(days=7))
    [next_row] = (await sheet(office, date(2026, 12, 6))).rows
    assert [(one.period, one.cents) for one in next_row.adjustments] == [("2026-11-22", RATE)]
    assert next_row.total_cents == RATE
    assert (await sheet(office, date(2026, 12, 20))).rows == []

    await approve(office, date(2026, 12, 6))
    office.clock.advance(timedelta(days=14))
    assert (await sheet(office, date(2026, 12, 20))).rows == []
    async with office.unit() as ctx:
        await clock(ctx, booking, later.chloe, at(24, 9), 3)
    [third] = (await sheet(office, date(2026, 12, 20))).rows
    assert [(one.period, one.cents) for one in third.adjustments] == [("2026-11-22", -2 * RATE)]


async def test_each_day_is_paid_at_the_rate_that_held_on_it_and_approved_days_stay(office, later):
    await worked(office, later, later.chloe, at(24, 9), 4)
    booking = await worked(office, later, later.chloe, at(1, 9, 12), 4)
    async with office.unit() as ctx:
        assert await workers.pay_rates.change(ctx, later.chloe, 2800, date(2026, 12, 1)) is None
    [row] = (await sheet(office)).rows
    assert row.wages_cents == 4 * RATE + 4 * 2800
    assert (row.rate_cents, row.rates) == (2800, [Rate(None, RATE), Rate(date(2026, 12, 1), 2800)])
    await approve(office)
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="5 December 2026"):
            await workers.pay_rates.change(ctx, later.chloe, 5000, LAST)
        assert await workers.pay_rates.change(ctx, later.chloe, 5000, date(2026, 12, 6)) is None
        await clock(ctx, booking, later.chloe, at(1, 9, 12), 5)
    assert (await sheet(office)).rows[0].wages_cents == 4 * RATE + 4 * 2800
    [next_row] = (await sheet(office, date(2026, 12, 6))).rows
    assert [one.cents for one in next_row.adjustments] == [2800]


async def test_a_change_of_pay_is_audited_and_taken_back(office, town):
    day = date(2027, 1, 4)
    async with office.unit() as ctx:
        rates = workers.pay_rates
        assert await rates.change(ctx, town.chloe, 2800, day) is None
        assert await rates.change(ctx, town.chloe, 2900, day) == 2800
        assert await rates.of_worker(ctx, town.chloe) == [Rate(None, RATE), Rate(day, 2900)]
        assert (await workers.get(ctx, town.chloe)).hourly_rate_cents == RATE
        assert await rates.change(ctx, town.chloe, None, day) == 2900
        assert await rates.of_worker(ctx, town.chloe) == [Rate(None, RATE)]
        told = [
            one
            for one in await audit.history(ctx, "worker", town.chloe)
            if one.action == "worker.pay"
        ]
        assert len(told) == 3
        with pytest.raises(Invalid):
            await rates.change(ctx, town.chloe, -1, day)
        await workers.update(ctx, town.bilal, hourly_rate_cents=3000)
        assert await rates.of_worker(ctx, town.bilal) == [Rate(None, 3000)]
        await workers.update(ctx, town.bilal, hourly_rate_cents=3100)
        assert (await rates.of_worker(ctx, town.bilal))[-1] == Rate(ctx.today(), 3100)
        assert (await workers.get(ctx, town.bilal)).hourly_rate_cents == 3100
    async with office.unit("viewer") as ctx:
        with pytest.raises(Forbidden):
            await workers.pay_rates.of_worker(ctx, town.chloe)


async def test_a_week_cut_by_two_periods_pays_its_overtime_once(office, town):
    office.clock.advance(timedelta(days=60))
    async with office.unit() as ctx:
        rules = await working_rules.current(ctx)
        await working_rules.change(ctx, replace(rules, pay_period="semi_monthly"))
    # Sunday 29 November to Saturday 5 December: Monday to Saturday, eight hours each.
    for day, month in ((30, 11), (1, 12), (2, 12), (3, 12), (4, 12), (5, 12)):
        await worked(office, town, town.chloe, at(day, 8, month), 4, 4)
    november = await sheet(office, date(2026, 11, 20))
    december = await sheet(office, date(2026, 12, 1))
    assert (november.period.last, december.period.first) == (date(2026, 11, 30), date(2026, 12, 1))
    assert (november.minutes, december.minutes) == (480, 2400)
    assert (november.rows[0].overtime, december.rows[0].overtime) == (0, 240)


async def test_approving_is_done_once_and_only_of_what_was_seen(office, later):
    booking = await worked(office, later, later.chloe, at(24, 9), 4)
    seen = await sheet(office)
    async with office.unit() as ctx:
        await clock(ctx, booking, later.chloe, at(24, 9), 5)
    async with office.unit("accountant") as ctx:
        with pytest.raises(PreconditionFailed):
            await payroll.approve(ctx, FIRST, seen.digest)
    seen = await sheet(office)

    async def once():
        async with office.unit("accountant") as ctx:
            return await payroll.approve(ctx, FIRST, seen.digest)

    results = await asyncio.gather(*[once() for _ in range(6)], return_exceptions=True)
    assert sum(isinstance(one, Conflict) for one in results) == 5
    async with office.unit() as ctx:
        [row] = await kept.latest(ctx)
        assert kept.digest(row.sheet) == row.digest == seen.digest


async def test_an_approval_can_be_taken_back_until_a_later_one(office, later):
    first = await approve(office)
    office.clock.advance(timedelta(days=14))
    second = await approve(office, date(2026, 12, 6))
    async with office.unit("accountant") as ctx:
        with pytest.raises(Conflict):
            await payroll.reopen(ctx, first)
        await payroll.reopen(ctx, second)
        with pytest.raises(Conflict):
            await payroll.reopen(ctx, second)
        await payroll.reopen(ctx, first)
        assert (await payroll.sheet(ctx, FIRST)).approval_id is None
    await approve(office)


async def test_an_open_period_a_running_clock_and_a_gone_one_are_refused(office, town):
    seen = await sheet(office)
    async with office.unit("accountant") as ctx:
        with pytest.raises(Conflict, match="isn't over"):
            await payroll.approve(ctx, FIRST, seen.digest)
    async with office.unit() as ctx:
        made = await town.book(ctx, 0, town.chloe)
        await bookings.confirm(ctx, made.id)
    async with office.unit("worker", town.chloe) as ctx:
        await time_tracking.start(ctx, made.id)
    office.clock.advance(timedelta(days=21))
    seen = await sheet(office)
    assert [visit.booking_id for visit in seen.running] == [made.id]
    async with office.unit("accountant") as ctx:
        with pytest.raises(Conflict, match="still runs"):
            await payroll.approve(ctx, FIRST, seen.digest)


async def test_an_item_of_an_approved_period_counts_in_the_next_one(office, later):
    await approve(office)
    async with office.unit("accountant") as ctx:
        late = await payroll.add_item(ctx, later.chloe, "tip", 700, date(2026, 11, 25))
    assert (await sheet(office)).rows == []
    [row] = (await sheet(office, date(2026, 12, 6))).rows
    assert [(item.id, item.occurred_on) for item in row.items] == [(late, date(2026, 11, 25))]


async def test_changing_how_often_one_pays_never_pays_a_day_twice(office, later):
    await worked(office, later, later.chloe, at(1, 9, 12), 4)
    await approve(office)  # 22 November to 5 December
    async with office.unit() as ctx:
        rules = await working_rules.current(ctx)
        await working_rules.change(
            ctx, replace(rules, pay_period="monthly", pay_anchor=date(2026, 1, 1))
        )
    december = await sheet(office, date(2026, 12, 10))
    assert (december.period.first, december.period.last) == (date(2026, 12, 6), date(2026, 12, 31))
    november = await sheet(office, date(2026, 11, 3))
    assert (november.period.first, november.period.last) == (date(2026, 11, 1), date(2026, 11, 21))
    async with office.unit() as ctx:
        keys = [one.key for one in await payroll.periods(ctx, 4)]
    assert keys == ["2026-12-06", "2026-11-22", "2026-11-01", "2026-10-01"]


async def test_ones_own_pay_and_nobody_elses(office, later):
    await worked(office, later, later.chloe, at(24, 9), 4)
    await worked(office, later, later.bilal, at(24, 9), 7)
    async with office.unit("worker", later.chloe) as ctx:
        mine = await payroll.own(ctx, FIRST)
        assert (mine.row.minutes, [visit.minutes for visit in mine.visits]) == (240, [240])
        assert (mine.is_approved, mine.after) == (False, date(2026, 12, 6))
        for far in (date(2024, 1, 1), ctx.today() + timedelta(days=1)):
            with pytest.raises(Forbidden):
                await payroll.own(ctx, far)
        for call in (payroll.sheet(ctx), payroll.periods(ctx)):
            with pytest.raises(Forbidden):
                await call


async def test_dispatchers_and_viewers_see_no_pay_and_strangers_nothing(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with here.unit() as ctx:
        town = await build_town(ctx)
        item = await payroll.add_item(ctx, town.chloe, "tip", 500, FIRST)
        for wrong, field in (
            (("gift", 500, FIRST), "kind"),
            (("tip", 0, FIRST), "amount_cents"),
            (("tip", -5, FIRST), "amount_cents"),
            (("tip", 10_000_01, FIRST), "amount_cents"),
            (("tip", 5, date(2020, 1, 1)), "occurred_on"),
        ):
            with pytest.raises(Invalid) as refused:
                await payroll.add_item(ctx, town.chloe, *wrong)
            assert [error.field for error in refused.value.errors] == [field]
    for role in ("dispatcher", "viewer", "worker"):
        async with here.unit(role) as ctx:
            for call in (
                payroll.sheet(ctx),
                payroll.periods(ctx),
                payroll.approve(ctx, FIRST, ""),
                payroll.add_item(ctx, town.chloe, "tip", 500, FIRST),
                payroll.remove_item(ctx, item),
            ):
                with pytest.raises(Forbidden):
                    await call
    async with there.unit() as ctx:
        with pytest.raises(NotFound):
            await payroll.add_item(ctx, town.chloe, "tip", 500, FIRST)
        with pytest.raises(NotFound):
            await payroll.remove_item(ctx, item)
        assert (await payroll.sheet(ctx)).rows == []


async def test_the_database_itself_refuses_a_day_approved_twice(office, later):
    await approve(office)
    async with office.unit() as ctx:
        with pytest.raises(Exception, match="pay_periods_no_day_twice"):
            await ctx.session.execute(
                text(
                    "INSERT INTO pay_periods (id, org_id, starts_on, ends_on, status, approved_at,"
                    " approved_by, sheet, digest) SELECT gen_random_uuid(), org_id, ends_on, ends_on,"
                    " status, approved_at, approved_by, sheet, digest FROM pay_periods"
                )
            )

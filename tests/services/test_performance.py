"""How work went: counted by hand for one day, and pay hidden from who may not see it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Forbidden, Invalid, NotFound
from cleaning_app.services import availability, bookings, performance, ratings, time_tracking
from tests.factories import MONDAY, Office, Town, build_town

DAY = date(2026, 11, 23)
MINUTE, HOUR, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def done(office: Office, town: Town, hour: float, *crew, price: int = 10001):
    async with office.unit() as ctx:
        made = await town.book(ctx, hour, *crew, price_cents=price)
        for verb in (bookings.confirm, bookings.start, bookings.finish):
            await verb(ctx, made.id)
    return made.id


async def clocked(office: Office, booking, worker, start, minutes: int):
    async with office.unit() as ctx:
        span = Interval(start, start + minutes * MINUTE)
        await time_tracking.correct(ctx, booking, worker, [span], "as told")


async def figures(office: Office, role: str = "owner", first=DAY, last=DAY):
    async with office.unit(role) as ctx:
        found = await performance.everyone(ctx, first, last)
    return {one.worker.split()[0]: one for one in found}


@pytest.fixture
async def worked(office: Office, town: Town) -> Town:
    """A Monday: two jobs of Chloé's, one of them with Bilal, a no-show and a cancelled one."""
    together = await done(office, town, 0, town.chloe, town.bilal)
    alone = await done(office, town, 3, town.chloe, price=20000)
    async with office.unit() as ctx:
        missed = await town.book(ctx, 6, town.bilal)
        await bookings.confirm(ctx, missed.id)
        gone = await town.book(ctx, 8.5, town.chloe)
        await bookings.cancel(ctx, gone.id, "ill")
    office.clock.advance(timedelta(hours=12))
    async with office.unit() as ctx:
        await bookings.no_show(ctx, missed.id)
    await clocked(office, together, town.chloe, MONDAY + 10 * MINUTE, 110)
    await clocked(office, together, town.bilal, MONDAY + 11 * MINUTE, 100)
    await clocked(office, alone, town.chloe, MONDAY + 3 * HOUR, 130)
    return town


async def test_the_stars_of_a_period_are_every_member_s(office: Office, town: Town):
    both = await done(office, town, 0, town.chloe, town.bilal)
    alone = await done(office, town, 3, town.chloe)
    async with office.unit() as ctx:
        await ratings.rate(ctx, both, 4)
        await ratings.rate(ctx, alone, 5)
    found = await figures(office)
    assert [(found[who].stars, found[who].rated) for who in ("Chloé", "Bilal")] == [
        (Decimal("4.5"), 2), (Decimal("4.0"), 1),
    ]  # fmt: skip
    assert found["Chloé"].jobs == 2
    assert (await figures(office, first=DAY + DAYS, last=DAY + DAYS))["Chloé"].stars is None


async def test_a_monday_counted_by_hand(office: Office, worked: Town):
    found = await figures(office)
    chloe, bilal = found["Chloé"], found["Bilal"]
    assert (chloe.jobs, chloe.cancelled, chloe.no_shows) == (2, 1, 0)
    assert (bilal.jobs, bilal.cancelled, bilal.no_shows) == (1, 0, 1)
    assert (chloe.worked, chloe.planned, chloe.pace_percent) == (240, 240, 100)
    assert (chloe.starts, chloe.on_time, bilal.starts, bilal.on_time) == (2, 2, 1, 0)
    assert chloe.revenue_cents + bilal.revenue_cents == 30001
    assert {chloe.revenue_cents - 20000, bilal.revenue_cents} == {5000, 5001}
    assert chloe.labour_cents == 4 * 2600
    assert chloe.margin_cents == chloe.revenue_cents - 4 * 2600
    assert (chloe.booked, chloe.available, chloe.used_percent) == (240, 600, 40)


async def test_time_off_is_not_time_to_work(office: Office, worked: Town):
    async with office.unit() as ctx:
        await availability.create(
            ctx, starts_at=MONDAY + 5 * HOUR, ends_at=MONDAY + 10 * HOUR, worker_id=worked.chloe
        )
    assert (await figures(office))["Chloé"].available == 300


async def test_one_worker_with_the_rows_behind(office: Office, worked: Town):
    async with office.unit() as ctx:
        seen = await performance.one(ctx, worked.bilal, DAY - timedelta(days=7), DAY)
    assert [(one.minutes, one.client) for one in seen.late] == [(11, "Gwen Abbott")]
    assert [(week.monday, week.minutes) for week in seen.weeks] == [
        (DAY - timedelta(days=7), 0),
        (DAY, 100),
    ]
    assert seen.overruns == []


async def test_another_day_shows_nothing_of_this_one(office: Office, worked: Town):
    day = DAY + timedelta(days=1)
    found = (await figures(office, first=day, last=day))["Chloé"]
    assert (found.jobs, found.worked, found.starts, found.revenue_cents) == (0, 0, 0, 0)
    assert (found.on_time_percent, found.pace_percent) == (None, None)


async def test_money_is_for_who_may_see_it(office: Office, worked: Town):
    for role in ("dispatcher", "viewer"):
        found = (await figures(office, role))["Chloé"]
        assert (found.jobs, found.revenue_cents, found.labour_cents, found.margin_cents) == (
            2, None, None, None,
        )  # fmt: skip
    assert (await figures(office, "accountant"))["Chloé"].margin_cents is not None


async def test_workers_see_none_of_it_and_strangers_nothing(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with here.unit() as ctx:
        town = await build_town(ctx)
        with pytest.raises(Invalid):
            await performance.everyone(ctx, DAY, DAY - timedelta(days=1))
    async with here.unit("worker", town.chloe) as ctx:
        for call in (
            performance.everyone(ctx, DAY, DAY),
            performance.one(ctx, town.chloe, DAY, DAY),
        ):
            with pytest.raises(Forbidden):
                await call
    async with there.unit() as ctx:
        assert await performance.everyone(ctx, DAY, DAY) == []
        with pytest.raises(NotFound):
            await performance.one(ctx, town.chloe, DAY, DAY)

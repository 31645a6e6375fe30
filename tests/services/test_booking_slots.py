"""Free times for a visit: what is offered can be booked as it stands, without a single warning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import availability, bookings, clients, policies, workers
from cleaning_app.services.bookings import SlotWish
from tests.factories import MONDAY, Office, Town, count_statements

HOUR = timedelta(hours=1)


def wish(town: Town, **more) -> SlotWish:
    asked = {
        "service_id": town.services["standard"],
        "address_id": town.address,
        "client_id": town.client,
        **more,
    }
    return SlotWish(120, **asked)


async def test_every_offered_slot_can_be_booked_without_a_reason(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 1, town.chloe)
        await town.book(ctx, 26, town.bilal)
        found = await bookings.slots(ctx, wish(town, count=12))
        assert len(found) == 12
    for slot in found:
        async with office.unit("dispatcher") as ctx:
            start = (slot.starts_at - MONDAY) / HOUR
            made = await town.book(ctx, start, *slot.worker_ids, override_reason="")
            assert made.warnings == []
            await bookings.delete(ctx, made.id)


async def test_time_off_holidays_and_notice_are_kept_clear(office: Office, town: Town):
    async with office.unit() as ctx:
        await policies.change(ctx, {"lead_time_hours": 24})
        await availability.create(
            ctx, starts_at=MONDAY + 24 * HOUR, ends_at=MONDAY + 34 * HOUR, kind="training",
            worker_id=None, team_id=None,
        )  # fmt: skip
        found = await bookings.slots(ctx, wish(town, days=3))
        assert min(slot.starts_at for slot in found) >= MONDAY + 48 * HOUR
        christmas = wish(town, first_day=date(2026, 12, 25), days=1)
        assert await bookings.slots(ctx, christmas) == []


async def test_the_banned_are_left_out_and_the_preferred_come_first(office: Office, town: Town):
    async with office.unit() as ctx:
        await clients.wish(ctx, town.client, town.bilal, "preferred")
        best = (await bookings.slots(ctx, wish(town)))[0]
        assert (best.workers, best.preferred) == (["Bilal Kovalenko"], True)
        await clients.wish(ctx, town.client, town.bilal, "banned")
        found = await bookings.slots(ctx, wish(town))
        assert {name for slot in found for name in slot.workers} == {"Chloé Roy"}


async def test_two_people_with_the_skill_or_nobody(office: Office, town: Town):
    async with office.unit() as ctx:
        assert len((await bookings.slots(ctx, wish(town, crew=2)))[0].workers) == 2
        await workers.update(ctx, town.bilal, skill_ids=[])
        assert await bookings.slots(ctx, wish(town, crew=2)) == []


async def test_another_time_for_a_booking_is_near_the_one_it_has(office: Office, town: Town):
    async with office.unit() as ctx:
        booked = await town.book(ctx, 26, town.chloe)
        found = await bookings.other_times(ctx, booked.id)
        assert abs(found[0].starts_at - (MONDAY + 26 * HOUR)) <= 24 * HOUR


async def test_a_search_costs_the_same_however_many_work_here(office: Office, town: Town):
    async with office.unit() as ctx:
        with count_statements() as few:
            await bookings.slots(ctx, wish(town))
        for n in range(10):
            await workers.create(ctx, name=f"Worker {n}", skill_ids=[])
        with count_statements() as many:
            await bookings.slots(ctx, wish(town))
        assert len(many) == len(few) == 5


async def test_searches_nobody_means_are_refused(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        for odd in (wish(town, days=90), wish(town, crew=0), replace(wish(town), minutes=5)):
            with pytest.raises(Invalid):
                await bookings.slots(ctx, odd)
    async with office.unit("worker", town.chloe) as ctx:
        with pytest.raises(Forbidden):
            await bookings.slots(ctx, wish(town))

"""Who could take a visit: the free and near first, and what stands in everybody else's way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import bookings, workers
from tests.factories import MONDAY, Office, Town, count_statements

HOUR = timedelta(hours=1)


async def test_the_free_come_before_the_busy_and_the_busy_say_where_they_are(
    office: Office, town: Town
):
    async with office.unit("dispatcher") as ctx:
        booked = await town.book(ctx, 1, town.chloe)
        found = await bookings.candidates(
            ctx, MONDAY + 2 * HOUR, 120, service_id=town.services["standard"]
        )
        assert [one.worker_id for one in found] == [town.bilal, town.chloe]
        assert [one.is_free for one in found] == [True, False]
        assert found[1].job is not None
        assert found[1].job.id == booked.id
        assert found[1].jobs_that_day == 1


async def test_a_booking_is_never_in_its_own_way(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        booked = await town.book(ctx, 1, town.chloe)
        found = await bookings.candidates(ctx, MONDAY + HOUR, 120, booking_id=booked.id)
        assert all(one.is_free for one in found)


async def test_who_lacks_the_skill_is_warned_about_and_comes_after_who_has_it(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        novice = await workers.create(ctx, name="Aaron Novice", skill_ids=[])
    async with office.unit("dispatcher") as ctx:
        found = await bookings.candidates(
            ctx, MONDAY + HOUR, 120, service_id=town.services["standard"]
        )
        assert found[-1].worker_id == novice
        assert found[-1].is_free
        assert [warned.rule for warned in found[-1].warnings] == ["missing_skill"]


async def test_the_way_is_measured_from_home_and_unknown_without_one(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        found = await bookings.candidates(ctx, MONDAY + HOUR, 120, address_id=town.address)
        ways = {one.worker_id: one.drive_minutes for one in found}
        assert ways[town.chloe] == 5
        assert ways[town.bilal] is None
        assert found[0].worker_id == town.chloe


async def test_asking_costs_the_same_however_many_work_here(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        with count_statements() as few:
            await bookings.candidates(ctx, MONDAY, 60)
    async with office.unit() as ctx:
        for n in range(12):
            await workers.create(ctx, name=f"Worker {n}", skill_ids=[])
    async with office.unit("dispatcher") as ctx:
        with count_statements() as many:
            found = await bookings.candidates(ctx, MONDAY, 60)
        assert len(found) == 14
        assert len(many) == len(few)


async def test_lengths_no_visit_has_are_refused(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(Invalid):
            await bookings.candidates(ctx, MONDAY, 5)


async def test_a_worker_may_not_ask_about_colleagues(office: Office, town: Town):
    async with office.unit("worker", town.chloe) as ctx:
        with pytest.raises(Forbidden):
            await bookings.candidates(ctx, MONDAY, 60)

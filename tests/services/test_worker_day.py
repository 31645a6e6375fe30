"""The worker's phone: own jobs only, in order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleaning_app.errors import Forbidden, NotFound
from cleaning_app.services import audit, bookings, clients, worker_day
from tests.factories import Office, Town, build_town, count_statements


async def test_a_day_shows_own_jobs_in_order_with_the_way_between(office: Office, town: Town):
    async with office.unit() as ctx:
        await clients.update(ctx, town.client, phone="780 555 0177")
        far = await clients.add_address(
            ctx, town.client, street="1 Airport Rd", lat=53.31, lng=-113.58
        )
        second = await town.book(ctx, 4, town.chloe, address_id=far, notes="Dog, friendly")
        first = await town.book(ctx, 0, town.chloe, town.bilal, address_id=town.address)
        await town.book(ctx, 3, town.bilal, address_id=town.address)
        await town.book(ctx, 24, town.chloe, address_id=town.address)
        gone = await town.book(ctx, 7, town.chloe, address_id=town.address)
        await bookings.cancel(ctx, gone.id, "ill")
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        with count_statements() as seen:
            day = await worker_day.today(ctx)
        assert len(seen) == 1
        assert [job.id for job in day.jobs] == [first.id, second.id]
        assert day.next_id == first.id
        assert day.done_by == office.clock.now() + timedelta(hours=6)
        assert (day.jobs[0].mates, day.jobs[0].drive_minutes) == (["Bilal Kovalenko"], None)
        assert (day.jobs[1].drive_minutes, day.jobs[1].notes) == (41, "Dog, friendly")
        assert day.jobs[0].phone == "+17805550177"
        week = await worker_day.week(ctx)
        assert [len(day.jobs) for day in week] == [2, 1, 0, 0, 0, 0, 0]
        assert week[1].jobs[0].phone is None


async def test_a_colleagues_job_does_not_exist(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe, confirmed=True)).id
    async with office.unit("worker", worker_id=town.bilal) as ctx:
        assert (await worker_day.today(ctx)).jobs == []
        for call in (
            worker_day.job(ctx, id),
            worker_day.access_notes(ctx, id),
        ):
            with pytest.raises(NotFound):
                await call


async def test_another_organisations_jobs_do_not_exist(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
        foreign = (await theirs.book(ctx, 0, theirs.chloe)).id
    async with here.unit("worker", worker_id=theirs.chloe) as ctx:
        assert (await worker_day.today(ctx)).jobs == []
        with pytest.raises(NotFound):
            await worker_day.job(ctx, foreign)


async def test_codes_are_shown_on_the_day_only_and_each_look_is_audited(office: Office, town: Town):
    async with office.unit() as ctx:
        now = (await town.book(ctx, 0, town.chloe)).id
        tomorrow = (await town.book(ctx, 24, town.chloe)).id
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        assert await worker_day.access_notes(ctx, now) == "Lockbox 4711"
        with pytest.raises(Forbidden, match="day of the visit"):
            await worker_day.access_notes(ctx, tomorrow)
    async with office.unit() as ctx:
        entry = (await audit.history(ctx, "booking", now))[0]
        assert (entry.action, entry.role) == ("booking.access_notes_view", "worker")


async def test_the_office_has_no_day_of_its_own_and_a_worker_no_office(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        for call in (worker_day.today(ctx), worker_day.week(ctx), worker_day.job(ctx, town.client)):
            with pytest.raises(Forbidden):
                await call
    async with office.unit("worker") as ctx:
        with pytest.raises(Forbidden, match="isn't tied to a worker"):
            await worker_day.today(ctx)

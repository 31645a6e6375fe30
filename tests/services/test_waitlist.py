"""The waitlist: who waits, which free time would suit them, and what they become."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.services import bookings, clients, dashboard, waitlist, workers
from cleaning_app.services.waitlist import Wish
from tests.factories import MONDAY, Office, Town, count_statements

HOUR = timedelta(hours=1)
TUESDAY = date(2026, 11, 24)


def wish(town: Town, **more) -> Wish:
    asked = {"first_day": TUESDAY, "last_day": TUESDAY, "address_id": town.address, **more}
    return Wish(town.client, town.services["standard"], 120, **asked)


async def test_whoever_waits_sees_free_times_within_their_days_and_hours(
    office: Office, town: Town
):
    async with office.unit("dispatcher") as ctx:
        await waitlist.add(ctx, wish(town, not_before=time(13), not_after=time(16)))
        [chance] = await waitlist.chances(ctx, count=9)
        starts = [slot.starts_at.astimezone(ctx.zone) for slot in chance.slots]
        assert starts
        assert {start.date() for start in starts} == {TUESDAY}
        assert all(time(13) <= start.time() <= time(14) for start in starts)


async def test_weekdays_narrow_it_down_to_nothing(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        await waitlist.add(ctx, wish(town, weekdays=[2]))
        [chance] = await waitlist.chances(ctx)
        assert chance.slots == []


async def test_a_cancelled_visit_names_who_could_have_its_time_the_shortest_drive_first(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        booked = await town.book(ctx, 26, town.chloe)
        far = await clients.create(ctx, name="Far Away")
        place = await clients.add_address(
            ctx, far, street="1 Edge Rd", city="Edmonton", lat=53.62, lng=-113.70
        )
        await waitlist.add(ctx, replace(wish(town), client_id=far, address_id=place))
        await waitlist.add(ctx, wish(town))
        before = await bookings.placement(ctx, booked.id)
        await bookings.cancel(ctx, booked.id, "Client is away")
        found = await waitlist.could_take(ctx, before.when, before.crew)
        assert [chance.entry.client for chance in found] == ["Gwen Abbott", "Far Away"]
        assert all(chance.slots[0].worker_ids == [town.chloe] for chance in found)
        assert all(before.when.overlaps(_when(chance)) for chance in found)


def _when(chance: waitlist.Chance) -> Interval:
    return Interval(chance.slots[0].starts_at, chance.slots[0].ends_at)


async def test_nobody_is_named_without_the_skill_or_for_a_time_that_is_over(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await waitlist.add(ctx, wish(town))
        when = Interval(MONDAY + 26 * HOUR, MONDAY + 28 * HOUR)
        assert await waitlist.could_take(ctx, when, [town.chloe])
        assert await waitlist.could_take(ctx, when, []) == []
        past = Interval(MONDAY - 3 * HOUR, MONDAY - HOUR)
        assert await waitlist.could_take(ctx, past, [town.chloe]) == []
        await workers.update(ctx, town.chloe, skill_ids=[])
        assert await waitlist.could_take(ctx, when, [town.chloe]) == []


async def test_booking_takes_them_off_the_list_and_undo_puts_them_back(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        id = await waitlist.add(ctx, wish(town, notes="Ring twice"))
        [chance] = await waitlist.chances(ctx)
        slot = chance.slots[0]
        saved = await waitlist.book(ctx, id, slot.starts_at, slot.worker_ids)
        assert (await bookings.get(ctx, saved.id)).notes == "Ring twice"
        assert await waitlist.waiting(ctx) == []
        with pytest.raises(Conflict, match="settled"):
            await waitlist.book(ctx, id, slot.starts_at, [])
        await waitlist.unbook(ctx, id)
        assert [one.id for one in await waitlist.waiting(ctx)] == [id]
        assert (await bookings.get(ctx, saved.id)).deleted_at is not None


async def test_closing_is_taken_back_and_days_that_are_over_are_gone(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        id = await waitlist.add(ctx, wish(town))
        await waitlist.close(ctx, id)
        assert await waitlist.waiting(ctx) == []
        await waitlist.reopen(ctx, id)
        assert len(await waitlist.waiting(ctx)) == 1
    office.clock.advance(timedelta(days=3))
    async with office.unit("dispatcher") as ctx:
        assert await waitlist.waiting(ctx) == []


async def test_wishes_nobody_can_have_are_refused_field_by_field(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        odd = wish(
            town, first_day=date(2026, 11, 26), not_before=time(12), not_after=time(9), weekdays=[8]
        )
        with pytest.raises(Invalid) as refused:
            await waitlist.add(ctx, odd)
        assert {e.field for e in refused.value.errors} == {"last_day", "not_after", "weekdays"}
    async with office.unit("viewer") as ctx:
        with pytest.raises(Forbidden):
            await waitlist.add(ctx, wish(town))


async def test_the_dashboard_says_when_somebody_who_waits_could_be_booked(
    office: Office, town: Town
):
    async with office.unit("dispatcher") as ctx:
        await waitlist.add(ctx, wish(town))
        [need] = [n for n in (await dashboard.load(ctx)).needs if n.kind == "waitlist"]
        assert need.title == "Gwen Abbott waits for a time, and one is free"
        assert need.target.href == "/waitlist"


async def test_the_list_costs_the_same_however_many_wait(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        await waitlist.add(ctx, wish(town))
        with count_statements() as few:
            await waitlist.chances(ctx)
        for _ in range(8):
            await waitlist.add(ctx, wish(town))
        with count_statements() as many:
            assert len(await waitlist.chances(ctx)) == 9
        assert len(few) == len(many)


async def test_a_booking_made_by_hand_takes_them_off_the_list_too(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        id = await waitlist.add(ctx, wish(town))
        assert (await waitlist.entry(ctx, id)).service_id == town.services["standard"]
        saved = await town.book(ctx, 50)
        other = await clients.create(ctx, name="Jia Nguyen")
        theirs = await town.book(ctx, 54, client_id=other)
        with pytest.raises(Conflict, match="another client's"):
            await waitlist.settle(ctx, id, theirs.id)
        await waitlist.settle(ctx, id, saved.id)
        assert await waitlist.waiting(ctx) == []
        with pytest.raises(NotFound):
            await waitlist.entry(ctx, id)
        await waitlist.unbook(ctx, id)
        assert len(await waitlist.waiting(ctx)) == 1

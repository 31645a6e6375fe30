"""Time off asked for from the phone: answered, undone, and never over a client's booking unseen."""

from __future__ import annotations

import asyncio
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.services import availability, bookings, time_off, workers
from tests.factories import MONDAY, Office, Town, build_town

FRIDAY = date(2026, 11, 27)
HOUR = timedelta(hours=1)


async def ask(office: Office, worker_id, first=FRIDAY, last=None, **more):
    async with office.unit("worker", worker_id) as ctx:
        return await time_off.ask(
            ctx, **{"kind": "vacation", "first": first, "last": last or first, **more}
        )


async def mine(office: Office, worker_id) -> time_off.Asked:
    async with office.unit("worker", worker_id) as ctx:
        return (await time_off.own(ctx))[0]


async def messages(ctx) -> list[tuple[str, str]]:
    rows = await ctx.session.execute(
        text("SELECT payload->>'template', status FROM outbox_events ORDER BY id")
    )
    return [tuple(row) for row in rows]


async def test_asked_approved_and_off(office: Office, town: Town):
    request = await ask(office, town.chloe, note="Sister's wedding")
    async with office.unit("dispatcher") as ctx:
        await workers_email(ctx, town)
        [waiting] = await time_off.inbox(ctx)
        assert (waiting.asked.worker, waiting.asked.first, waiting.jobs) == (
            "Chloé Roy",
            FRIDAY,
            [],
        )
        await time_off.approve(ctx, request, "Enjoy!")
        assert await time_off.inbox(ctx) == []
        with pytest.raises(Conflict) as refused:
            await town.book(ctx, 4 * 24, town.chloe)
    assert "off" in refused.value.detail
    seen = await mine(office, town.chloe)
    assert (seen.status, seen.answer, seen.decided_by) == ("approved", "Enjoy!", "Dispatcher")
    async with office.unit() as ctx:
        assert ("time_off_answer", "pending") in await messages(ctx)


async def workers_email(ctx, town: Town) -> None:
    await ctx.session.execute(
        text("UPDATE workers SET email = 'chloe@example.test' WHERE id = :id"), {"id": town.chloe}
    )


async def test_jobs_in_the_way_refuse_until_they_are_given_up(office: Office, town: Town):
    async with office.unit() as ctx:
        first = await town.book(ctx, 4 * 24, town.chloe)
        second = await town.book(ctx, 4 * 24 + 3, town.chloe, town.bilal)
    request = await ask(office, town.chloe)
    async with office.unit("dispatcher") as ctx:
        [waiting] = await time_off.inbox(ctx)
        assert [job.number for job in waiting.jobs] == [first.number, second.number]
        with pytest.raises(Conflict) as refused:
            async with ctx.attempt():
                await time_off.approve(ctx, request)
        assert refused.value.detail == "Chloé has 2 jobs then. Move or reassign first."
        assert (await time_off.get(ctx, request)).asked.status == "pending"
        made = await time_off.approve(ctx, request, take_off=True)
        assert set(made.taken_off) == {first.id, second.id}
        crew = (await bookings.get(ctx, second.id)).crew
        assert [one.id for one in crew] == [town.bilal]

    async with office.unit("dispatcher") as ctx:
        await time_off.reopen(ctx, request, made.taken_off)
        crew = (await bookings.get(ctx, first.id)).crew
        assert [one.id for one in crew] == [town.chloe]
        assert await availability.between(ctx, MONDAY, MONDAY + timedelta(days=30)) == []
    assert (await mine(office, town.chloe)).status == "pending"


async def test_an_answer_that_is_undone_tells_nobody(office: Office, town: Town):
    request = await ask(office, town.chloe)
    async with office.unit("dispatcher") as ctx:
        await workers_email(ctx, town)
        await time_off.decline(ctx, request, "We are full that day")
        await time_off.reopen(ctx, request)
        assert await messages(ctx) == [("time_off_answer", "skipped")]
        await time_off.approve(ctx, request)
        assert (await messages(ctx))[1:] == [("time_off_answer", "pending")]


async def test_taking_the_block_away_takes_the_approval_back(office: Office, town: Town):
    request = await ask(office, town.chloe)
    async with office.unit("dispatcher") as ctx:
        await time_off.approve(ctx, request)
        [block] = await availability.between(ctx, MONDAY, MONDAY + timedelta(days=30))
        assert block.source == "request"
        await availability.delete(ctx, block.id)
    seen = await mine(office, town.chloe)
    assert (seen.status, seen.answer) == ("revoked", "")
    async with office.unit("dispatcher") as ctx:
        await availability.restore(ctx, block.id)
    assert (await mine(office, town.chloe)).status == "approved"


async def test_two_answers_at_once_are_one(office: Office, town: Town):
    request = await ask(office, town.chloe)

    async def answer(approves: bool) -> str:
        async with office.unit("dispatcher") as ctx:
            await (time_off.approve if approves else time_off.decline)(ctx, request)
        return "approved" if approves else "declined"

    results = await asyncio.gather(*map(answer, [True, False] * 4), return_exceptions=True)
    won = [result for result in results if isinstance(result, str)]
    assert len(won) == 1
    assert all(isinstance(r, Conflict) for r in results if not isinstance(r, str))
    assert (await mine(office, town.chloe)).status == won[0]


async def test_colleagues_of_the_team_who_are_off_then_are_named(office: Office, town: Town):
    async with office.unit() as ctx:
        team = await workers.add_team(ctx, "North")
        for id in (town.chloe, town.bilal):
            await workers.update(ctx, id, team_id=team)
    await ask(office, town.chloe, FRIDAY, FRIDAY + timedelta(days=3))
    await ask(office, town.bilal, FRIDAY + timedelta(days=2))
    async with office.unit("dispatcher") as ctx:
        first, second = await time_off.inbox(ctx)
    assert first.also_off == ["Bilal Kovalenko"]
    assert second.also_off == ["Chloé Roy"]


async def test_hours_of_one_day(office: Office, town: Town):
    await ask(office, town.chloe, from_time=time(13), to_time=time(17), kind="other")
    seen = await mine(office, town.chloe)
    assert (seen.whole_days, seen.ends_at - seen.starts_at) == (False, 4 * HOUR)


async def test_what_cannot_be_asked_for_is_refused_by_field(office: Office, town: Town):
    for wrong, field in (
        ({"kind": "holiday"}, "kind"),
        ({"note": "x" * 501}, "note"),
        ({"last": FRIDAY - timedelta(days=1)}, "last"),
        ({"first": date(2026, 11, 1), "last": date(2026, 11, 2)}, "first"),
        ({"first": date(2030, 1, 1), "last": date(2030, 1, 1)}, "first"),
        ({"from_time": time(13)}, "to_time"),
        ({"from_time": time(13), "to_time": time(9)}, "to_time"),
    ):
        with pytest.raises(Invalid) as refused:
            await ask(office, town.chloe, **wrong)
        assert [error.field for error in refused.value.errors] == [field], wrong


async def test_the_same_days_are_asked_for_once(office: Office, town: Town):
    results = await asyncio.gather(
        *[ask(office, town.chloe, FRIDAY, FRIDAY + timedelta(days=n)) for n in range(4)],
        return_exceptions=True,
    )
    assert sum(isinstance(one, Conflict) for one in results) == 3
    await ask(office, town.bilal)


async def test_only_ones_own_is_withdrawn_and_only_until_it_is_answered(office, town):
    request = await ask(office, town.chloe)
    async with office.unit("worker", town.bilal) as ctx:
        with pytest.raises(NotFound):
            await time_off.withdraw(ctx, request)
    async with office.unit("worker", town.chloe) as ctx:
        await time_off.withdraw(ctx, request)
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(Conflict):
            await time_off.approve(ctx, request)
    second = await ask(office, town.chloe)
    async with office.unit("dispatcher") as ctx:
        await time_off.approve(ctx, second)
    async with office.unit("worker", town.chloe) as ctx:
        with pytest.raises(Conflict):
            await time_off.withdraw(ctx, second)


async def test_the_office_does_not_ask_and_workers_do_not_answer(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with here.unit() as ctx:
        town = await build_town(ctx)
    request = await ask(here, town.chloe)
    async with here.unit("owner") as ctx:
        with pytest.raises(Forbidden):
            await time_off.ask(ctx, kind="sick", first=FRIDAY, last=FRIDAY)
    for role in ("worker", "viewer", "accountant"):
        async with here.unit(role, town.chloe) as ctx:
            for call in (
                time_off.approve(ctx, request),
                time_off.decline(ctx, request),
                time_off.reopen(ctx, request),
                time_off.inbox(ctx),
            ):
                with pytest.raises(Forbidden):
                    await call
    async with there.unit() as ctx:
        for call in (time_off.approve(ctx, request), time_off.get(ctx, request)):
            with pytest.raises(NotFound):
                await call
        assert await time_off.inbox(ctx) == []

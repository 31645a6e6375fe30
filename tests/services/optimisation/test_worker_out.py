"""Somebody is out today: their jobs find others, promises stay where they can, all as one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.services import availability, bookings, optimisation, workers
from tests.factories import MONDAY, Office, Town
from tests.services.optimisation.conftest import (
    TUESDAY,
    at,
    clients_told,
    hire_dana,
    mail_has_left,
    proposal_of,
)


@pytest.fixture
def out(office: Office, search):
    """Says that somebody is out on Tuesday and waits for the plan."""

    async def ask(worker_id, day=TUESDAY):
        async with office.unit("dispatcher") as ctx:
            run_id = await optimisation.worker_out(ctx, worker_id, day)
        return await search(run_id)

    return ask


async def test_a_colleague_takes_over_and_the_absence_is_recorded(office: Office, town: Town, out):
    async with office.unit() as ctx:
        job = await town.book(ctx, 26, town.chloe, confirmed=True)
    run = await out(town.chloe)
    (move,) = proposal_of(run).moves
    assert (move.after.crew, move.after.starts_at) == ((town.bilal,), at(2))
    assert not move.tells_client
    async with office.unit("dispatcher") as ctx:
        await optimisation.apply(ctx, run.id)
    async with office.unit() as ctx:
        assert [m.id for m in (await bookings.get(ctx, job.id)).crew] == [town.bilal]
        (block,) = await availability.between(ctx, at(0), at(9))
        assert (block.worker_id, block.kind) == (town.chloe, "sick")
        assert (block.starts_at, block.ends_at) == (at(-8), at(16))
        assert await clients_told(ctx) == 0
    async with office.unit() as ctx:
        await optimisation.undo(ctx, run.id)
    async with office.unit() as ctx:
        assert [m.id for m in (await bookings.get(ctx, job.id)).crew] == [town.chloe]
        assert await availability.between(ctx, at(0), at(9)) == []


async def test_a_start_moves_only_when_nobody_is_free_then(office: Office, town: Town, out):
    async with office.unit() as ctx:
        mine = await town.book(ctx, 26, town.chloe, confirmed=True)
        theirs = await town.book(ctx, 26, town.bilal, confirmed=True)
        await mail_has_left(ctx)
    run = await out(town.chloe)
    (move,) = proposal_of(run).moves
    assert move.booking_id == mine.id
    assert move.after.crew == (town.bilal,)
    assert abs(move.after.starts_at - at(2)) == timedelta(hours=2)
    assert move.tells_client
    async with office.unit() as ctx:
        await optimisation.apply(ctx, run.id)
        assert (await bookings.get(ctx, theirs.id)).starts_at == at(2)
    async with office.unit() as ctx:
        assert await clients_told(ctx) == 1


async def test_another_persons_job_moves_when_that_saves_a_promise(office: Office, town: Town, out):
    """Only Bilal can do the deep clean, so Dana takes the job that he has at that time."""
    async with office.unit() as ctx:
        dana = await hire_dana(ctx)
        deep = await town.book(ctx, 26, town.chloe, service_id=town.services["deep"])
        plain = await town.book(ctx, 26, town.bilal)
    run = await out(town.chloe)
    after = {move.booking_id: move.after for move in proposal_of(run).moves}
    assert after[deep.id].crew == (town.bilal,)
    assert after[plain.id].crew == (dana,)
    assert {spot.starts_at for spot in after.values()} == {at(2)}


async def test_a_job_nobody_can_take_loses_its_crew_and_says_so(office: Office, town: Town, out):
    async with office.unit() as ctx:
        await workers.archive(ctx, town.bilal)
        job = await town.book(ctx, 26, town.chloe)
    run = await out(town.chloe)
    proposal = proposal_of(run)
    (move,) = proposal.moves
    assert (move.after.crew, move.why) == ((), "Nobody is there that day.")
    assert proposal.after.unassigned == 1
    async with office.unit() as ctx:
        await optimisation.apply(ctx, run.id)
        assert (await bookings.get(ctx, job.id)).crew == []


async def test_of_a_crew_of_two_only_one_is_replaced(office: Office, town: Town, out):
    async with office.unit() as ctx:
        dana = await hire_dana(ctx)
        job = await town.book(ctx, 26, town.chloe, town.bilal)
    run = await out(town.chloe)
    (move,) = proposal_of(run).moves
    assert set(move.after.crew) == {town.bilal, dana}
    async with office.unit() as ctx:
        await optimisation.apply(ctx, run.id)
        assert {m.id for m in (await bookings.get(ctx, job.id)).crew} == {town.bilal, dana}


async def test_what_somebody_is_in_the_middle_of_they_finish(office: Office, town: Town, out):
    async with office.unit() as ctx:
        begun = await town.book(ctx, 0, town.chloe, confirmed=True)
        await bookings.start(ctx, begun.id)
        await town.book(ctx, 3, town.chloe)
    run = await out(town.chloe, MONDAY.date())
    (move,) = proposal_of(run).moves
    assert move.booking_id != begun.id
    async with office.unit() as ctx:
        await optimisation.apply(ctx, run.id)
        (block,) = await availability.between(ctx, MONDAY, MONDAY + timedelta(hours=9))
        assert block.starts_at == MONDAY + timedelta(hours=2)


async def test_a_free_day_is_recorded_all_the_same(office: Office, town: Town, out):
    run = await out(town.chloe)
    assert proposal_of(run).moves == ()
    async with office.unit() as ctx:
        await optimisation.apply(ctx, run.id)
    async with office.unit() as ctx:
        assert len(await availability.between(ctx, at(0), at(9))) == 1
        with pytest.raises(Conflict):
            await optimisation.apply(ctx, run.id)


async def test_who_is_not_there_cannot_be_out(office: Office, town: Town):
    async with office.unit() as ctx:
        with pytest.raises(Invalid):
            await optimisation.worker_out(ctx, town.chloe, TUESDAY - timedelta(days=9))
        with pytest.raises(NotFound):
            await optimisation.worker_out(ctx, office.identity.org.id, TUESDAY)
        await workers.archive(ctx, town.bilal)
        with pytest.raises(NotFound):
            await optimisation.worker_out(ctx, town.bilal, TUESDAY)

"""A run's life: queued, claimed by one runner, cancelled, broken off, handed back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cleaning_app.errors import Conflict
from cleaning_app.services import optimisation
from cleaning_app.services.optimisation import Wishes
from tests.factories import Office, Town
from tests.services.optimisation.conftest import TUESDAY


async def ask(office: Office, **wishes: object):
    async with office.unit() as ctx:
        return await optimisation.start(ctx, Wishes(TUESDAY, **wishes))


async def status(office: Office, run_id) -> str:
    async with office.unit() as ctx:
        return (await optimisation.get(ctx, run_id)).status


async def test_one_of_two_runners_gets_it(office: Office, town: Town):
    run_id = await ask(office)
    claims = await asyncio.gather(
        *(optimisation.claim(office.identity, name, office.clock) for name in ("one", "two"))
    )
    assert [claim.id for claim in claims if claim] == [run_id]
    assert await optimisation.waiting(office.clock.now()) == []


async def test_asking_twice_is_one_run_and_many_at_once_are_refused(office: Office, town: Town):
    assert await ask(office) == await ask(office)
    for days in (2, 3, 4, 5):
        await ask(office, days=days)
    with pytest.raises(Conflict, match="Several plans"):
        await ask(office, days=6)


async def test_a_runner_that_dies_loses_its_run_and_the_third_death_ends_it(
    office: Office, town: Town
):
    run_id = await ask(office)
    for _ in range(3):
        assert await optimisation.claim(office.identity, "mortal", office.clock) is not None
        assert await optimisation.claim(office.identity, "next", office.clock) is None
        office.clock.advance(timedelta(seconds=31))
        assert await optimisation.waiting(office.clock.now()) == [office.identity.org.id]
    assert await optimisation.claim(office.identity, "last", office.clock) is None
    assert await status(office, run_id) == "failed"


async def test_cancelling_ends_a_search_and_its_result_is_not_written(
    office: Office, town: Town, crossed
):
    run_id = await ask(office, seconds=60)
    claimed = await optimisation.claim(office.identity, "runner", office.clock)
    assert claimed is not None
    search = asyncio.create_task(
        optimisation.execute(office.identity, claimed, "runner", office.clock)
    )
    async with office.unit() as ctx:
        await optimisation.cancel(ctx, run_id)
    assert await asyncio.wait_for(search, 30) == "cancelled"
    async with office.unit() as ctx:
        run = await optimisation.get(ctx, run_id)
    assert (run.status, run.proposal) == ("cancelled", None)


async def test_enough_is_enough(office: Office, town: Town, crossed):
    run_id = await ask(office, seconds=60, moves="crews")
    claimed = await optimisation.claim(office.identity, "runner", office.clock)
    assert claimed is not None
    async with office.unit() as ctx:
        await optimisation.enough(ctx, run_id)
    await asyncio.wait_for(
        optimisation.execute(office.identity, claimed, "runner", office.clock), 30
    )
    assert await status(office, run_id) == "done"


async def test_a_runner_that_is_stopped_hands_its_run_back(office: Office, town: Town, crossed):
    run_id = await ask(office, seconds=60)
    claimed = await optimisation.claim(office.identity, "runner", office.clock)
    assert claimed is not None
    search = asyncio.create_task(
        optimisation.execute(office.identity, claimed, "runner", office.clock)
    )
    await asyncio.sleep(0.1)
    search.cancel()
    with pytest.raises(asyncio.CancelledError):
        await search
    assert await status(office, run_id) == "queued"
    assert await optimisation.waiting(office.clock.now()) == [office.identity.org.id]

"""Applying a plan: few statements however many moves, and whatever changed meanwhile is named."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from cleaning_app.errors import Conflict
from cleaning_app.services import availability, bookings, clients, optimisation, workers
from tests.factories import Office, Town, count_statements
from tests.services.optimisation.conftest import (
    TUESDAY,
    at,
    clients_told,
    mail_has_left,
    proposal_of,
)


async def loose(office: Office, town: Town, many: int) -> None:
    """So many jobs that nobody is on, two at a time."""
    async with office.unit() as ctx:
        for n in range(many):
            await town.book(ctx, 24 + n // 2 * 1.5, minutes=60)


async def deed_statements(office: Office, deed, run_id: UUID) -> int:
    with count_statements() as seen:
        async with office.unit("dispatcher") as ctx:
            await deed(ctx, run_id)
    return len(seen)


async def test_ten_moves_take_hardly_more_statements_than_one(office: Office, town: Town, plan):
    """Each move once cost some twenty of them."""
    counts = []
    for many in (1, 10):
        await loose(office, town, many)
        run = await plan(moves="unassigned", lunch=False)
        assert len(proposal_of(run).moves) == many
        applied = await deed_statements(office, optimisation.apply, run.id)
        counts.append((applied, await deed_statements(office, optimisation.undo, run.id)))
        async with office.unit() as ctx:
            for move in proposal_of(run).moves:
                await bookings.delete(ctx, move.booking_id)
    (one_applied, one_undone), (ten_applied, ten_undone) = counts
    assert ten_applied <= one_applied + 5
    assert ten_undone <= one_undone + 5


async def test_a_stand_in_who_has_left_is_named_and_so_is_one_whom_undoing_would_need(
    office: Office, town: Town, search
):
    async with office.unit() as ctx:
        await town.book(ctx, 26, town.chloe)
        run_id = await optimisation.worker_out(ctx, town.chloe, TUESDAY)
    await search(run_id)
    async with office.unit() as ctx:
        await workers.archive(ctx, town.bilal)
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="Gwen Abbott: Bilal Kovalenko has left"):
            await optimisation.apply(ctx, run_id)
        await workers.restore(ctx, town.bilal)
        await optimisation.apply(ctx, run_id)
        await workers.archive(ctx, town.chloe)
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="Gwen Abbott: Chloé Roy has left"):
            await optimisation.undo(ctx, run_id)


@pytest.mark.parametrize("deed", ["cancel", "delete"])
async def test_a_booking_that_is_off_meanwhile_is_named(office: Office, crossed, plan, deed: str):
    run = await plan(moves="crews")
    async with office.unit() as ctx:
        if deed == "cancel":
            await bookings.cancel(ctx, crossed["bilal"], "Moved away")
        else:
            await bookings.delete(ctx, crossed["bilal"])
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match=r"is cancelled by now|was deleted"):
            await optimisation.apply(ctx, run.id)


async def test_two_plans_at_once_make_one_day(office: Office, crossed, town: Town, plan):
    """Two dispatchers look at two plans for the same jobs and apply them in the same moment."""
    one, two = await plan(moves="crews"), await plan(moves="crews", overtime=30)

    async def apply(run_id: UUID):
        async with office.unit("dispatcher") as ctx:
            return await optimisation.apply(ctx, run_id)

    done = await asyncio.gather(apply(one.id), apply(two.id), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Applied", "Conflict"]
    (refused,) = [each for each in done if isinstance(each, Conflict)]
    assert len(refused.extra["changed"]) == 2
    async with office.unit() as ctx:
        assert (await bookings.get(ctx, crossed["chloe"])).crew[0].id == town.bilal
        assert (await bookings.get(ctx, crossed["bilal"])).crew[0].id == town.chloe


async def test_who_is_out_and_was_given_more_meanwhile_is_named(office: Office, town: Town, search):
    async with office.unit() as ctx:
        await town.book(ctx, 26, town.chloe)
        run_id = await optimisation.worker_out(ctx, town.chloe, TUESDAY)
    run = await search(run_id)
    async with office.unit() as ctx:
        more = await town.book(ctx, 30, town.chloe)
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="was given to Chloé Roy since") as refused:
            await optimisation.apply(ctx, run.id)
    assert [one["booking_id"] for one in refused.value.extra["changed"]] == [str(more.id)]


async def test_an_absence_that_was_ended_by_hand_does_not_stand_in_the_way_of_undoing(
    office: Office, town: Town, search
):
    async with office.unit() as ctx:
        job = await town.book(ctx, 26, town.chloe)
        run_id = await optimisation.worker_out(ctx, town.chloe, TUESDAY)
    await search(run_id)
    async with office.unit() as ctx:
        await optimisation.apply(ctx, run_id)
        (block,) = await availability.between(ctx, at(0), at(9))
        await availability.delete(ctx, block.id)
    async with office.unit() as ctx:
        assert await optimisation.undo(ctx, run_id) == 1
        assert (await bookings.get(ctx, job.id)).crew[0].id == town.chloe


async def test_only_clients_with_an_address_count_as_told(office: Office, town: Town, search):
    """Bilal is busy then, so the start moves; whoever has no e-mail is not written to."""
    async with office.unit() as ctx:
        await clients.update(ctx, town.client, email="")
        await town.book(ctx, 26, town.chloe, confirmed=True)
        await town.book(ctx, 26, town.bilal, confirmed=True)
        await mail_has_left(ctx)
        run_id = await optimisation.worker_out(ctx, town.chloe, TUESDAY)
    (move,) = proposal_of(await search(run_id)).moves
    assert move.tells_client
    async with office.unit() as ctx:
        assert (await optimisation.apply(ctx, run_id)).told == 0
        assert await clients_told(ctx) == 0

"""Beside a proposal: what could move on a day, a plan on the map, and whom no e-mail reaches."""

from __future__ import annotations

import pytest

from cleaning_app.errors import Forbidden, Invalid, NotFound
from cleaning_app.services import bookings, clients, optimisation
from tests.factories import MONDAY, Office, Town
from tests.services.optimisation.conftest import TUESDAY, address, proposal_of


async def test_the_jobs_and_people_of_a_day_and_what_stays_anyway(office: Office, town: Town):
    async with office.unit() as ctx:
        soon = await town.book(ctx, 0.25, town.chloe)
        later = await town.book(ctx, 5, town.chloe, town.bilal)
        gone = await town.book(ctx, 3)
        await bookings.cancel(ctx, gone.id, "Moved away")
        await town.book(ctx, 26)
    async with office.unit("dispatcher") as ctx:
        seen = await optimisation.outlook(ctx, MONDAY.date())
        assert [(job.booking_id, job.stays) for job in seen.jobs] == [
            (soon.id, True),
            (later.id, False),
        ]
        assert sorted(seen.jobs[1].crew) == ["Bilal Kovalenko", "Chloé Roy"]
        assert {(one.name, one.jobs) for one in seen.people} == {
            ("Bilal Kovalenko", 1),
            ("Chloé Roy", 2),
        }
        assert len((await optimisation.outlook(ctx, MONDAY.date(), 2)).jobs) == 3
        with pytest.raises(Invalid):
            await optimisation.outlook(ctx, TUESDAY, 8)
    async with office.unit("viewer") as ctx:
        with pytest.raises(Forbidden):
            await optimisation.outlook(ctx, TUESDAY)


async def test_a_plan_on_the_map_shows_both_days_and_marks_what_moves(
    office: Office, town: Town, crossed, plan
):
    async with office.unit() as ctx:
        nowhere = await address(ctx, town, "Nowhere", None, None)
        await town.book(ctx, 31, town.chloe, address_id=nowhere)
    run = await plan(moves="crews")
    async with office.unit("dispatcher") as ctx:
        shown = await optimisation.on_map(ctx, run.id)
    assert {stop.stop for stop in shown.before} == {stop.stop for stop in shown.after}
    moved = {stop.stop for stop in shown.after if stop.moved}
    assert moved == {move.stop for move in proposal_of(run).moves}
    assert not any(stop.moved for stop in shown.before)
    was, now = ({stop.stop: stop.who for stop in side} for side in (shown.before, shown.after))
    assert was[str(crossed["chloe"])] == "Chloé Roy"
    assert now[str(crossed["chloe"])] == "Bilal Kovalenko"
    assert [stop.lat for stop in shown.after if stop.client and stop.area == "Nowhere"] == [None]


async def test_whom_no_e_mail_reaches_has_to_be_called(office: Office, town: Town, crossed, plan):
    proposal = proposal_of(await plan(moves="crews"))
    async with office.unit("dispatcher") as ctx:
        assert await optimisation.silent(ctx, proposal) == frozenset()
    async with office.unit() as ctx:
        await clients.update(ctx, town.client, email="")
    async with office.unit("dispatcher") as ctx:
        assert await optimisation.silent(ctx, proposal) == set(crossed.values())


async def test_a_day_without_places_a_day_without_people_and_a_day_without_jobs(
    office: Office, town: Town, plan
):
    """Nothing to measure, nobody to send, nothing to do: each has an answer."""
    assert proposal_of(await plan()).moves == ()
    async with office.unit() as ctx:
        nowhere = await address(ctx, town, "Nowhere", None, None)
        for hour in (24, 27):
            await town.book(ctx, hour, address_id=nowhere)
    proposal = proposal_of(await plan())
    assert (len(proposal.moves), proposal.after.metres) == (2, 0)
    proposal = proposal_of(await plan(left_alone=(town.chloe, town.bilal)))
    assert (proposal.moves, proposal.after.unassigned) == ((), 2)


async def test_a_strangers_plan_is_on_no_map(office: Office, new_office, crossed, plan):
    run = await plan()
    stranger = await new_office("Other")
    async with stranger.unit() as ctx:
        with pytest.raises(NotFound):
            await optimisation.on_map(ctx, run.id)
        assert await optimisation.silent(ctx, proposal_of(run)) == frozenset()


async def test_the_map_of_a_run_that_has_not_begun_is_empty(office: Office, town: Town):
    async with office.unit() as ctx:
        run_id = await optimisation.start(ctx, optimisation.Wishes(TUESDAY))
        shown = await optimisation.on_map(ctx, run_id)
    assert (shown.before, shown.after) == ((), ())

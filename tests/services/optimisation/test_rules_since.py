"""What became wrong by a rule since a plan was made: named move by move, and left out or decided on."""

from __future__ import annotations

from uuid import UUID

import pytest

from cleaning_app.context import Ctx
from cleaning_app.services import availability, bookings, optimisation, workers
from cleaning_app.services.bookings import NeedsReason
from tests.factories import Office, Town
from tests.services.optimisation.conftest import at, proposal_of


async def a_team_day(ctx: Ctx, town: Town) -> None:
    team = await workers.add_team(ctx, "North")
    await workers.update(ctx, town.bilal, team_id=team)
    await availability.create(ctx, starts_at=at(0), ends_at=at(9), team_id=team, reason="Team day")


async def a_skill_lost(ctx: Ctx, town: Town) -> None:
    await workers.update(ctx, town.bilal, skill_ids=[])


async def a_certificate_missing(ctx: Ctx, town: Town) -> None:
    (skill,) = [skill.id for skill in await workers.skills(ctx) if skill.key == "standard"]
    await workers.certificates.add(ctx, town.chloe, "First aid")
    await workers.certificates.require(ctx, skill, "First aid")


async def crew_of(ctx: Ctx, booking_id: UUID) -> list[UUID]:
    return [member.id for member in (await bookings.get(ctx, booking_id)).crew]


@pytest.mark.parametrize(
    ("meanwhile", "says"),
    [
        (a_team_day, "Off then: Team day"),
        (a_skill_lost, "lacks: standard"),
        (a_certificate_missing, "No certificate “First aid”"),
    ],
)
async def test_a_move_that_breaks_a_rule_by_now_is_named(
    office: Office, crossed, town: Town, plan, meanwhile, says: str
):
    run = await plan(moves="crews")
    async with office.unit() as ctx:
        await meanwhile(ctx, town)
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(NeedsReason, match=says) as asked:
            await optimisation.apply(ctx, run.id)
    assert asked.value.extra["others"] == []  # Bilal keeps his job, so Chloé's would clash
    (worse,) = asked.value.extra["worse"]
    assert worse["booking_id"] == str(crossed["chloe"])  # the one that would be Bilal's
    async with office.unit() as ctx:
        assert await crew_of(ctx, crossed["chloe"]) == [town.chloe]  # nothing was moved
        assert await crew_of(ctx, crossed["bilal"]) == [town.bilal]


async def test_the_rest_is_applied_without_it(office: Office, town: Town, plan):
    async with office.unit() as ctx:
        await town.book(ctx, 24)
        deep = await town.book(ctx, 28, service_id=town.services["deep"])
    run = await plan(moves="unassigned", lunch=False)
    (takes,) = [m.after.crew for m in proposal_of(run).moves if m.booking_id == deep.id]
    async with office.unit() as ctx:
        kept = [skill.id for skill in await workers.skills(ctx) if skill.key == "standard"]
        await workers.update(ctx, takes[0], skill_ids=kept)
    async with office.unit() as ctx:
        with pytest.raises(NeedsReason) as asked:
            await optimisation.apply(ctx, run.id)
    others = asked.value.extra["others"]
    assert len(others) == 1
    async with office.unit() as ctx:
        assert (await optimisation.apply(ctx, run.id, others)).moves == 1
        assert await crew_of(ctx, deep.id) == []


async def test_with_a_reason_all_of_it_is_applied_and_the_reason_stays(
    office: Office, crossed, town: Town, plan
):
    run = await plan(moves="crews")
    async with office.unit() as ctx:
        await a_team_day(ctx, town)
    async with office.unit("dispatcher") as ctx:
        await optimisation.apply(ctx, run.id, override_reason="Bilal comes in for it")
    async with office.unit() as ctx:
        assert await crew_of(ctx, crossed["chloe"]) == [town.bilal]
        told = [str(entry.details) for entry in (await bookings.get(ctx, crossed["chloe"])).history]
    assert any("Bilal comes in for it" in details for details in told)


async def test_rules_the_plan_was_made_with_are_not_asked_about_again(
    office: Office, town: Town, plan
):
    """Overtime that was allowed is in the plan; looking at it later changes nothing."""
    async with office.unit() as ctx:
        late = await town.book(ctx, 24 + 8.5)  # until 18:30, longer than their day
    run = await plan(moves="unassigned", overtime=60, lunch=False)
    (move,) = proposal_of(run).moves
    assert any("Outside the worker's hours" in said for said in move.breaks)
    async with office.unit() as ctx:
        assert (await optimisation.apply(ctx, run.id)).moves == 1
        assert len(await crew_of(ctx, late.id)) == 1

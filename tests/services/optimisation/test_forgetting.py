"""Old runs go: proposals soon, applied plans after half a year, and never one that is searched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleaning_app.errors import NotFound
from cleaning_app.services import housekeeping, optimisation
from cleaning_app.services.optimisation import Wishes
from tests.factories import Office
from tests.services.optimisation.conftest import TUESDAY


async def tidied(office: Office, days: int) -> int:
    office.clock.advance(timedelta(days=days))
    async with office.unit() as ctx:
        return (await housekeeping.tidy(ctx))["plans"]


async def test_a_proposal_is_kept_two_weeks_and_an_applied_plan_half_a_year(
    office: Office, crossed, plan
):
    applied, aside = await plan(moves="crews"), await plan(moves="crews", overtime=30)
    stop = next(move.stop for move in applied.proposal.moves)
    async with office.unit() as ctx:
        await optimisation.apply(ctx, applied.id)
        await optimisation.cancel(ctx, aside.id)
    assert await tidied(office, 13) == 0
    assert await tidied(office, 2) == 1
    async with office.unit() as ctx:
        with pytest.raises(NotFound):
            await optimisation.get(ctx, aside.id)
        assert await optimisation.other_crews(ctx, applied.id, stop)
    assert await tidied(office, 16) == 0
    async with office.unit() as ctx:
        assert (await optimisation.get(ctx, applied.id)).proposal == applied.proposal
        with pytest.raises(NotFound, match="too old"):
            await optimisation.other_crews(ctx, applied.id, stop)
    assert await tidied(office, 150) == 1


async def test_a_run_that_waits_is_never_thrown_away(office: Office, town):
    async with office.unit() as ctx:
        run_id = await optimisation.start(ctx, Wishes(TUESDAY))
    assert await tidied(office, 400) == 0
    async with office.unit() as ctx:
        assert (await optimisation.get(ctx, run_id)).status == "queued"


async def test_another_organisations_runs_are_not_touched(office: Office, new_office, town):
    async with office.unit() as ctx:
        run_id = await optimisation.start(ctx, Wishes(TUESDAY))
        await optimisation.cancel(ctx, run_id)
    other = await new_office("Other")
    assert await tidied(other, 200) == 0
    async with office.unit() as ctx:
        assert (await optimisation.get(ctx, run_id)).status == "cancelled"

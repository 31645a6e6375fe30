"""A Monday with crews and jobs, and a runner that searches while the test waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.services import clients, optimisation, workers
from cleaning_app.services.optimisation import Proposal, Run, Wishes
from tests.factories import MONDAY, Office, Town

TUESDAY = date(2026, 11, 24)
EIGHT = MONDAY + timedelta(days=1)
"""08:00 on Tuesday, where the office is."""


def at(hour: float) -> datetime:
    """So many hours after 08:00 on Tuesday."""
    return EIGHT + timedelta(hours=hour)


@pytest.fixture
def search(office: Office) -> Callable[[UUID], Awaitable[Run]]:
    """Claims and executes the run that waits, as a runner does; returns it."""

    async def run(run_id: UUID) -> Run:
        claimed = await optimisation.claim(office.identity, "test", office.clock)
        assert claimed is not None
        assert claimed.id == run_id
        await optimisation.execute(office.identity, claimed, "test", office.clock)
        async with office.unit() as ctx:
            return await optimisation.get(ctx, run_id)

    return run


@pytest.fixture
def plan(office: Office, search) -> Callable[..., Awaitable[Run]]:
    """Asks for a better Tuesday and waits for it."""

    async def ask(**wishes: object) -> Run:
        async with office.unit() as ctx:
            run_id = await optimisation.start(ctx, Wishes(TUESDAY, seconds=5, **wishes))
        return await search(run_id)

    return ask


@pytest.fixture
async def crossed(office: Office, town: Town) -> dict[str, UUID]:
    """Two workers who each have one job near the other's home at the same time."""
    async with office.unit() as ctx:
        await home(ctx, town.chloe, 53.50, -113.50)
        await home(ctx, town.bilal, 53.60, -113.40)
        south = await address(ctx, town, "South", 53.501, -113.501)
        north = await address(ctx, town, "North", 53.601, -113.401)
        ids = {
            "chloe": (await town.book(ctx, 26, town.chloe, address_id=north, confirmed=True)).id,
            "bilal": (await town.book(ctx, 26, town.bilal, address_id=south, confirmed=True)).id,
        }
    return ids


async def hire_dana(ctx: Ctx) -> UUID:
    """Somebody who does standard cleans only."""
    skills = [skill.id for skill in await workers.skills(ctx) if skill.key == "standard"]
    return await workers.create(ctx, name="Dana Wu", skill_ids=skills)


async def mail_has_left(ctx: Ctx) -> None:
    """What was queued so far is on its way, so that later news is news."""
    await ctx.session.execute(text("UPDATE outbox_events SET status = 'sent'"))


async def clients_told(ctx: Ctx) -> int:
    """How many clients are written that their visit moved."""
    moved = "SELECT count(*) FROM outbox_events WHERE payload->>'template' = 'booking_moved'"
    return await ctx.session.scalar(text(moved)) or 0


async def home(ctx: Ctx, worker_id: UUID, lat: float, lng: float) -> None:
    await workers.update(ctx, worker_id, home_lat=lat, home_lng=lng)


async def address(ctx: Ctx, town: Town, name: str, lat: float, lng: float) -> UUID:
    return await clients.add_address(ctx, town.client, street=name, area=name, lat=lat, lng=lng)


def proposal_of(run: Run) -> Proposal:
    assert run.status == "done", run.error
    assert run.proposal is not None
    return run.proposal

"""A time that is taken, met on the dashboard and in the conflict inbox: what is offered, and the way back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest_asyncio

from cleaning_app.db import unit
from cleaning_app.pages.series.conflicts import back
from cleaning_app.services import bookings, workers
from tests import full_house
from tests.full_house import House
from tests.security.tabs import Tab, Tabs, declared, open_tabs


@pytest_asyncio.fixture(scope="module")
async def house(database_urls) -> House:
    return await full_house.build("Taken", roles=["owner"])


@pytest_asyncio.fixture
async def tab(house: House) -> AsyncIterator[Tab]:
    async with open_tabs() as tabs:
        yield await _of_owner(tabs, house)


async def _of_owner(tabs: Tabs, house: House) -> Tab:
    return await tabs.connect(house.people["owner"].token)


async def _do(tab: Tab, path: str, name: str, **payload: Any) -> str:
    """An event that has to go through; what it sent to the browser."""
    tab.path = path
    [event] = [one for one in declared() if one.name == name]
    answer = await tab.call(event, **payload)
    assert answer.result == "ok", answer.text[-600:]
    return answer.text


def _payload(spec: Any) -> dict[str, Any]:
    """What the browser would send for a button's event."""
    return {str(name): json.loads(str(value)) for name, value in spec.args}


async def _crew(house: House, booking_id: UUID) -> set[UUID]:
    async with unit(house.owner) as ctx:
        return {one.id for one in (await bookings.get(ctx, booking_id)).crew}


async def test_assigning_a_taken_time_on_the_dashboard_opens_the_dialog_and_its_choice_can_be_undone(
    tab: Tab, house: House
):
    [busy] = await _crew(house, house.ids["booking"])
    wanted = house.ids["other_booking"]
    said = await _do(tab, "/", "DashboardState.assign", booking_id=str(wanted), worker_id=str(busy))
    assert "The job is as it was." in said
    assert await _crew(house, wanted) == set()
    async with unit(house.owner) as ctx:
        before = await bookings.placement(ctx, wanted)
        other = next(id for id, _ in await workers.names(ctx) if id != busy)
    free = str(other)
    start = before.starts_at.isoformat()
    await _do(tab, "/", "DashboardState.take", worker_id=free, starts_at=start)
    assert await _crew(house, wanted) == {other}
    await _do(
        tab, "/", "DashboardState.put_back", booking_id=str(wanted), starts_at=None,
        joined=[free], left=[],
    )  # fmt: skip
    assert await _crew(house, wanted) == set()


async def test_a_visit_of_the_inbox_that_nobody_joined_is_put_back_too(tab: Tab, house: House):
    """A colleague was quicker with the same worker: it only moved to another time."""
    async with unit(house.owner) as ctx:
        moved = await bookings.reschedule(ctx, house.ids["booking"])
    nobody = replace(moved, before=moved.after)
    assert nobody.joined == ()
    said = await _do(tab, "/series/conflicts", "ConflictsState.put_back", **_payload(back(nobody)))
    assert "The visit waits again." in said

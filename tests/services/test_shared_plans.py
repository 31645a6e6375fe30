"""After a notice many boards ask at once: it is worked out once, and never shown older than the notice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from cleaning_app.services import bookings, live_feed, schedule
from cleaning_app.services.schedule import shared
from tests.factories import MONDAY, Office, Town, count_statements


@pytest.fixture
def notice(office: Office) -> Iterator:
    """A process that listens, and a way to let a notice of the office come by."""
    live_feed.feed.listening.set()
    yield lambda: live_feed.feed._pass_on(json.dumps({"org": str(office.identity.org.id)}))
    live_feed.feed.listening.clear()
    shared._shelves.clear()


async def _board(office: Office) -> int:
    async with office.unit() as ctx:
        return len((await schedule.day(ctx, MONDAY.date(), heard=True)).jobs)


async def test_fifty_boards_cost_as_much_as_one(office: Office, town: Town, notice):
    async with office.unit() as ctx:
        await town.book(ctx, 0, town.chloe)
    notice()
    with count_statements() as alone:
        assert await _board(office) == 1
    notice()
    with count_statements() as together:
        assert await asyncio.gather(*(_board(office) for _ in range(50))) == [1] * 50
    assert len(together) == len(alone)


async def test_after_a_notice_everybody_sees_what_it_told_of(office: Office, town: Town, notice):
    notice()
    assert await _board(office) == 0
    async with office.unit() as ctx:
        made = await town.book(ctx, 0, town.chloe)
    assert await _board(office) == 0  # nobody has heard yet
    notice()
    assert await _board(office) == 1
    async with office.unit() as ctx:
        entry = await schedule.one(ctx, made.id, heard=True)
        assert entry is not None
        await bookings.delete(ctx, made.id)
    notice()
    async with office.unit() as ctx:
        assert await schedule.one(ctx, made.id, heard=True) is None


async def test_who_changes_something_sees_it_alone_until_it_is_committed(
    office: Office, town: Town, notice
):
    notice()
    async with office.unit() as ctx:
        await town.book(ctx, 0, town.chloe)
        assert len((await schedule.day(ctx, MONDAY.date())).jobs) == 1
        assert await _board(office) == 0


async def test_one_that_fails_leaves_the_others_to_do_it_themselves(office: Office, notice):
    notice()
    tries = 0

    async def work() -> str:
        nonlocal tries
        tries += 1
        await asyncio.sleep(0)
        if tries == 1:
            raise RuntimeError("the first one breaks")
        return "done"

    async with office.unit() as ctx:
        outcomes = await asyncio.gather(
            *(shared.once(ctx, "x", work) for _ in range(5)), return_exceptions=True
        )
    assert sorted(map(str, outcomes)) == ["done"] * 4 + ["the first one breaks"]


async def test_without_a_feed_everybody_works_for_themselves(office: Office):
    async with office.unit() as ctx:
        assert await shared.once(ctx, "x", lambda: asyncio.sleep(0, "first")) == "first"
        assert await shared.once(ctx, "x", lambda: asyncio.sleep(0, "second")) == "second"

"""The live feed: each screen hears its own organisation, slow ones are let go, outages end in a resync."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

import psycopg
import pytest

from cleaning_app import db
from cleaning_app.services import live, live_feed
from tests import databases
from tests.factories import Office

BOOKING = UUID("01a20545-23d1-7000-8631-229833679304")


@pytest.fixture
async def feed(clean_database) -> AsyncIterator[live_feed.Feed]:
    """A running feed that already listens."""
    made = live_feed.Feed()
    running = asyncio.create_task(made.run())
    async with asyncio.timeout(20):
        await made.listening.wait()
    yield made
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def announce(office: Office, action: str = "moved") -> None:
    async with db.unit(office.identity) as ctx:
        await live.announce(ctx, "bookings", BOOKING, action)


async def hear(notices: live_feed.Subscription, seconds: float = 5.0) -> dict:
    async with asyncio.timeout(seconds):
        return await anext(notices)


async def test_a_change_reaches_every_screen_of_its_organisation_and_no_other(feed, new_office):
    ours, theirs = await new_office("Ours"), await new_office("Theirs")
    with (
        live_feed.Subscription(feed, ours.identity.org.id) as one,
        live_feed.Subscription(feed, ours.identity.org.id) as two,
        live_feed.Subscription(feed, theirs.identity.org.id) as other,
    ):
        await announce(ours)
        for screen in (one, two):
            notice = await hear(screen)
            assert (notice["topic"], notice["id"], notice["action"]) == (
                "bookings",
                str(BOOKING),
                "moved",
            )
            assert "org" not in notice
        with pytest.raises(TimeoutError):
            await hear(other, seconds=0.2)
        await announce(theirs, "cancelled")
        assert (await hear(other))["action"] == "cancelled"
    assert dict(feed.screens) == {}


async def test_what_rolls_back_is_not_heard(feed, office: Office):
    with live_feed.Subscription(feed, office.identity.org.id) as screen:
        with pytest.raises(RuntimeError):
            async with db.unit(office.identity) as ctx:
                await live.announce(ctx, "bookings", BOOKING, "moved")
                raise RuntimeError("the deed failed")
        await announce(office, "confirmed")
        assert (await hear(screen))["action"] == "confirmed"


async def test_a_screen_that_does_not_read_loses_its_feed_and_nobody_elses(feed, office: Office):
    with (
        live_feed.Subscription(feed, office.identity.org.id) as slow,
        live_feed.Subscription(feed, office.identity.org.id) as quick,
    ):
        for n in range(live_feed.BACKLOG + 1):
            slow.offer({"topic": "bookings", "id": str(n)})
        with pytest.raises(StopAsyncIteration):
            await hear(slow)
        await announce(office)
        assert (await hear(quick))["action"] == "moved"


async def test_after_the_connection_broke_everybody_is_told_to_load_again(
    feed, office: Office, server, clean_database
):
    everything = databases.superuser_conninfo(server, databases.name_of(clean_database))
    with live_feed.Subscription(feed, office.identity.org.id) as screen:
        async with await psycopg.AsyncConnection.connect(everything, autocommit=True) as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'cleaning-app-listen' AND datname = current_database()"
            )
        assert await hear(screen) == live_feed.RESYNC
        await announce(office, "confirmed")
        assert (await hear(screen))["action"] == "confirmed"


async def test_a_stranger_on_the_channel_breaks_nothing(feed, office: Office, clean_database):
    with live_feed.Subscription(feed, office.identity.org.id) as screen:
        with psycopg.connect(clean_database.conninfo("app"), autocommit=True) as connection:
            for payload in ("", "not json", "[1, 2]", '{"no": "organisation"}'):
                connection.execute("SELECT pg_notify('live', %s)", [payload])
        await announce(office)
        assert (await hear(screen))["action"] == "moved"

"""The live socket: who may listen, what they hear, and that it dies with the session."""

from __future__ import annotations

import asyncio
import json
import time

import aiohttp
import pytest
from sqlalchemy import text

from cleaning_app.db import unit
from cleaning_app.services import (
    bookings,
    catalogue,
    clients,
    live,
    presence,
    sessions,
    workers,
)
from tests.api.conftest import join
from tests.api.serving import serving


@pytest.fixture
async def address(door, office):
    async with serving(door) as where:
        await asyncio.sleep(0.2)
        yield where


class Screen:
    """One open page's socket."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def open(self, person=None, topics: str = "", **headers: str):
        self.http = aiohttp.ClientSession()
        own = {"cookie": person.cookie["cookie"]} if person else {}
        query = f"?topics={topics}" if topics else ""
        self.socket = await self.http.ws_connect(
            f"{self.address}/live{query}", headers=own | {"origin": self.address} | headers
        )
        assert json.loads((await self.socket.receive(2)).data) == {"topic": "ping"}
        return self

    async def hear(self, seconds: float = 1.0) -> dict | None:
        try:
            message = await self.socket.receive(seconds)
        except TimeoutError:
            return None
        return json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else None

    async def close(self) -> None:
        await self.http.close()


@pytest.fixture
async def screen(address):
    opened: list[Screen] = []

    async def one(person=None, **more) -> Screen:
        opened.append(Screen(address))
        return await opened[-1].open(person, **more)

    yield one
    for one_ in opened:
        await one_.close()


async def _announce(office, topic: str, id: str = "") -> None:
    async with unit(office.identity) as ctx:
        await live.announce(ctx, topic, id, "moved")


async def test_a_change_reaches_an_open_page_within_a_second(office, screen):
    dispatcher = await join(office.identity, "dispatcher")
    board = await screen(dispatcher, topics="bookings")
    started = time.perf_counter()
    await _announce(office, "bookings", "b1")
    heard = await board.hear()
    print(f"notice after {(time.perf_counter() - started) * 1000:.0f} ms")
    name = office.identity.actor.name
    assert heard == {"topic": "bookings", "id": "b1", "action": "moved", "actor": name}


async def test_nobody_hears_without_a_session_or_from_another_site(office, screen):
    owner = await join(office.identity, "owner")
    for person, headers in ((None, {}), (owner, {"origin": "https://evil.test"})):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await screen(person, **headers)
        assert refused.value.status == 403


async def test_a_page_hears_only_what_its_role_may_see_and_asked_for(office, screen):
    viewer = await join(office.identity, "viewer")
    page = await screen(viewer)
    for topic in ("expenses", "secrets", "clients"):
        await _announce(office, topic, topic)
    assert (await page.hear())["topic"] == "clients"
    narrow = await screen(viewer, topics="bookings")
    await _announce(office, "clients", "c1")
    assert await narrow.hear(0.5) is None


async def test_another_organisation_hears_nothing(new_office, door):
    here, there = await new_office("Here"), await new_office("There")
    stranger = await join(there.identity, "owner")
    async with serving(door) as address:
        await asyncio.sleep(0.2)
        page = await Screen(address).open(stranger)
        await _announce(here, "bookings", "b1")
        assert await page.hear(0.7) is None
        await page.close()


async def test_a_worker_hears_of_own_bookings_only_and_only_ids(office, screen):
    person = await join(office.identity, "worker")
    worker_id = person.identity.actor.worker_id
    async with office.unit() as ctx:
        client_id = await clients.create(ctx, name="Gwen Abbott")
        other = await workers.create(ctx, name="Somebody Else")
        service = (await catalogue.services(ctx))[0]
        wanted = {
            "client_id": client_id,
            "service_id": service.id,
            "override_reason": "Nobody else",
        }
        start = office.clock.now().replace(hour=18)
        mine = await bookings.create(ctx, **wanted, starts_at=start, crew=[worker_id])
        theirs = await bookings.create(ctx, **wanted, starts_at=start, crew=[other])
    phone = await screen(person)
    while await phone.hear(0.5):
        pass  # what was still on its way from making the bookings
    await _announce(office, "bookings", str(theirs.id))
    await _announce(office, "clients", str(client_id))
    await _announce(office, "bookings", str(mine.id))
    heard = await phone.hear()
    assert heard == {"topic": "bookings", "id": str(mine.id), "action": "changed", "actor": ""}
    async with office.unit() as ctx:
        await bookings.unassign(ctx, mine.id, worker_id)
    assert (await phone.hear())["id"] == str(mine.id)  # taken off: they must hear that too
    await _announce(office, "bookings", str(mine.id))
    assert await phone.hear(0.7) is None


@pytest.mark.parametrize("how", ["sign out", "deactivate"])
async def test_a_socket_dies_within_five_seconds_of_its_session(office, screen, how):
    owner = await join(office.identity, "admin")
    page = await screen(owner)
    if how == "sign out":
        await sessions.sign_out(owner.token)
    else:
        async with unit(office.identity) as ctx:
            await ctx.session.execute(
                text("UPDATE memberships SET deactivated_at = now() WHERE user_id = :user"),
                {"user": owner.identity.actor.user_id},
            )
    started = time.perf_counter()
    message = await page.socket.receive(6)
    took = time.perf_counter() - started
    print(f"closed after {took:.1f} s ({how})")
    assert message.type is aiohttp.WSMsgType.CLOSE
    assert message.data == 4401
    assert took <= 5


async def test_a_page_that_talks_is_shut(office, screen):
    page = await screen(await join(office.identity, "owner"))
    await page.socket.send_str("hello")
    message = await page.socket.receive(2)
    assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1008)


WEEK, MONDAY = "looking at 2026-11-23 2026-11-29", "looking at 2026-11-23 2026-11-23"


async def _here(page: Screen, expected: list[str]) -> None:
    """Wait until a page is told that just these people look at its days too."""
    while (heard := await page.hear(3)) is not None:
        if heard == {"topic": "presence", "people": expected}:
            return
    raise AssertionError(f"never heard of {expected}")


async def test_who_looks_at_the_same_days_is_seen_until_they_leave(office, screen):
    name = office.identity.org.name
    owner, dispatcher = [await join(office.identity, role) for role in ("owner", "dispatcher")]
    mine, again = await screen(owner), await screen(owner)
    for page in (mine, again):
        await page.socket.send_str(WEEK)
    theirs = await screen(dispatcher)
    await theirs.socket.send_str(MONDAY)
    await _here(mine, [f"Dispatcher of {name}"])
    await _here(theirs, [f"Owner of {name}"])  # once, though they have two pages open
    await theirs.socket.send_str("looking at 2026-11-30 2026-11-30")
    await _here(mine, [])
    await theirs.socket.send_str(MONDAY)
    await _here(mine, [f"Dispatcher of {name}"])
    await theirs.close()
    await _here(mine, [])


async def test_what_other_processes_say_counts_until_they_fall_silent(office, screen, monkeypatch):
    mine = await screen(await join(office.identity, "owner"))
    await mine.socket.send_str(MONDAY)
    notice = {
        "org": str(office.identity.org.id), "topic": "presence", "process": "another",
        "people": [["u1", "Sam Okafor", "2026-11-20", "2026-11-26"]],
    }  # fmt: skip
    async with unit(office.identity) as ctx:
        await ctx.session.execute(
            text("SELECT pg_notify('live', :notice)"), {"notice": json.dumps(notice)}
        )
    await _here(mine, ["Sam Okafor"])
    monkeypatch.setattr(presence, "FORGET_SECONDS", 0.0)
    await mine.socket.send_str(MONDAY)
    await _here(mine, [])


async def test_nobody_is_seen_elsewhere_or_without_the_right_to_see_the_schedule(new_office, door):
    here, there = await new_office("Here"), await new_office("There")
    owner, stranger = await join(here.identity, "owner"), await join(there.identity, "owner")
    phone = await join(here.identity, "worker")
    async with serving(door) as address:
        await asyncio.sleep(0.2)
        pages = [await Screen(address).open(person) for person in (owner, stranger, phone)]
        for page in pages:
            await page.socket.send_str(MONDAY)
        for page in pages:
            assert await page.hear(1) is None
            await page.close()


@pytest.mark.parametrize(
    "said",
    [
        "looking at 2026-02-30 2026-03-01",
        "looking at 2026-11-23",
        "looking at x",
        WEEK + "0" * 50,
        "",
    ],
)
async def test_a_page_that_says_no_days_is_shut(office, screen, said):
    page = await screen(await join(office.identity, "owner"))
    await page.socket.send_str(said)
    message = await page.socket.receive(2)
    assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1008)

"""The running product over bare sockets: from where it lets itself be called, by whom, and for how long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import httpx
import psycopg
import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

from cleaning_app.components.handler import SIGNED_IN
from cleaning_app.permissions import ROLES
from tests.rls.catalogue import tenant_tables
from tests.security.tabs import Declared, declared
from tests.site import PASSWORD, Site

NAMESPACE = "/_event"


@pytest.fixture(scope="module", autouse=True)
def the_app():
    """So that its handlers are known here; the one that is called runs in a process of its own."""
    from cleaning_app.cleaning_app import app

    return app


async def sign_in(site: Site, login: str) -> httpx.AsyncClient:
    """A browser's cookies after signing in."""
    client = httpx.AsyncClient(base_url=site.address, headers={"origin": site.address})
    form = {"login": login, "password": PASSWORD, "next": ""}
    answer = await client.post("/session", data=form)
    assert answer.status_code == 303, answer.text
    assert client.cookies, answer.headers
    return client


def cookie_of(client: httpx.AsyncClient) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


class Wire:
    """A client that speaks to the page's socket and shows nothing."""

    def __init__(self) -> None:
        self.client = socketio.AsyncClient(reconnection=False)
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.client.on("event", self._hear, namespace=NAMESPACE)

    async def _hear(self, data: Any) -> None:
        await self.heard.put(str(data))

    async def call(self, one: Declared, *words: str, path: str = "/", **payload: Any) -> str:
        """Send one event and collect what comes back: until one of the words is in it, or ten
        seconds, and then until it is quiet for a moment."""
        router = {"pathname": path, "asPath": path, "query": {}}
        data = {"name": one.event, "payload": payload, "router_data": router}
        await self.client.emit("event", data, namespace=NAMESPACE)
        told, until = "", asyncio.get_running_loop().time() + 10
        while True:
            left = until - asyncio.get_running_loop().time()
            awaited = bool(words) and not any(word in told for word in words)
            try:
                wait = max(left, 0.02) if awaited or not told else 0.02
                told += await asyncio.wait_for(self.heard.get(), wait)
            except TimeoutError:
                return told


@asynccontextmanager
async def wire(site: Site, cookie: str = "", origin: str = "") -> AsyncIterator[Wire]:
    """An open socket. Raises Refused."""
    opened = Wire()
    headers = {"origin": origin or site.address} | ({"cookie": cookie} if cookie else {})
    await opened.client.connect(
        f"{site.address}?token={id(opened)}", headers=headers, transports=["websocket"],
        socketio_path=NAMESPACE, namespaces=[NAMESPACE],
    )  # fmt: skip
    try:
        yield opened
    finally:
        await opened.client.disconnect()


def digest(site: Site) -> dict[str, str]:
    """A hash of every organisation's rows, table by table."""
    with psycopg.connect(site.conninfo) as connection:
        return {
            table: connection.execute(
                f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"  # pyright: ignore
            ).fetchone()[0]
            for table in tenant_tables(connection)
        }


async def test_a_page_of_another_site_cannot_open_the_socket(site: Site):
    with pytest.raises(Refused):
        async with wire(site, origin="https://evil.test"):
            pass
    async with wire(site):
        pass


async def test_nobody_gets_further_than_the_sign_in_page(site: Site):
    before, calls = digest(site), declared()
    async with wire(site) as opened:
        for one in calls:
            told = await opened.call(one, "/sign-in")
            assert "/sign-in" in told, one.name
    assert digest(site) == before
    print(f"bare socket, nobody: {len(calls)} handlers, all led to sign-in, nothing changed")


@pytest.mark.parametrize(
    ("login", "role"), [("dispatcher@demo.test", "dispatcher"), ("+17805550101", "worker")]
)
async def test_a_role_gets_no_further_over_a_bare_socket(site: Site, login: str, role: str):
    client = await sign_in(site, login)
    before = digest(site)
    beyond = [one for one in declared() if one.needs not in ROLES[role] and one.needs != SIGNED_IN]
    async with wire(site, cookie_of(client)) as opened:
        for one in beyond:
            told = await opened.call(one, "Your role can", "Switched off")
            assert "Your role can" in told or "Switched off" in told, one.name
    assert digest(site) == before
    print(f"bare socket, {role}: {len(beyond)} handlers refused, nothing changed")


async def test_signing_out_ends_the_live_line_and_the_open_tab_at_once(site: Site):
    client = await sign_in(site, "owner@demo.test")
    cookie = cookie_of(client)
    [load] = [one for one in declared() if one.name == "ClientsState.load"]
    headers = {"cookie": cookie, "origin": site.address}
    async with aiohttp.ClientSession() as http, wire(site, cookie) as opened:
        live = await http.ws_connect(f"{site.address}/live", headers=headers)
        assert "clients_state" in await opened.call(load, path="/clients")
        assert (await client.post("/session/end")).status_code == 303
        started = time.monotonic()
        while not live.closed:
            await live.receive(timeout=10)
        closed_after = time.monotonic() - started
        told = await opened.call(load, path="/clients")
    refused_after = time.monotonic() - started
    assert "/sign-in" in told
    assert "rows" not in told
    assert closed_after < 5
    assert refused_after < 5
    print(f"signed out: live line closed after {closed_after:.1f} s, the tab refused at once")


async def test_nothing_fell_over_meanwhile(site: Site):
    """Last in this file: the log of the product that all of the above was done to."""
    log = site.log.read_text()
    assert '"event failed"' not in log
    assert "Traceback" not in log

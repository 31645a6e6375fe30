"""A job is moved on one board: how soon fifty other open boards have it, through the running product.

Each board is what a browser is to the server: a page state over Reflex's socket and the live line
beside it. Counted from the moment the drop is sent to the moment a board's own state brings the new
time, the drop's own transaction included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from datetime import date, datetime
from statistics import median
from typing import Any

import aiohttp
import httpx
import socketio

from tests.bench import crowd
from tests.security.tabs import Declared, declared

NAMESPACE = "/_event"
BELOW_MS = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--boards", type=int, default=50)
    parser.add_argument("--moves", type=int, default=30)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """So many moves, one after the other, each seen by everybody before the next."""
    from cleaning_app.cleaning_app import app  # noqa: F401  so that its handlers are known here

    with crowd.site(60, 301) as site:
        seen = asyncio.run(_measure(site, options.boards, options.moves))
    waits = sorted(wait for one in seen for wait in one)
    return {
        "boards": options.boards,
        "moves": len(seen),
        "seen_ms_median": round(median(waits)),
        "seen_ms_p95": round(waits[int(len(waits) * 0.95)]),
        "seen_ms_worst": round(waits[-1]),
        "last_board_ms_median": round(median(max(one) for one in seen)),
        "goal": f"p95 < {BELOW_MS} ms",
        "raw": seen,
    }


class Board:
    """One open board."""

    def __init__(self, site: crowd.Crowd, cookie: str, events: dict[str, Declared]) -> None:
        self.site, self.cookie, self.events = site, cookie, events
        self.client = socketio.AsyncClient(reconnection=False)
        self.client.on("event", self._told, namespace=NAMESPACE)
        self.awaited = ""
        self.came = asyncio.Event()
        self.at = 0.0

    async def open(self, http: aiohttp.ClientSession) -> None:
        """Connect, load the day, and listen."""
        headers = {"origin": self.site.address, "cookie": self.cookie}
        await self.client.connect(
            f"{self.site.address}?token={id(self)}", headers=dict(headers), transports=["websocket"],
            socketio_path=NAMESPACE, namespaces=[NAMESPACE],
        )  # fmt: skip
        name = '"day_rx_state_":'
        self.expect(f'{name} "{self.site.day}"', f'{name}"{self.site.day}"')
        await self.send("ScheduleState.load")
        await asyncio.wait_for(self.came.wait(), 60)
        self.live = await http.ws_connect(
            f"{self.site.address}/live?topics=bookings", headers=headers
        )
        self.hearing = asyncio.create_task(self._hear())

    def expect(self, *words: str) -> None:
        """The next message with one of these words ends the wait."""
        self.awaited, self.other = words[0], words[-1]
        self.came.clear()

    async def send(self, name: str, **payload: Any) -> None:
        path = f"/schedule?day={self.site.day}"
        router = {"pathname": "/schedule", "asPath": path, "query": {"day": self.site.day}}
        data = {"name": self.events[name].event, "payload": payload, "router_data": router}
        await self.client.emit("event", data, namespace=NAMESPACE)

    async def _told(self, data: Any) -> None:
        text = data if isinstance(data, str) else json.dumps(data)
        if self.awaited and (self.awaited in text or self.other in text):
            self.at, self.awaited = time.perf_counter(), ""
            self.came.set()

    async def _hear(self) -> None:
        async for message in self.live:
            notice = json.loads(message.data)
            if notice["topic"] != "ping":
                await self.send("ScheduleState.hear", sent=[notice])

    async def close(self) -> None:
        self.hearing.cancel()
        await self.live.close()
        await self.client.disconnect()


async def _measure(site: crowd.Crowd, count: int, moves: int) -> list[list[float]]:
    async with httpx.AsyncClient(
        base_url=site.address, headers={"origin": site.address}
    ) as signing:
        form = {"login": crowd.OWNER, "password": crowd.PASSWORD, "next": ""}
        await signing.post("/session", data=form)
        cookie = "; ".join(f"{name}={value}" for name, value in signing.cookies.items())
        day = {"from": site.day, "to": site.day, "unassigned": "true"}
        found = (await signing.get("/v1/admin/bookings", params=day)).json()["items"]
    booking = str(found[0]["id"])
    events = {one.name: one for one in declared()}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        boards = [Board(site, cookie, events) for _ in range(count + 1)]
        for board in boards:
            await board.open(http)
        mover, others = boards[0], boards[1:]
        seen = [await _move(mover, others, booking, n) for n in range(moves)]
        await asyncio.gather(*(board.close() for board in boards))
    return seen


async def _move(mover: Board, others: list[Board], booking: str, n: int) -> list[float]:
    """Milliseconds until each of the others has it."""
    day = date.fromisoformat(mover.site.day)
    start = datetime(day.year, day.month, day.day, 9 + n % 8, 15 * (n % 4)).isoformat()
    for board in others:
        board.expect(start[:16])
    move = {
        "id": booking, "start": start[:16], "fold": 0, "duration_minutes": 90,
        "worker_id": "", "from_worker_id": "", "move": n + 1,
    }  # fmt: skip
    began = time.perf_counter()
    await mover.send("ScheduleState.drop", move=move)
    await asyncio.wait_for(asyncio.gather(*(board.came.wait() for board in others)), 15)
    return [1000 * (board.at - began) for board in others]

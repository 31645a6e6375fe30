"""The WebSocket of open pages: what colleagues just changed, for as long as the session lives, and
who else looks at the days of the schedule that a page says it shows.

Wire format: `components/live.py`. Nothing but those days is taken from a page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from pydantic_core import to_json
from starlette.websockets import WebSocket, WebSocketDisconnect

from cleaning_app import cookies, metrics
from cleaning_app.api import origins
from cleaning_app.api.looking import Looking
from cleaning_app.context import Identity
from cleaning_app.errors import AppError
from cleaning_app.services import live_feed, sessions
from cleaning_app.services.live_audience import Audience
from cleaning_app.services.presence import TOPIC

CHECK_SECONDS: Final = 2.5
"""How often a socket asks whether its session lives; with the two seconds that other processes may
remember a session for, somebody signed out hears nothing more after five."""
PING_SECONDS: Final = 25.0
SIGNED_OUT, START_AGAIN, NOT_ALLOWED = 4401, 1012, 1008


async def live(socket: WebSocket) -> None:
    """One open page, from its cookie to its end."""
    origin = socket.headers.get("origin")
    if origin is not None and not origins.is_own_origin(origin, socket.headers):
        await socket.close(NOT_ALLOWED)
        return
    token = cookies.session_token(socket.headers.get("cookie"))
    identity = await _identify(token)
    if token is None or identity is None:
        await socket.close(SIGNED_OUT)
        return
    topics = [topic for topic in socket.query_params.get("topics", "")[:500].split(",") if topic]
    audience = Audience(identity, topics)
    looking = Looking(socket, audience)
    with live_feed.subscribe(identity.org.id) as notices:
        await socket.accept()
        metrics.live_sockets.inc()
        try:
            code = await _first_of(
                _forward(socket, notices, audience, looking),
                _watch_session(token, audience),
                _ping(socket),
                _read(socket, looking),
            )
            await socket.close(code)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the page is gone, which is how sockets end
        finally:
            metrics.live_sockets.dec()
            looking.at(None)


async def _identify(token: str | None) -> Identity | None:
    try:
        return await sessions.identify(token) if token else None
    except AppError:
        return None


async def _first_of(*parts: Coroutine[Any, Any, int]) -> int:
    """Run side by side until one ends; its close code. The others are cancelled."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _forward(
    socket: WebSocket, notices: live_feed.Subscription, audience: Audience, looking: Looking
) -> int:
    async for notice in notices:
        if notice["topic"] == live_feed.RESYNC["topic"]:
            return START_AGAIN  # a page that comes back loads afresh
        if notice["topic"] == TOPIC:
            await looking.tell()
            continue
        shown = await audience.shown(notice)
        if shown is not None:
            await socket.send_text(to_json(shown).decode())
            metrics.live_notices.inc()
    return START_AGAIN


async def _watch_session(token: str, audience: Audience) -> int:
    """Ends when the session does, or moves to another organisation; follows changed permissions."""
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        identity = await _identify(token)
        if identity is None or identity.org.id != audience.identity.org.id:
            return SIGNED_OUT
        audience.identity = identity


async def _ping(socket: WebSocket) -> int:
    while True:
        await socket.send_text('{"topic":"ping"}')
        await asyncio.sleep(PING_SECONDS)


async def _read(socket: WebSocket, looking: Looking) -> int:
    """Pages say which days they show and nothing else; whoever says more is no page of ours."""
    while True:
        message = await socket.receive()
        if message["type"] != "websocket.receive":
            return 1000
        if not looking.hear(str(message.get("text") or "")):
            return NOT_ALLOWED
        await looking.tell()

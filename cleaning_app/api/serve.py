"""One request through one declared route: who, whether, what, in which transaction, and the answer."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response

from cleaning_app import client_address, rate_limits
from cleaning_app.api import auth, reading
from cleaning_app.api.answers import Download, Stream, ready, render
from cleaning_app.api.endpoint import Endpoint
from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.errors import Forbidden
from cleaning_app.permissions import CATALOGUE
from cleaning_app.services import idempotency

SECONDS = 20.0
"""Longest a request may take, streams excepted: then it is given up and rolled back."""


def handler_of(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """The route's function as Starlette calls it."""

    async def answer(request: Request) -> Response:
        if endpoint.open:
            return await _open(endpoint, request)
        identity = await auth.identify(request)
        _bind(request, identity)
        await _admit(endpoint, identity)
        if endpoint.streams:
            return await _stream(endpoint, request, identity)
        if endpoint.works_alone:
            return await _by_itself(endpoint, request, identity)
        async with asyncio.timeout(SECONDS):
            return await _work(endpoint, request, identity)

    answer.__name__ = endpoint.name
    return answer


async def _open(endpoint: Endpoint, request: Request) -> Response:
    """A door anybody may knock at, but not too often."""
    if endpoint.door:
        await rate_limits.check_address(client_address.of(request.scope), endpoint.door)
    found = await reading.arguments(endpoint, request)
    value = await endpoint.handler(request=request, **found)
    return value if isinstance(value, Response) else render(ready(endpoint, value))


async def _admit(endpoint: Endpoint, identity: Identity) -> None:
    """Permission, module and limit. Services check the permission again: routes are not the wall.

    Raises:
        Forbidden: naming what is missing.
        TooManyRequests: the organisation did this too often in the last minute.
    """
    if not endpoint.allows(identity.actor.permissions):
        missing = endpoint.also if endpoint.also not in identity.actor.permissions else ""
        what = CATALOGUE.get(missing or endpoint.needs[0], "work on bookings").lower()
        raise Forbidden(f"Your role can't do this: {what}.")
    for module in endpoint.modules:
        if not identity.org.has(module):
            words = f"Switched off for this organisation: {module}."
            raise Forbidden(words, extra={"module": module})
    if endpoint.action:
        await rate_limits.check_action(identity.org.id, endpoint.action)


def _bind(request: Request, identity: Identity) -> None:
    """Tell every log line of this request, the access line included, who it is."""
    who = {
        "org_id": str(identity.org.id),
        "user_id": str(identity.actor.user_id or ""),
        "role": identity.actor.role,
    }
    structlog.contextvars.bind_contextvars(**who)
    request.scope["caller"] = who


async def _work(endpoint: Endpoint, request: Request, identity: Identity) -> Response:
    """Read, do, answer; with an idempotency key the answer is kept in the same transaction."""
    key = reading.idempotency_key(endpoint, request)
    found = await reading.arguments(endpoint, request)
    async with unit(identity, request_id=request.scope["request_id"]) as ctx:
        fingerprint = await _fingerprint(request, identity) if key else b""
        if key and (earlier := await idempotency.recall(ctx, key, fingerprint)):
            return render(earlier, replayed=True)
        answer = ready(endpoint, await endpoint.handler(**_call(endpoint, request, ctx, found)))
        if key:
            await idempotency.remember(ctx, key, answer)
    return render(answer)


async def _by_itself(endpoint: Endpoint, request: Request, identity: Identity) -> Response:
    """Read first, however long it takes: nothing of the database is held meanwhile."""
    found = await reading.arguments(endpoint, request)
    async with asyncio.timeout(SECONDS):
        value = await endpoint.handler(
            identity=identity, request_id=request.scope["request_id"], **found
        )
    return render(ready(endpoint, value))


def _call(endpoint: Endpoint, request: Request, ctx: Any, found: dict[str, Any]) -> dict[str, Any]:
    own = {"ctx": ctx, "request": request}
    return found | {name: value for name, value in own.items() if name in endpoint.wants}


async def _fingerprint(request: Request, identity: Identity) -> bytes:
    """What must be the same for a repeated key: who, route, the whole query, the whole body."""
    parts = (
        f"{identity.actor.kind} {identity.actor.user_id} {identity.actor.role}".encode(),
        f"{request.method} {request.url.path}".encode(),
        request.url.query.encode(),
        await request.body(),
    )
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


async def _stream(endpoint: Endpoint, request: Request, identity: Identity) -> Response:
    """Send a file while it is made.

    The first piece is made before the answer begins, so that refusals are still problems. A fault
    later breaks the connection off: a file that ends early must not look complete.
    """
    found = await reading.arguments(endpoint, request)
    download: Download = await endpoint.handler(
        identity=identity, request_id=request.scope["request_id"], **found
    )
    try:
        return Stream(download, await anext(download.chunks, b""))
    except BaseException:
        await download.chunks.aclose()
        raise

"""Gives every request an id, a log line and a place in the metrics, and turns faults into problems."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cleaning_app import metrics
from cleaning_app.api import problems
from cleaning_app.ids import new_id

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET = {"/healthz", "/readyz", "/metrics", "/ping", "/_health"}

log = structlog.get_logger("access")


class Watch:
    """The outermost layer of ours; websockets only get an id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        scope["request_id"] = _request_id(Headers(scope=scope))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=scope["request_id"])
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._watched(scope, receive, send)

    async def _watched(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.perf_counter(), 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = scope["request_id"]
            await send(message)

        try:
            await self.app(scope, receive, note)
        except Exception as error:
            if status:
                log.exception("broke off", path=scope["path"])
                raise
            answer = problems.response(Request(scope, receive), error)
            await answer(scope, receive, note)
        finally:
            _record(scope, status or 499, time.perf_counter() - started)


def _request_id(headers: Headers) -> str:
    """The caller's own id when it is a plausible one, so that logs of both sides meet."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else str(new_id())


def _record(scope: Mapping[str, Any], status: int, seconds: float) -> None:
    """Count and log one answer; 499 is a caller that went away before there was any."""
    path, is_asset = template(scope)
    metrics.observe_request(_method(scope["method"]), path, status, seconds)
    say = log.debug if (is_asset or path in _QUIET) and status < 400 else log.info
    say(
        "request",
        method=scope["method"],
        path=path,
        status_code=status,
        latency_ms=round(seconds * 1000, 1),
        **{name: value for name, value in scope.get("caller", {}).items() if value},
    )


def template(scope: Mapping[str, Any]) -> tuple[str, bool]:
    """The route's template, never what somebody typed; and whether it is a file of the frontend."""
    route = scope.get("route")
    if route is not None and not isinstance(route, Mount):
        return route.path, False
    first = scope["path"].split("/")[1]
    if first.startswith("_") and first in {"_event", "_upload", "_health"}:
        return f"/{first}", False
    return "/{frontend}", True


def _method(method: str) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return method if method in known else "OTHER"

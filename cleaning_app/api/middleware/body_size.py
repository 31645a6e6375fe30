"""Refuses bodies that are larger than their address takes, before they are read or while they come."""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cleaning_app.api.problems import BadRequest, TooLarge

DEFAULT_BYTES: Final = 1024 * 1024
LARGER: Final = {"/_upload": 64 * 1024 * 1024}
"""Addresses that take files."""

PAPER: Final = re.compile(r"/phone/jobs/[^/]+/photos|/v1/admin/expenses/[^/]+/receipt")
PAPER_BYTES: Final = 10 * 1024 * 1024 + 64 * 1024
"""A photo or PDF of ten megabytes, and the form around it."""


class BodySize:
    """Counts what comes in. Content-Length is only believed when it says too much."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = _most(scope["path"].rstrip("/"))
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isascii() or not announced.isdigit():
            raise BadRequest("Content-Length is not a number.")
        if int(announced) > most:
            raise _too_large(most)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise _too_large(most)
            return message

        await self.app(scope, counted, send)


def _most(path: str) -> int:
    """How many bytes an address takes."""
    return PAPER_BYTES if PAPER.fullmatch(path) else LARGER.get(path, DEFAULT_BYTES)


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"At most {most // 1024} KiB are taken here.", extra={"max_bytes": most})

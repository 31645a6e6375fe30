"""SendGrid's POST /v3/mail/send as it behaves: auth, required fields, 202, and its ways to refuse."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.providers.http_double import Answer, HttpDouble, Request

KEY = "SG.only-for-tests.0123456789abcdef"


class SendGrid(HttpDouble):
    """Keeps what it accepted in `accepted`. `next_answers` come first, in order: an Answer, or a
    function that makes one from the request after accepting it (to drop the connection, say)."""

    def __init__(self) -> None:
        super().__init__()
        self.accepted: list[dict[str, Any]] = []
        self.next_answers: list[Answer | Callable[[], Answer]] = []
        self.seconds = 0.0

    async def answer(self, request: Request) -> Answer:
        if (request.method, request.path) != ("POST", "/v3/mail/send"):
            return Answer(404)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return _refusal(401, "authorization grant is invalid", None)
        if request.headers.get("content-type") != "application/json":
            return Answer(415)
        mail = request.json()
        if wrong := _wrong(mail):
            return _refusal(400, "This is required.", wrong)
        scripted = self.next_answers.pop(0) if self.next_answers else None
        if isinstance(scripted, Answer):
            return scripted
        if self.seconds:
            await asyncio.sleep(self.seconds)
        self.accepted.append(mail)
        if scripted:
            return scripted()
        return Answer(202, headers={"X-Message-Id": f"sg-{len(self.accepted)}"})

    def to(self) -> list[str]:
        """The addresses of everything accepted, in order."""
        return [mail["personalizations"][0]["to"][0]["email"] for mail in self.accepted]


def _refusal(status: int, message: str, field: str | None) -> Answer:
    return Answer(status, {"errors": [{"message": message, "field": field, "help": None}]})


def _wrong(mail: dict[str, Any]) -> str:
    """The first field SendGrid would refuse, or ""."""
    people = mail.get("personalizations") or []
    if not people or not all("@" in to.get("email", "") for p in people for to in p.get("to", [])):
        return "personalizations.0.to"
    if "@" not in mail.get("from", {}).get("email", ""):
        return "from"
    if not mail.get("subject"):
        return "subject"
    kinds = [part.get("type") for part in mail.get("content", [])]
    if (
        not kinds
        or kinds != sorted(kinds, reverse=True)
        or not all(part.get("value") for part in mail["content"])
    ):
        return "content"  # text/plain must come before text/html
    if any(name.lower() in ("to", "from", "subject") for name in mail.get("headers", {})):
        return "headers"
    return ""

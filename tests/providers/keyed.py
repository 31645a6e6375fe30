"""A provider that recognises repeated keys: its effects happen once per key, its calls are counted."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.providers.http_double import Answer, HttpDouble, Request


class Keyed(HttpDouble):
    """POST /effects with an Idempotency-Key. `calls` counts requests per key, `effects` is a set.

    `seconds` delays every answer, after the effect; `status` refuses without one; `poison` holds
    dedupe keys that are always answered 500.
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()
        self.effects: set[str] = set()
        self.seconds = 0.0
        self.status = 200
        self.retry_after = ""
        self.poison: set[str] = set()
        self.called = asyncio.Event()

    async def answer(self, request: Request) -> Answer:
        key = request.headers.get("idempotency-key", "")
        if request.path != "/effects" or not key:
            return Answer(400)
        self.calls[key] += 1
        self.called.set()
        if request.json()["dedupe_key"] in self.poison:
            return Answer(500)
        if self.status >= 400:
            return Answer(self.status, headers={"Retry-After": self.retry_after or "0"})
        self.effects.add(key)
        if self.seconds:
            await asyncio.sleep(self.seconds)
        return Answer(200, {"id": f"effect-{len(self.effects)}"})

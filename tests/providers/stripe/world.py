"""Stripe's door and its things: keys, idempotency, signed events, and whatever was made so far."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.providers.http_double import Answer, HttpDouble, Request

KEY = "sk_test_only_for_tests_0123456789abcdef"
WEBHOOK_SECRET = "whsec_only_for_tests_0123456789abcdef"
Json = dict[str, Any]


class Refused(Exception):
    """An error as Stripe words it."""

    def __init__(self, status: int, code: str, kind: str = "invalid_request_error", **more: Any):
        super().__init__(code)
        body = {"type": kind, "code": code, "message": f"Words about {code}.", **more}
        self.answer = Answer(status, {"error": body})


class World(HttpDouble):
    """`events` are all that happened, in order; with `webhook_url` each is posted there at once.

    `next_answers` come first: an Answer instead of the call, or a function that makes one after it
    was carried out (to lose the answer, say); None lets one through. `seconds` delays every answer.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.clock = clock
        self.objects: dict[str, Json] = {}
        self.events: list[Json] = []
        self.calls: list[tuple[str, str]] = []
        self.next_answers: list[Answer | Callable[[], Answer] | None] = []
        self.seconds = 0.0
        self.webhook_url = ""
        self.secret = WEBHOOK_SECRET
        self.method_types = ["card"]
        self._keys: dict[str, tuple[str, Answer]] = {}
        self._numbers = itertools.count(1)
        self._posting: set[asyncio.Task[Any]] = set()

    async def answer(self, request: Request) -> Answer:
        path = urlsplit(request.path).path
        if path.startswith("/c/pay/"):
            return self.page(request, path.removeprefix("/c/pay/"))
        self.calls.append((request.method, path))
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return Refused(401, "api_key_invalid").answer
        if not request.headers.get("stripe-version"):
            return Refused(400, "version_missing").answer
        scripted = self.next_answers.pop(0) if self.next_answers else None
        if isinstance(scripted, Answer):
            return scripted
        answer = self._once(request, path)
        return scripted() if scripted else answer

    def _once(self, request: Request, path: str) -> Answer:
        """The same key and the same body give the same answer; another body is an error."""
        key = request.headers.get("idempotency-key", "")
        if request.method != "POST":
            return self._carried_out(request, path)
        if not key:
            return Refused(400, "idempotency_key_missing").answer  # we promise to send one
        said = f"{path} {request.body.decode()}"
        if key in self._keys:
            before, answer = self._keys[key]
            if before != said:
                return Refused(400, "idempotency_key_in_use", "idempotency_error").answer
            return answer
        answer = self._carried_out(request, path)
        if answer.status < 500 and answer.status != 400:
            self._keys[key] = (said, answer)
        return answer

    def _carried_out(self, request: Request, path: str) -> Answer:
        query = urlsplit(request.path).query
        form = _nested(request.body.decode() if request.method == "POST" else query)
        parts = path.removeprefix("/v1/").strip("/").split("/")
        name = "_".join([request.method.lower(), *(p for p in parts if not _is_id(p))])
        ids = [part for part in parts if _is_id(part)]
        route = getattr(self, name, None)
        if route is None:
            return Refused(404, "unknown_route").answer
        try:
            return Answer(200, route(*ids, form))
        except Refused as refused:
            return refused.answer

    def page(self, request: Request, rest: str) -> Answer:
        """The page a browser sees."""
        raise NotImplementedError

    # Webhooks

    def signed(self, event: Json, *, at: int | None = None) -> tuple[bytes, dict[str, str]]:
        """An event's body and headers, as Stripe posts them."""
        body = json.dumps(event, indent=2).encode()
        return body, {"stripe-signature": sign(body, self.secret, at or int(self.clock()))}

    async def delivered(self) -> None:
        """Wait until everything posted to `webhook_url` was answered."""
        while self._posting:
            await asyncio.gather(*self._posting)

    def _happened(self, kind: str, about: Json, before: Json | None = None) -> None:
        data = {"object": json.loads(json.dumps(_public(about)))}
        event = {
            "id": self._new("evt"), "object": "event", "type": kind, "created": int(self.clock()),
            "livemode": False, "api_version": "2026-10-28.endive", "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "data": data | ({"previous_attributes": before} if before else {}),
        }  # fmt: skip
        self.events.append(event)
        if self.webhook_url:
            task = asyncio.get_running_loop().create_task(self._post(event))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)

    async def _post(self, event: Json) -> None:
        body, headers = self.signed(event)
        async with httpx.AsyncClient(timeout=30) as client:
            (await client.post(self.webhook_url, content=body, headers=headers)).raise_for_status()

    # Things

    def _new(self, prefix: str) -> str:
        return (
            f"{prefix}_{next(self._numbers):06d}x{hashlib.sha256(prefix.encode()).hexdigest()[:8]}"
        )

    def _keep(self, thing: Json) -> Json:
        self.objects[thing["id"]] = thing
        return thing

    def _get(self, id: str) -> Json:
        if id not in self.objects:
            raise Refused(404, "resource_missing")
        return self.objects[id]


def sign(body: bytes, secret: str, at: int) -> str:
    """Stripe's signature of a body."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


def _public(thing: Json) -> Json:
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def _is_id(part: str) -> bool:
    return "_" in part and any(c.isdigit() for c in part)


def _nested(form: str) -> Json:
    """`a[b][c]=d` as {"a": {"b": {"c": "d"}}}; lists become dicts by index."""
    found: Json = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        keys = name.replace("]", "").split("[")
        at = found
        for key in keys[:-1]:
            at = at.setdefault(key, {})
        at[keys[-1]] = value
    return found

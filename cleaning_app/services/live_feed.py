"""What changed, handed to every open screen of the organisation it concerns.

One connection per process listens; each screen has a short queue of its own. A screen that reads too
slowly loses its place instead of holding everybody's notices in memory: its feed ends, and it starts
again with a fresh load.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict, deque
from contextlib import aclosing
from typing import Any
from uuid import UUID

from cleaning_app.listening import Listening, listen
from cleaning_app.logs import get_logger
from cleaning_app.services import presence
from cleaning_app.services.live import CHANNEL

BACKLOG = 256
RESYNC: dict[str, Any] = {"topic": "resync"}
"""Sent to everybody after the database was away: notices may be missing, so load again."""

log = get_logger(__name__)


class Subscription:
    """One screen's notices from the moment it is made, as an async iterator.

    Use it as `with subscribe(org_id) as notices: async for notice in notices: …`. It ends by
    itself when the screen falls BACKLOG notices behind.
    """

    def __init__(self, feed: Feed, org_id: UUID) -> None:
        self._feed = feed
        self._org = str(org_id)
        self._notices: deque[dict[str, Any]] = deque()
        self._stirred = asyncio.Event()
        self._ended = False
        feed.screens[self._org].add(self)

    def __enter__(self) -> Subscription:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> dict[str, Any]:
        while not (self._notices or self._ended):
            self._stirred.clear()
            await self._stirred.wait()
        if self._ended:
            raise StopAsyncIteration
        return self._notices.popleft()

    def offer(self, notice: dict[str, Any]) -> None:
        """Hand over one notice, or end the feed when too many wait already."""
        if len(self._notices) >= BACKLOG:
            log.warning("a slow screen lost its live feed", org_id=self._org)
            self.close()
            return
        self._notices.append(notice)
        self._stirred.set()

    def close(self) -> None:
        """End the feed; may be called twice."""
        screens = self._feed.screens[self._org]
        screens.discard(self)
        if not screens:
            del self._feed.screens[self._org]
        self._ended = True
        self._stirred.set()


class Feed:
    """The open screens of this process, by organisation. `listening` is set once it hears."""

    def __init__(self) -> None:
        self.screens: defaultdict[str, set[Subscription]] = defaultdict(set)
        self.listening = asyncio.Event()
        self._heard: Counter[str] = Counter()

    def notices_of(self, org_id: UUID) -> int | None:
        """How many notices of an organisation came by so far; None while nothing is heard."""
        return self._heard[str(org_id)] if self.listening.is_set() else None

    async def run(self) -> None:
        """Pass notices on until cancelled."""
        async with aclosing(listen("app", CHANNEL)) as heard:
            async for event in heard:
                if not isinstance(event, Listening):
                    self._pass_on(event.payload)
                    continue
                self.listening.set()
                if event.again:
                    self._heard.update(list(self._heard))
                    self._tell(list(self.screens), RESYNC)

    def _pass_on(self, payload: str) -> None:
        try:
            notice = json.loads(payload)
            org = notice.pop("org")
            topic = notice.get("topic")
        except (ValueError, KeyError, TypeError, AttributeError):
            log.warning("not one of our notices", length=len(payload))
            return
        if topic == presence.TOPIC:
            # Nothing has changed that a board draws.
            presence.presence.hear(org, notice)
        else:
            self._heard[org] += 1
        self._tell([org], notice)

    def _tell(self, orgs: list[str], notice: dict[str, Any]) -> None:
        for org in orgs:
            for screen in list(self.screens.get(org, ())):
                screen.offer(notice)


feed = Feed()


def subscribe(org_id: UUID) -> Subscription:
    """Notices for one screen: `{"topic", "id", "action", "actor", "actor_id"}`, or RESYNC.

    The caller has made sure that the screen's user belongs to the organisation.
    """
    return Subscription(feed, org_id)


async def run() -> None:
    """The lifespan task of each app process. Runs until it is cancelled."""
    await feed.run()

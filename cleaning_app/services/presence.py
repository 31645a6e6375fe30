"""Who looks at which days of the schedule now, on whichever process their page is open.

Each process tells all others, over the channel of the live notices, everybody it knows of in an
organisation: at once when that changes, and again every few seconds. What is said replaces what was
said before, and is forgotten when it is not said again; so nobody stays on a screen because a
process ended before it could say that they left. Nothing of it is kept in the database.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.ids import new_id
from cleaning_app.logs import get_logger
from cleaning_app.services.live import CHANNEL

TOPIC: Final = "presence"
SAY_AGAIN_SECONDS: Final = 5.0
FORGET_SECONDS: Final = 12.0
TOGETHER_SECONDS: Final = 0.2
"""Comings and goings within this are told as one."""
MOST: Final = 30
"""People of one process and organisation that are told of; a notice holds 8,000 bytes at most."""

log = get_logger(__name__)


@dataclass(frozen=True)
class Days:
    """The days a page shows."""

    first: date
    last: date

    def meets(self, other: Days) -> bool:
        """Whether some day is shown by both."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Looker:
    """Somebody and the days they look at."""

    user_id: str
    name: str
    days: Days


class Presence:
    """The pages of this process that say what they look at, and what other processes said of theirs."""

    def __init__(self) -> None:
        self._process = str(new_id())
        self._pages: defaultdict[UUID, dict[Hashable, tuple[Identity, Days]]] = defaultdict(dict)
        self._said: defaultdict[str, dict[str, tuple[float, list[Looker]]]] = defaultdict(dict)
        self._changed: dict[UUID, Identity] = {}
        self._stirred = asyncio.Event()

    def look(self, page: Hashable, identity: Identity, days: Days | None) -> None:
        """A page shows these days from now on; None: it is gone, or shows none."""
        org_id = identity.org.id
        known = self._pages[org_id].get(page)
        if days is None:
            self._pages[org_id].pop(page, None)
            if not self._pages[org_id]:
                del self._pages[org_id]
        else:
            self._pages[org_id][page] = (identity, days)
        if (known and known[1]) != days:
            self._changed[org_id] = identity
            self._stirred.set()

    def others(self, identity: Identity, days: Days) -> list[Looker]:
        """Who else of the organisation looks at some of these days, by name, each once."""
        oldest = time.monotonic() - FORGET_SECONDS
        mine = str(identity.actor.user_id or "")
        found = {
            one.user_id: one
            for at, lookers in self._said[str(identity.org.id)].values()
            if at >= oldest
            for one in lookers
            if one.user_id != mine and one.days.meets(days)
        }
        return sorted(found.values(), key=lambda one: (one.name.lower(), one.user_id))

    def hear(self, org: str, notice: dict[str, Any]) -> None:
        """Take what a process says in place of what it said before; ignores what is none of ours."""
        try:
            lookers = [
                Looker(
                    str(id), str(name), Days(date.fromisoformat(first), date.fromisoformat(last))
                )
                for id, name, first, last in notice["people"]
            ]
            process = str(notice["process"])
        except (KeyError, TypeError, ValueError):
            log.warning("not one of our notices", topic=TOPIC)
            return
        said = self._said[org]
        oldest = time.monotonic() - FORGET_SECONDS
        for gone in [name for name, (at, _) in said.items() if at < oldest]:
            del said[gone]
        said[process] = (time.monotonic(), lookers)

    async def run(self) -> None:
        """Tell the other processes, until cancelled."""
        again = time.monotonic()
        self._stirred = asyncio.Event()  # of the loop this runs on
        while True:
            try:
                async with asyncio.timeout(max(0.0, again - time.monotonic())):
                    await self._stirred.wait()
            except TimeoutError:
                again = time.monotonic() + SAY_AGAIN_SECONDS
                for org_id, pages in self._pages.items():
                    self._changed.setdefault(org_id, next(iter(pages.values()))[0])
            self._stirred.clear()
            changed, self._changed = self._changed, {}
            for identity in changed.values():
                await self._say(identity)
            await asyncio.sleep(TOGETHER_SECONDS)

    async def _say(self, identity: Identity) -> None:
        people = dict.fromkeys(
            (
                str(who.actor.user_id or ""), who.actor.name[:40],
                days.first.isoformat(), days.last.isoformat(),
            )
            for who, days in self._pages.get(identity.org.id, {}).values()
        )  # fmt: skip
        notice = {
            "org": str(identity.org.id),
            "topic": TOPIC,
            "process": self._process,
            "people": list(people)[:MOST],
        }
        try:
            async with unit(identity) as ctx:
                await ctx.session.execute(
                    text("SELECT pg_notify(:channel, :notice)"),
                    {"channel": CHANNEL, "notice": json.dumps(notice, ensure_ascii=False)},
                )
        except Exception:
            # The database is away, or slow: it is said again in a few seconds.
            log.warning("who looks at the schedule was not told", org_id=str(identity.org.id))


presence = Presence()


async def run() -> None:
    """The lifespan task of each app process. Runs until it is cancelled."""
    await presence.run()

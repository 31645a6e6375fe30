"""What an open page says over its socket: which days of the schedule it shows; and who else is there."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from pydantic_core import to_json
from starlette.websockets import WebSocket

from cleaning_app.services.live_audience import Audience
from cleaning_app.services.presence import TOPIC, Days, presence

_SAID: Final = re.compile(r"looking at(?: (\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d))?")


class Looking:
    """The days a page shows, and who else looks at them."""

    def __init__(self, socket: WebSocket, audience: Audience) -> None:
        self._socket, self._audience = socket, audience
        self._days: Days | None = None
        self._told: list[str] = []

    def at(self, days: Days | None) -> None:
        """The page shows these days now; only who may see them counts as looking."""
        identity = self._audience.identity
        self._days = days if "bookings.view" in identity.actor.permissions else None
        presence.look(self, identity, self._days)

    def hear(self, said: str) -> bool:
        """Take what the page says; False when no page of ours would say it."""
        found = _SAID.fullmatch(said[:40])
        if found is None:
            return False
        try:
            self.at(Days(*map(date.fromisoformat, found.groups())) if found[1] else None)
        except ValueError:
            return False
        return True

    async def tell(self) -> None:
        """Send who else is there, when it is not what was sent before."""
        identity = self._audience.identity
        if "bookings.view" not in identity.actor.permissions:
            self.at(None)
        there = presence.others(identity, self._days) if self._days else []
        people = [one.name for one in there]
        if people != self._told:
            self._told = people
            await self._socket.send_text(to_json({"topic": TOPIC, "people": people}).decode())

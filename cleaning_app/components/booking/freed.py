"""A time that has just become free, and who on the waitlist could have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format
from cleaning_app.context import Ctx
from cleaning_app.domain.slots import Interval
from cleaning_app.services import waitlist
from cleaning_app.services.bookings import Placement


@dataclass(frozen=True)
class Freed:
    """When, and whose time it is."""

    when: Interval
    crew: list[UUID]


@dataclass(frozen=True)
class Offer:
    """Who could have it, in words, and the way to the list of them."""

    said: str
    look: tuple[str, Any]

    def keeping(self, told: Any) -> tuple[str, Any]:
        """`look`, and what stays to be said: its button closes the toast, and Undo with it."""
        label, go = self.look
        return label, [go, told]

    def alone(self) -> Any:
        """As a toast of its own."""
        action = {"label": self.look[0], "on_click": self.look[1]}
        return rx.toast.info(self.said, action=action, duration=20_000)


async def offer(ctx: Ctx, before: Placement) -> Offer | None:
    """Who could take the time a booking gave up; None when nobody could."""
    if not before.crew:
        return None
    found = await waitlist.could_take(ctx, before.when, before.crew)
    if not found:
        return None
    more = len(found) - 1
    others = f" and {format.count(more, 'other')}" if more else ""
    said = f"From the waitlist, {found[0].entry.client}{others} could have that time."
    return Offer(said, ("See who", rx.redirect(_address(before))))


def _address(before: Placement) -> str:
    """The waitlist, which begins with who could have that time."""
    asked = {
        "from": before.when.start.isoformat(),
        "to": before.when.end.isoformat(),
        "crew": ",".join(str(id) for id in before.crew[:4]),
    }
    return f"/waitlist?{urlencode(asked)}"


def freed_of(state: rx.State) -> Freed | None:
    """The time an address like that is about; None when it says none."""
    crew = address.asked(state, "crew")
    try:
        start, end = (datetime.fromisoformat(address.asked(state, n)) for n in ("from", "to"))
        people = [UUID(id) for id in crew.split(",") if id]
    except ValueError:
        return None
    if not start.tzinfo or not end.tzinfo or not start < end:
        return None
    return Freed(Interval(start, end), people) if people else None

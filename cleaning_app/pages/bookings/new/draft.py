"""What is known of the booking so far, and what follows from a change of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, reading
from cleaning_app.components.booking.candidates import in_the_way, way
from cleaning_app.components.booking.client import PickClient
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import AppError, Invalid
from cleaning_app.services import bookings
from cleaning_app.services.bookings import Candidate

MOST_SHOWN = 8
_FILLED_IN = ("day", "time", "minutes", "people_wanted", "price")


@dataclass
class CandidateRow:
    """A worker who could come."""

    id: str
    name: str
    initials: str
    note: str
    busy: str
    warning: str
    best: bool


class Draft(PickClient, mixin=True):
    """The booking as far as it is filled in. A card that changes it calls `_follow`."""

    services: list[Option] = []
    service_id: str = ""
    day: str = ""
    time: str = ""
    minutes: str = ""
    people_wanted: str = "1"
    price: str = ""
    ends: str = ""
    crew: list[str] = []
    people: list[CandidateRow] = []
    chosen_start: str = ""
    filled: int = 0
    _own_length: bool = False
    _own_people: bool = False

    def _fill(self, **values: str) -> None:
        """Put values into the fields of the visit's time. Those fields are the browser's while
        somebody types; `filled` has them drawn anew when something else fills them."""
        differing = {name: value for name, value in values.items() if getattr(self, name) != value}
        for name, value in differing.items():
            setattr(self, name, value)
        self.filled += bool(differing)

    def _unseen(self, form: dict[str, str]) -> dict[str, str]:
        """What was filled in since the form that is sent was drawn, where nobody typed: whoever
        chooses a time and presses Book at once means that time."""
        return {
            name: getattr(self, name)
            for name in _FILLED_IN
            if form.get(name) is not None and form[name] == form.get(f"drawn_{name}")
        }

    def _by_the_list(self) -> None:
        """Length, people and price follow the price list again. Cards that hold one add to this."""
        self._own_length = self._own_people = False

    def _start(self, ctx: Ctx) -> datetime | None:
        """The moment typed so far; None while it is no time yet."""
        try:
            return reading.start(ctx, {"day": self.day, "time": self.time})
        except AppError:
            return None

    def _length(self) -> int | None:
        """The length typed so far, in minutes; None while it is none a visit has."""
        typed = self.minutes
        if not typed.isascii() or not typed.isdigit() or len(typed) > 4:
            return None
        return int(typed) if 15 <= int(typed) <= 1440 else None

    def _crew_size(self) -> int:
        """How many people it takes."""
        typed = self.people_wanted
        return int(typed) if typed in ("1", "2", "3", "4", "5", "6") else 1

    async def _follow(self, ctx: Ctx) -> None:
        """Work out anew what depends on client, service, time and length."""
        await self._weigh(ctx)

    async def _client_chosen(self, ctx: Ctx) -> None:
        await self._follow(ctx)

    async def _crewed(self, ctx: Ctx) -> None:
        """What depends on who is chosen; cards that show some of it add to this."""

    async def _weigh(self, ctx: Ctx) -> None:
        """Who could come, the best first."""
        start, minutes = self._start(ctx), self._length()
        self.people, self.ends = [], ""
        self.chosen_start = start.isoformat() if start else ""
        if start is None or minutes is None:
            return
        self.ends = format.time(start + timedelta(minutes=minutes), ctx.zone)
        found = await bookings.candidates(
            ctx,
            start,
            minutes,
            service_id=maybe(self.service_id),
            address_id=maybe(self.address_id),
            client_id=maybe(self.client_id),
        )
        rows = [_row(ctx, one, n == 0 and one.is_free) for n, one in enumerate(found)]
        chosen = [r for r in rows if r.id in self.crew]
        rest = [r for r in rows if r.id not in self.crew]
        self.people = chosen + rest[: max(0, MOST_SHOWN - len(chosen))]


def _row(ctx: Ctx, one: Candidate, best: bool) -> CandidateRow:
    return CandidateRow(
        id=str(one.worker_id),
        name=one.worker,
        initials=format.initials(one.worker),
        note=way(one),
        busy=in_the_way(ctx, one),
        warning=" ".join(warned.message for warned in one.warnings),
        best=best and not one.warnings,
    )


def known(text: str) -> UUID:
    """An id from the address or from this State. Raises Invalid for anything else."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("That link is broken. Start a new booking with N.") from error


def maybe(text: str) -> UUID | None:
    """The id, or None while nothing is chosen."""
    return known(text) if text else None


def as_drawn(s: Any) -> rx.Component:
    """Sends along how the fields that get filled in looked last (`Draft._unseen`)."""
    return rx.fragment(
        *[
            rx.el.input(type="hidden", name=f"drawn_{name}", value=getattr(s, name))
            for name in _FILLED_IN
        ]
    )

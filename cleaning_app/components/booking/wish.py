"""Which days and which part of them a client would take: the fields of a wish on the waitlist."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Any

from pydantic import Field

from cleaning_app.components import forms, reading
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx

_FIELDS = ("wait_from", "wait_to", "wait_after", "wait_until", "wait_part")
_NOON, _FIVE = time(12), time(17)
_PARTS: dict[str, tuple[time | None, time | None]] = {
    "any": (None, None),
    "morning": (None, _NOON),
    "afternoon": (_NOON, _FIVE),
    "evening": (_FIVE, None),
}


class WishForm(forms.FormState, mixin=True):
    """Within which days and hours a client would take a time."""

    wait_from: str = ""
    wait_to: str = ""
    wait_days: list[int] = []
    wait_part: str = "any"
    wait_after: str = ""
    wait_until: str = ""

    def _no_wait(self, ctx: Ctx) -> None:
        """Begin with the coming two weeks, any day, any time."""
        self.wait_from = ctx.today().isoformat()
        self.wait_to = (ctx.today() + timedelta(days=14)).isoformat()
        self.wait_days, self.wait_part = [], "any"
        self.wait_after = self.wait_until = ""

    def _when(self) -> dict[str, Any]:
        """The fields of a Wish that say when. Raises Invalid, naming what can't be read."""
        after, until = _PARTS.get(self.wait_part, (None, None))
        if self.wait_part == "own":
            after = _clock(self.wait_after, "wait_after")
            until = _clock(self.wait_until, "wait_until")
        return {
            "first_day": reading.day(self.wait_from, "wait_from"),
            "last_day": reading.day(self.wait_to, "wait_to"),
            "weekdays": sorted(self.wait_days),
            "not_before": after,
            "not_after": until,
        }

    @handler("bookings.edit")
    async def set_wait(self, ctx: Ctx, name: str, value: str):
        """A day, an hour or the part of the day."""
        if name in _FIELDS:
            setattr(self, name, value.strip()[:10])

    @handler("bookings.edit")
    async def toggle_wait_day(self, ctx: Ctx, day: Annotated[int, Field(ge=0, le=6)]):
        """A weekday that would do; none chosen means any."""
        kept = [one for one in self.wait_days if one != day]
        self.wait_days = kept if day in self.wait_days else [*kept, day]


def _clock(text: str, field: str) -> time | None:
    return reading.time_of_day(text, field) if text else None

"""A time that has just become free, and who on the waitlist could have it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import format
from cleaning_app.context import Ctx
from cleaning_app.services import waitlist
from cleaning_app.services.bookings import Placement


async def offers(ctx: Ctx, before: Placement) -> list[Any]:
    """A toast that names whoever could take the time a booking gave up; nothing when nobody could."""
    if not before.crew:
        return []
    found = await waitlist.could_take(ctx, before.when, before.crew)
    if not found:
        return []
    first = found[0].entry.client
    more = len(found) - 1
    others = f" and {format.count(more, 'other')}" if more else ""
    said = f"From the waitlist, {first}{others} could have that time."
    look = {"label": "Look", "on_click": rx.redirect("/waitlist")}
    return [rx.toast.info(said, action=look, duration=20_000)]

"""Days on which the company is closed, by name, for whoever works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain import public_holidays
from cleaning_app.domain.public_holidays import Closures
from cleaning_app.permissions import OWN_BOOKINGS


@dataclass(frozen=True)
class ClosedDay:
    """What a day off is called, in both languages of the worker app."""

    english: str
    french: str


async def between(ctx: Ctx, first: date, last: date) -> dict[date, ClosedDay]:
    """The closed days from one to another, both included."""
    ctx.require("bookings.view", OWN_BOOKINGS)
    found = await ctx.session.execute(text("SELECT province, closures FROM organisation_settings"))
    province, stored = found.one()
    closed = public_holidays.closed(province, first, last, Closures.from_json(stored))
    return {
        day: ClosedDay(name, public_holidays.in_french(province, day, name))
        for day, name in closed.items()
    }

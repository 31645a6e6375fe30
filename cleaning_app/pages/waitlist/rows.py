"""Whoever waits, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time

from cleaning_app.components import format
from cleaning_app.components.booking.times import time_row
from cleaning_app.context import Ctx
from cleaning_app.services.waitlist import Chance, Waiting

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass
class Choice:
    """A free time that suits somebody."""

    starts_at: str
    when: str
    who: str
    workers: list[str]


@dataclass
class WaitRow:
    """Somebody who waits."""

    id: str
    client_id: str
    client: str
    what: str
    wish: str
    notes: str
    since: str
    by_hand: str
    choices: list[Choice] = field(default_factory=list[Choice])


def wait_row(ctx: Ctx, chance: Chance) -> WaitRow:
    one = chance.entry
    choices = [time_row(ctx, slot) for slot in chance.slots]
    return WaitRow(
        id=str(one.id),
        client_id=str(one.client_id),
        client=one.client,
        what=" · ".join(p for p in (one.service, format.duration(one.minutes), one.area) if p),
        wish=_wish(ctx, one),
        notes=one.notes,
        by_hand=f"/bookings/new?client={one.client_id}&waiting={one.id}",
        since=f"waits since {format.moment(one.created_at, ctx.zone)}",
        choices=[Choice(c.starts_at, c.when, c.who, c.workers) for c in choices],
    )


def _wish(ctx: Ctx, one: Waiting) -> str:
    """Tomorrow to Fri 4 Dec, on Mon and Wed, 9:00 to 13:00"""
    today = ctx.today()
    days = f"{format.short_day(one.first_day, today)} to {format.short_day(one.last_day, today)}"
    parts = [days if one.first_day != one.last_day else format.short_day(one.first_day, today)]
    if one.weekdays:
        parts.append("on " + ", ".join(_DAYS[day] for day in one.weekdays))
    if one.not_before and one.not_after:
        parts.append(f"{_clock(one.not_before)} to {_clock(one.not_after)}")
    elif one.not_before:
        parts.append(f"from {_clock(one.not_before)}")
    elif one.not_after:
        parts.append(f"until {_clock(one.not_after)}")
    return ", ".join(parts)


def _clock(at: time) -> str:
    return f"{at.hour}:{at:%M}"

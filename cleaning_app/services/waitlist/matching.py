"""Who on the waitlist could have which free time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.slots import Interval
from cleaning_app.services import rota
from cleaning_app.services.bookings import Slot, SlotWish
from cleaning_app.services.bookings.slots import found_in
from cleaning_app.services.rota import Rota
from cleaning_app.services.waitlist.entries import Waiting, waiting

LOOK_AHEAD = 21
_AROUND = timedelta(hours=12)


@dataclass(frozen=True)
class Chance:
    """Somebody who waits, and the free times that suit them, the best first; none yet when empty."""

    entry: Waiting
    slots: list[Slot]


async def chances(ctx: Ctx, *, count: int = 2) -> list[Chance]:
    """Everybody who waits, with the free times of the next three weeks that suit them."""
    ctx.require("bookings.view")
    entries = await waiting(ctx)
    if not entries:
        return []
    last = min(max(one.last_day for one in entries), ctx.today() + timedelta(days=LOOK_AHEAD))
    window = Interval(ctx.now(), day_start(last + timedelta(days=1), ctx.zone))
    plan = await rota.load(ctx, _reaching(window))
    return [Chance(one, _suiting(ctx, plan, window, one, count=count)) for one in entries]


async def could_take(ctx: Ctx, freed: Interval, workers: Collection[UUID]) -> list[Chance]:
    """Who could have a time that has just become free, with one of the workers it was taken from:
    the least driving first. Nobody when it is over or nobody was on it."""
    ctx.require("bookings.view")
    if freed.end <= ctx.now() or not workers:
        return []
    entries = await waiting(ctx)
    if not entries:
        return []
    day = freed.start.astimezone(ctx.zone).date()
    window = Interval(day_start(day, ctx.zone), day_start(day + timedelta(days=1), ctx.zone))
    plan = await rota.load(ctx, _reaching(window))
    found = [
        Chance(one, _suiting(ctx, plan, window, one, only=workers, over=freed, count=1))
        for one in entries
    ]
    fitting = [chance for chance in found if chance.slots]
    return sorted(fitting, key=lambda chance: chance.slots[0].drive_minutes)


def _reaching(window: Interval) -> Interval:
    return Interval(window.start - _AROUND, window.end + _AROUND)


def _suiting(
    ctx: Ctx,
    plan: Rota,
    window: Interval,
    entry: Waiting,
    *,
    count: int,
    only: Collection[UUID] | None = None,
    over: Interval | None = None,
) -> list[Slot]:
    def suits(when: Interval) -> bool:
        start, end = (at.astimezone(plan.zone) for at in (when.start, when.end))
        return entry.suits(start, end) and (over is None or when.overlaps(over))

    wish = SlotWish(minutes=entry.minutes, only=only, count=count)
    return found_in(ctx, plan, window, wish, entry.asked, suits)

"""What is in the bank: what somebody read there at the end of a day, and whatever moved since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.periods import range_bounds
from cleaning_app.services import audit, live, organisations
from cleaning_app.services.finance import cash_entries
from cleaning_app.services.gst.asked import Asked, Basis
from cleaning_app.services.gst.fetching import one


@dataclass(frozen=True)
class Reading:
    """What the bank said: `cents`, below zero when overdrawn, at the end of the local day `on`."""

    cents: int
    on: date


async def reading(ctx: Ctx) -> Reading | None:
    """What the cash flow counts from; None while nobody has said it."""
    ctx.require("finance.view")
    row = await organisations.settings(ctx)
    if row.bank_cents is None or row.bank_on is None:
        return None
    return Reading(row.bank_cents, row.bank_on)


async def set_reading(ctx: Ctx, given: Reading | None) -> Reading | None:
    """Count from this from now on, or from nothing; returns what was counted from before.

    Raises:
        Invalid: the day has not come yet, or its year can't be right.
    """
    ctx.require("finance.manage")
    if given is not None:
        form = Fields()
        if given.on > ctx.today():
            form.refuse("on", "That day has not come yet.")
        elif given.on.year < 2001:
            form.refuse("on", "Check the year.")
        form.finish("That can't be what was in the bank.")
    before = await reading(ctx)
    if given != before:
        row = await organisations.settings(ctx)
        row.bank_cents = given.cents if given else None
        row.bank_on = given.on if given else None
        row.updated_at = ctx.now()
        await ctx.session.flush()
        audit.record(
            ctx, "bank_balance.set", "organisation", ctx.org.id,
            before=_said(before), after=_said(given),
        )  # fmt: skip
        await live.announce(ctx, "settings", ctx.org.id, "changed")
    return before


async def at_end_of(ctx: Ctx, day: date, known: Reading) -> int:
    """What was there at the end of a local day: from what is known, through what moved between."""
    ctx.require("finance.view")
    first, last = sorted((day, known.on))
    moved = await _moved(ctx, first + timedelta(days=1), last) if first < last else 0
    return known.cents + (moved if day > known.on else -moved)


async def _moved(ctx: Ctx, first: date, last: date) -> int:
    """Money in less money out. However many years lie between: a page asks for five at most."""
    start, end = range_bounds(first, last, ctx.zone)
    sql = f"SELECT coalesce(sum(cents), 0)::bigint AS cents FROM ({cash_entries.ACTUAL}) entries"
    row = await one(ctx, sql, Asked(first, last, Basis.CASH, start, end))
    return int(row.cents)


def _said(known: Reading | None) -> dict[str, str | int]:
    return {"cents": known.cents, "on": known.on.isoformat()} if known else {}

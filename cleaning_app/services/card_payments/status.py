"""Whether cards are taken here, and whether Stripe has been heard of lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.settings import get_settings

Mode = Literal["off", "test", "live"]


@dataclass(frozen=True)
class Status:
    """`mode` follows from the key; the events are this organisation's own."""

    mode: Mode
    heard_at: datetime | None
    waiting: int
    dead: int


_EVENTS = text(
    """
    SELECT max(received_at) AS heard_at,
           count(*) FILTER (WHERE status IN ('pending', 'working')) AS waiting,
           count(*) FILTER (WHERE status = 'dead') AS dead
    FROM stripe_events
    """
)


async def status(ctx: Ctx) -> Status:
    """How taking cards stands. Says nothing of the keys but which world they are for."""
    ctx.require("settings.manage")
    found = (await ctx.session.execute(_EVENTS)).one()
    return Status(mode(), found.heard_at, found.waiting, found.dead)


def mode() -> Mode:
    """Off without a key; otherwise what the key is for (https://docs.stripe.com/keys)."""
    key = get_settings().stripe_secret_key
    if key is None:
        return "off"
    return "live" if "_live_" in key.get_secret_value()[:12] else "test"

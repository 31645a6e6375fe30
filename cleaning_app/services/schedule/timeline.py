"""One worker's days in a row: what they do, what they could still do, and when they are off."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.services import rota
from cleaning_app.services.schedule.plan import drawn, local_days
from cleaning_app.services.schedule.views import Timeline


async def timeline(ctx: Ctx, worker_id: UUID, first: date, *, days: int = 14) -> Timeline:
    """A worker's days from `first` on, also of one who has left.

    Raises:
        NotFound: no such worker; Invalid: a year no schedule has, or more than 31 days.
    """
    ctx.require("bookings.view")
    if not 1 <= days <= 31:
        raise Invalid("A timeline shows 1 to 31 days.")
    dates, windows = local_days(first, days, ctx.zone)
    plan = await rota.load(ctx, Interval(windows[0].start, windows[-1].end), only=[worker_id])
    if worker_id not in plan.hands:
        raise NotFound("There is no such worker.")
    return Timeline(
        worker_id=worker_id,
        name=plan.hands[worker_id].name,
        plan=drawn(plan, {worker_id}, dates, windows, with_open=False),
    )

"""How long each client usually takes to pay, as the cash forecast judges it."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median_low
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.paying_habits import Habits
from cleaning_app.services.finance import forecast_queries
from cleaning_app.services.gst.asked import ask
from cleaning_app.services.gst.fetching import every

_LOOKS_BACK = timedelta(days=365)


async def usual_days(ctx: Ctx, day: date) -> dict[UUID, int]:
    """The median of days from an invoice to its last payment, by client, over the year before a day.
    Clients with too few to be a habit are missing. Raises Forbidden without `finance.view`."""
    past = await ask(ctx, day - _LOOKS_BACK, day, "accrual")
    rows = await every(ctx, forecast_queries.HABITS, past)
    known = Habits({row.client_id: row.days for row in rows}, ())
    return {client: median_low(days) for client in known.clients if (days := known.own(client))}

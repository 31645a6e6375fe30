"""How long each client usually takes to pay: one answer for the cash forecast and for receivables."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median_low
from typing import Final
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.paying_habits import Habits
from cleaning_app.services.finance import forecast_queries
from cleaning_app.services.gst.asked import ask
from cleaning_app.services.gst.fetching import every

# Long enough to have seen an invoice paid that waited for more than a year.
_LOOKS_BACK: Final = timedelta(days=730)


async def look_back(ctx: Ctx, day: date) -> Habits:
    """What the invoices of the two years before a day say. Raises Forbidden without `finance.view`."""
    past = await ask(ctx, day - _LOOKS_BACK, day, "accrual")
    rows = await every(ctx, forecast_queries.HABITS, past)
    clients = {row.client_id: row.days for row in rows}
    return Habits(clients, [days for row in rows for days in row.days])


async def usual_days(ctx: Ctx, day: date) -> dict[UUID, int]:
    """The median of days from an invoice to its last payment, by client. Clients with too few to be
    a habit are missing. Raises Forbidden without `finance.view`."""
    known = await look_back(ctx, day)
    return {client: median_low(days) for client in known.clients if (days := known.own(client))}

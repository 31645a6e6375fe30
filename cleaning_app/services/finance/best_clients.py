"""The clients most was invoiced to, by the entries of the profit and loss."""

from __future__ import annotations

from datetime import date

from cleaning_app.context import Ctx
from cleaning_app.services.finance import entries
from cleaning_app.services.gst.asked import ask
from cleaning_app.services.gst.fetching import every

_BEST = f"""
    SELECT who AS name, sum(cents)::bigint AS cents
    FROM ({entries.SOLD}) sold JOIN invoices i ON i.org_id = %(org)s AND i.id = sold.thing
    WHERE section = 'revenue' GROUP BY i.client_id, who HAVING sum(cents) > 0
    ORDER BY 2 DESC, 1, i.client_id LIMIT %(most)s
"""


async def best_clients(ctx: Ctx, first: date, last: date, most: int = 6) -> list[tuple[str, int]]:
    """Names with what was invoiced to each before tax, in cents; the largest first. Two clients of
    one name are two."""
    asked = await ask(ctx, first, last, "accrual")
    return [(row.name, row.cents) for row in await every(ctx, _BEST, asked, {"most": most})]

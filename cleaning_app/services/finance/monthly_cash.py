"""What the monthly report adds up itself: money in and out by month, and the clients it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.spans import Part
from cleaning_app.services.finance import entries
from cleaning_app.services.finance.pyformat import bound
from cleaning_app.services.gst.asked import ask
from cleaning_app.services.gst.fetching import every


@dataclass(frozen=True)
class Cash:
    """Money of a month in cents, with tax. Transfers move nothing and are left out."""

    received_cents: int
    returned_cents: int
    spent_cents: int

    @property
    def left_cents(self) -> int:
        return self.received_cents - self.returned_cents - self.spent_cents


_CASH = """
    SELECT part, sum(received)::bigint AS received, sum(returned)::bigint AS returned,
           sum(spent)::bigint AS spent
    FROM (
        SELECT width_bucket(received_at, %(moments)s::timestamptz[]) AS part,
               greatest(amount_cents, 0) AS received, -least(amount_cents, 0) AS returned, 0 AS spent
        FROM payments
        WHERE org_id = %(org)s AND status = 'succeeded' AND kind <> 'transfer'
          AND received_at >= %(start)s AND received_at < %(end)s
        UNION ALL
        SELECT width_bucket(occurred_on, %(days)s::date[]), 0, 0, total_cents
        FROM expenses
        WHERE org_id = %(org)s AND deleted_at IS NULL
          AND occurred_on >= %(first)s AND occurred_on <= %(last)s
    ) moved GROUP BY part
"""


async def months(ctx: Ctx, columns: Sequence[Part]) -> list[Cash]:
    """The money of each part of a span that has no gap."""
    ctx.require("finance.view")
    first, last = columns[0].first, columns[-1].last
    values: dict[str, Any] = {
        "org": ctx.org.id,
        "first": first,
        "last": last,
        "start": day_start(first, ctx.zone),
        "end": day_start(last + timedelta(days=1), ctx.zone),
        "moments": [day_start(part.first, ctx.zone) for part in columns],
        "days": [part.first for part in columns],
    }
    rows = await ctx.session.execute(bound(_CASH, values))
    found = {row.part: Cash(row.received, row.returned, row.spent) for row in rows}
    return [found.get(place, Cash(0, 0, 0)) for place in range(1, len(columns) + 1)]


_BEST = f"""
    SELECT who AS name, sum(cents)::bigint AS cents FROM ({entries.ACCRUAL}) entries
    WHERE section = 'revenue' GROUP BY who HAVING sum(cents) > 0
    ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


async def best_clients(ctx: Ctx, first: date, last: date, most: int = 6) -> list[tuple[str, int]]:
    """The clients most was invoiced to, before tax, with the cents; the largest first."""
    asked = await ask(ctx, first, last, "accrual")
    return [(row.name, row.cents) for row in await every(ctx, _BEST, asked, {"most": most})]

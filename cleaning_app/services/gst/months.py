"""Tax collected and credits month by month, for the chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleaning_app.context import Ctx
from cleaning_app.services.gst import queries
from cleaning_app.services.gst.asked import Basis, ask
from cleaning_app.services.gst.fetching import every


@dataclass(frozen=True)
class Month:
    """One month of the organisation's calendar, in cents."""

    month: date
    collected_cents: int
    credits_cents: int


_CASH = f"""
    SELECT date_trunc('month', received_at AT TIME ZONE %(zone)s)::date AS month,
           sum(tax)::bigint AS tax
    FROM ({queries.ALLOCATED}) allocated GROUP BY 1
"""
_ACCRUAL = f"""
    SELECT date_trunc('month', i.issued_on)::date AS month, sum(i.tax_cents)::bigint AS tax
    FROM invoices i WHERE {queries.ISSUED} GROUP BY 1
"""
_CREDITS = f"""
    SELECT date_trunc('month', e.occurred_on)::date AS month, sum(e.tax_cents)::bigint AS tax
    FROM expenses e WHERE {queries.SPENT} GROUP BY 1
"""


async def by_month(
    ctx: Ctx, first: date, last: date, basis: Basis | str | None = None
) -> list[Month]:
    """Every month that `first` … `last` touches, in order, also the empty ones.

    A month at the edge counts only its days inside the range, so the months add up to the summary.

    Raises:
        Forbidden, Invalid: as `summary`.
    """
    asked = await ask(ctx, first, last, basis)
    source = _CASH if asked.basis is Basis.CASH else _ACCRUAL
    collected = {row.month: row.tax for row in await every(ctx, source, asked)}
    credits = {row.month: row.tax for row in await every(ctx, _CREDITS, asked)}
    return [
        Month(month, collected.get(month, 0), credits.get(month, 0))
        for month in _months(asked.first, asked.last)
    ]


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = (first.year * 12 + first.month - 1 + n for n in range(count))
    return [date(month // 12, month % 12 + 1, 1) for month in starts]

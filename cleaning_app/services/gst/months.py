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


# Receipts added up by invoice and month, all that came before the range as one; the tax of a month
# is the growth of the tax inside the invoice over it.
_CASH = f"""
    SELECT a.month, ({queries.tax_inside("a.after")})
                    - ({queries.tax_inside("a.after - a.received")}) AS collected, 0 AS credits
    FROM (
        SELECT m.*, sum(m.received) OVER (PARTITION BY m.invoice_id ORDER BY m.month) AS after
        FROM (
            SELECT p.invoice_id, sum(p.amount_cents) AS received,
                   CASE WHEN p.received_at < %(start)s THEN '-infinity'::date
                        ELSE date_trunc('month', {queries.local("p.received_at")})::date
                   END AS month
            FROM payments p
            WHERE p.org_id = %(org)s AND p.status = 'succeeded' AND p.received_at < %(end)s
              AND p.invoice_id IN (SELECT p.invoice_id FROM payments p WHERE {queries.WITHIN})
            GROUP BY 1, 3
        ) m
    ) a
    JOIN invoices i ON i.org_id = %(org)s AND i.id = a.invoice_id
    WHERE a.month > '-infinity'
"""
_ACCRUAL = f"""
    SELECT date_trunc('month', i.issued_on)::date AS month, i.tax_cents AS collected, 0 AS credits
    FROM invoices i WHERE {queries.ISSUED}
"""
_CREDITS = f"""
    SELECT date_trunc('month', e.occurred_on)::date, 0, e.tax_cents
    FROM expenses e WHERE {queries.SPENT}
"""
_MONTHS = """
    SELECT month, sum(collected)::bigint AS collected, sum(credits)::bigint AS credits
    FROM ({} UNION ALL {}) entries GROUP BY month
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
    collected = _CASH if asked.basis is Basis.CASH else _ACCRUAL
    rows = await every(ctx, _MONTHS.format(collected, _CREDITS), asked)
    found = {row.month: Month(row.month, row.collected, row.credits) for row in rows}
    return [found.get(month, Month(month, 0, 0)) for month in _months(asked.first, asked.last)]


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = (first.year * 12 + first.month - 1 + n for n in range(count))
    return [date(month // 12, month % 12 + 1, 1) for month in starts]

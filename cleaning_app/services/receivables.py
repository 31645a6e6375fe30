"""What clients owe, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import AgeingBucket


@dataclass(frozen=True)
class Owed:
    """A number of invoices and what is owed on them, in cents."""

    invoices: int
    cents: int


@dataclass(frozen=True)
class Receivables:
    """What is owed on a day of the organisation's, by age. Every bucket is present, in order."""

    as_of: date
    total: Owed
    overdue: Owed
    buckets: dict[AgeingBucket, Owed]

    @property
    def over_90(self) -> Owed:
        """What is more than 90 days past due."""
        return self.buckets[AgeingBucket.DAYS_OVER_90]


# The edges are domain.invoices.ageing_bucket's; a test holds both against each other.
_OWED = text(
    """
    SELECT CASE WHEN due_on >= :today THEN 'current'
                WHEN :today - due_on <= 30 THEN '1-30'
                WHEN :today - due_on <= 60 THEN '31-60'
                WHEN :today - due_on <= 90 THEN '61-90'
                ELSE '90+' END AS bucket,
           count(*) AS invoices, sum(total_cents - credited_cents - paid_cents) AS cents
    FROM invoices
    WHERE org_id = :org AND status IN ('sent', 'partial', 'overdue')
      AND paid_cents < total_cents - credited_cents
    GROUP BY 1
    """
)


async def receivables(ctx: Ctx) -> Receivables:
    """What is owed on the organisation's today: in all, overdue, and by ageing bucket."""
    ctx.require("invoices.view", "finance.view")
    today = ctx.today()
    rows = await ctx.session.execute(_OWED, {"org": ctx.org.id, "today": today})
    found = {row.bucket: Owed(row.invoices, int(row.cents)) for row in rows}
    buckets = {bucket: found.get(bucket.value, Owed(0, 0)) for bucket in AgeingBucket}
    late = [owed for bucket, owed in buckets.items() if bucket is not AgeingBucket.CURRENT]
    return Receivables(today, _sum(list(buckets.values())), _sum(late), buckets)


def _sum(parts: list[Owed]) -> Owed:
    return Owed(sum(part.invoices for part in parts), sum(part.cents for part in parts))

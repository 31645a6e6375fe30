"""What clients owe on a day of the organisation's, by how long it is past due.

A day that has passed is today with what happened since taken back: payments and credit notes of
later days, invoices of later days, voids of later days. So only the rows after that day are read
beside what is open now, and today's figure is the plain sum of the open invoices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer, String, Uuid, column, func, select
from sqlalchemy import Date as Day

from cleaning_app.context import Ctx
from cleaning_app.domain import spans
from cleaning_app.domain.invoices import AgeingBucket
from cleaning_app.domain.local_time import day_start
from cleaning_app.errors import Invalid
from cleaning_app.services import listing, listing_people
from cleaning_app.services.finance import habits
from cleaning_app.services.finance.behind import Behind
from cleaning_app.services.finance.pyformat import bound
from cleaning_app.services.listing_filters import day_named, id_filter


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


@dataclass(frozen=True)
class ClientAgeing:
    """What a client owes, in cents. `oldest` is the due day of the oldest invoice, `usual_days`
    how many days from an invoice to its payment are usual, None while too few were paid to say."""

    client_id: UUID
    client: str
    current_cents: int
    days_1_30_cents: int
    days_31_60_cents: int
    days_61_90_cents: int
    over_90_cents: int
    total_cents: int
    invoices: int
    oldest: date
    usual_days: int | None

    @property
    def cents(self) -> list[int]:
        """By bucket, in order."""
        return [
            self.current_cents, self.days_1_30_cents, self.days_31_60_cents,
            self.days_61_90_cents, self.over_90_cents,
        ]  # fmt: skip


# Whatever is sent is owed today, even with a later date on it: the client has it. The edges of the
# buckets are domain.invoices.ageing_bucket's; tests hold both against each other.
_OWED = """
    WITH paid AS (
        SELECT invoice_id, sum(amount_cents) AS cents FROM payments
        WHERE org_id = %(org)s AND status = 'succeeded' AND invoice_id IS NOT NULL
          AND received_at >= %(end)s
        GROUP BY invoice_id
    ), credited AS (
        SELECT invoice_id, sum(total_cents) AS cents FROM credit_notes
        WHERE org_id = %(org)s AND issued_on > %(day)s
        GROUP BY invoice_id
    ), looked_at AS (
        SELECT id FROM invoices WHERE org_id = %(org)s AND status IN ('sent', 'partial', 'overdue')
        UNION SELECT id FROM invoices
              WHERE org_id = %(org)s AND status = 'void' AND voided_at >= %(end)s
        UNION SELECT invoice_id FROM paid
        UNION SELECT invoice_id FROM credited
    ), owed AS (
        SELECT i.id, i.number, i.client_id, i.issued_on, i.due_on, i.total_cents,
               i.total_cents::bigint - i.credited_cents - i.paid_cents
               + coalesce(p.cents, 0) + coalesce(c.cents, 0) AS owed_cents,
               CASE WHEN i.due_on >= %(day)s THEN 'current'
                    WHEN %(day)s - i.due_on <= 30 THEN '1-30'
                    WHEN %(day)s - i.due_on <= 60 THEN '31-60'
                    WHEN %(day)s - i.due_on <= 90 THEN '61-90'
                    ELSE '90+' END AS bucket
        FROM looked_at l
        JOIN invoices i ON i.org_id = %(org)s AND i.id = l.id
        LEFT JOIN paid p ON p.invoice_id = i.id
        LEFT JOIN credited c ON c.invoice_id = i.id
        WHERE i.status <> 'draft' AND (i.status <> 'void' OR i.voided_at >= %(end)s)
          AND (i.issued_on <= %(day)s OR %(day)s >= %(today)s)
    )
"""


async def totals(ctx: Ctx, day: date | None = None) -> Receivables:
    """What is owed on a day, today unless told: in all, overdue, and by bucket.

    Raises:
        Invalid: the day's year is none of ours.
    """
    ctx.require("invoices.view", "finance.view")
    day = day or ctx.today()
    rows = await ctx.session.execute(bound(_TOTALS, _asked(ctx, day)))
    found = {row.bucket: Owed(row.invoices, int(row.cents)) for row in rows}
    buckets = {bucket: found.get(bucket.value, Owed(0, 0)) for bucket in AgeingBucket}
    late = [owed for bucket, owed in buckets.items() if bucket is not AgeingBucket.CURRENT]
    return Receivables(day, _sum(list(buckets.values())), _sum(late), buckets)


_TOTALS = f"""{_OWED}
    SELECT bucket, count(*) AS invoices, sum(owed_cents)::bigint AS cents FROM owed
    WHERE owed_cents > 0 GROUP BY bucket
"""


async def by_client(ctx: Ctx, day: date, query: listing.Query) -> listing.Page[ClientAgeing]:
    """Who owes what on a day, those who owe most first. Search by name; sorts: the fields.

    Raises:
        Invalid: the day's year is none of ours, or a sort or cursor that means nothing.
    """
    ctx.require("finance.view")
    found = bound(_BY_CLIENT, _asked(ctx, day)).columns(*_CLIENT_COLUMNS).subquery("found")
    statement: Any = select(found)
    if query.search.strip():
        statement = statement.where(listing_people.named(found.c.client, query.search))
    orders: dict[str, Any] = {name: found.c[name] for name in _SORTS}
    orders["client"] = func.lower(found.c.client)
    page = await listing.fetch(
        ctx, statement, query, orders, default="-total_cents", id=found.c.client_id
    )
    usual = await habits.usual_days(ctx, day)
    return page.map(lambda row: ClientAgeing(*row, usual_days=usual.get(row[0])))


_CENTS = {
    "current_cents": AgeingBucket.CURRENT,
    "days_1_30_cents": AgeingBucket.DAYS_1_30,
    "days_31_60_cents": AgeingBucket.DAYS_31_60,
    "days_61_90_cents": AgeingBucket.DAYS_61_90,
    "over_90_cents": AgeingBucket.DAYS_OVER_90,
}
_SORTS = (*_CENTS, "total_cents", "oldest", "invoices")
_OF_BUCKETS = ", ".join(
    f"coalesce(sum(o.owed_cents) FILTER (WHERE o.bucket = '{bucket}'), 0)::bigint AS {name}"
    for name, bucket in _CENTS.items()
)
_BY_CLIENT = f"""{_OWED}
    SELECT o.client_id, c.name AS client, {_OF_BUCKETS},
           sum(o.owed_cents)::bigint AS total_cents, count(*) AS invoices, min(o.due_on) AS oldest
    FROM owed o JOIN clients c ON c.org_id = %(org)s AND c.id = o.client_id
    WHERE o.owed_cents > 0 GROUP BY o.client_id, c.name
"""
_CLIENT_COLUMNS = (
    column("client_id", Uuid), column("client", String),
    *(column(name, BigInteger) for name in _CENTS),
    column("total_cents", BigInteger), column("invoices", Integer), column("oldest", Day),
)  # fmt: skip


async def late_invoices(ctx: Ctx, client_id: UUID) -> list[UUID]:
    """A client's invoices that are past due today, the oldest first."""
    ctx.require("invoices.view", "finance.view")
    sql = f"""{_OWED}
        SELECT id FROM owed WHERE owed_cents > 0 AND bucket <> 'current' AND client_id = %(client)s
        ORDER BY due_on, number
    """
    asked = _asked(ctx, ctx.today()) | {"client": client_id}
    return list(await ctx.session.scalars(bound(sql, asked)))


async def behind(ctx: Ctx, arguments: Mapping[str, str]) -> Behind:
    """The invoices behind a figure of the day `to`. `line` is a bucket, "late" or "all", with a
    client's id after a dot for theirs alone: "31-60.0190…".

    Raises:
        Invalid: a day or a line that means nothing.
    """
    ctx.require("finance.view")
    day = day_named("to", arguments.get("to", ""))
    age, _, client = arguments.get("line", "").partition(".")
    if age not in _SAID:
        raise Invalid.field("line", "There is no such age.")
    where = {"all": "true", "late": "o.bucket <> 'current'"}.get(age, "o.bucket = %(age)s")
    client_id = id_filter({"line": client}, "line")
    sql = f"""{_OWED}
        SELECT o.id::text AS id, o.due_on AS day, 'invoice' AS kind, o.id AS thing, o.number,
               c.name AS who,
               CASE WHEN o.due_on >= %(day)s THEN 'due'
                    ELSE 'due, ' || (%(day)s - o.due_on) || ' days ago' END AS what,
               o.owed_cents::bigint AS cents
        FROM owed o JOIN clients c ON c.org_id = %(org)s AND c.id = o.client_id
        WHERE o.owed_cents > 0 AND {where}
          AND (%(client)s::uuid IS NULL OR o.client_id = %(client)s::uuid)
    """
    values = _asked(ctx, day) | {"age": age, "client": client_id}
    words = f"What is owed at the end of {spans.words(day, day)}, {_SAID[age]}, by due day."
    return Behind("Receivables", words, sql, values)


_SAID = {
    "all": "in all",
    "late": "past due",
    "current": "not due yet",
    "1-30": "1 to 30 days past due",
    "31-60": "31 to 60 days past due",
    "61-90": "61 to 90 days past due",
    "90+": "more than 90 days past due",
}


def _asked(ctx: Ctx, day: date) -> dict[str, Any]:
    if not 2000 <= day.year <= 2199:
        raise Invalid.field("as_of", "Check the year.")
    end = day_start(day + timedelta(days=1), ctx.zone)
    return {"org": ctx.org.id, "day": day, "end": end, "today": ctx.today()}


def _sum(parts: list[Owed]) -> Owed:
    return Owed(sum(part.invoices for part in parts), sum(part.cents for part in parts))

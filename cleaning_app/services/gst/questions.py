"""What an accountant would ask about a period before filing, found in the books."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from decimal import Decimal
from typing import Any

from psycopg.rows import namedtuple_row
from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.gst import (
    ClaimedExpense,
    Finding,
    Question,
    edited_after_filing,
    expense_findings,
    number_gaps,
    tax_mismatch,
)
from cleaning_app.domain.gst.exceptions import MEALS_CATEGORIES, NUMBER_NEEDED_FROM_CENTS
from cleaning_app.models import GstFiling
from cleaning_app.money import to_decimal_string
from cleaning_app.services.copy_out import driver_connection
from cleaning_app.services.gst import queries
from cleaning_app.services.gst.asked import Asked, ask
from cleaning_app.services.gst.summary import summarise

# Invoices whose tax no rate valid on their day explains, with what their lines come to, if they
# have lines: per code, the header discount taken off in proportion.
_MISMATCHED = f"""
    WITH unexplained AS MATERIALIZED (
        SELECT i.* FROM invoices i
        WHERE {queries.ISSUED} AND NOT EXISTS (
            SELECT FROM tax_codes g
            WHERE g.org_id = %(org)s AND (g.kind = 'taxable' OR i.tax_cents = 0)
              AND i.issued_on BETWEEN g.valid_from AND coalesce(g.valid_to, 'infinity')
              AND abs(i.tax_cents - round(i.taxable_cents * g.rate)) <= 1
        )
    )
    SELECT i.number, i.taxable_cents, i.tax_cents, l.codes, l.expected, l.rate,
           (SELECT max(g.rate) FROM tax_codes g WHERE g.org_id = %(org)s AND g.key = 'gst'
            AND i.issued_on BETWEEN g.valid_from AND coalesce(g.valid_to, 'infinity')) AS gst_rate
    FROM unexplained i
    CROSS JOIN LATERAL (
        SELECT count(*) AS codes, sum(round(k.rate * k.base))::bigint AS expected,
               max(k.rate) AS rate
        FROM (
            SELECT t.rate, sum(n.amount_cents) * (i.subtotal_cents - i.discount_cents)::numeric
                           / nullif(i.subtotal_cents, 0) AS base
            FROM invoice_lines n JOIN tax_codes t ON t.org_id = %(org)s AND t.id = n.tax_code_id
            WHERE n.org_id = %(org)s AND n.invoice_id = i.id AND t.kind = 'taxable'
            GROUP BY t.id, t.rate
        ) k
    ) l
    ORDER BY i.number COLLATE "C"
"""

# Pairs of neighbouring numbers with something missing between them, the later one issued in range.
_GAPS = """
    SELECT earlier, number FROM (
        SELECT number, issued_on, place,
               lag(number) OVER by_place AS earlier, lag(place) OVER by_place AS earlier_place
        FROM (
            SELECT number, issued_on,
                   substr(number, 5, 4)::bigint * 1000000000 + substr(number, 10)::bigint AS place
            FROM invoices
            WHERE org_id = %(org)s AND number ~ '^INV-[0-9]{4}-[0-9]{5,9}$'
              AND issued_on BETWEEN date_trunc('year', %(first)s::timestamp)::date
                                AND date_trunc('year', %(last)s::timestamp)::date + 365
        ) numbered
        WINDOW by_place AS (ORDER BY place)
    ) neighbours
    WHERE place - earlier_place BETWEEN 2 AND 999999999 AND left(earlier, 9) = left(number, 9)
      AND issued_on BETWEEN %(first)s AND %(last)s
    ORDER BY place
"""

_EXPENSES = f"""
    SELECT e.id, e.occurred_on, e.vendor, c.key, e.total_cents, e.tax_cents, e.supplier_gst_number
    FROM expenses e JOIN expense_categories c ON c.org_id = %(org)s AND c.id = e.category_id
    WHERE {queries.SPENT} AND e.tax_cents <> 0
      AND ((e.total_cents >= %(needed)s AND btrim(e.supplier_gst_number) = '')
           OR lower(c.key) = ANY(%(meals)s))
    ORDER BY e.occurred_on, e.id
"""


async def questions(ctx: Ctx, asked: Asked) -> AsyncGenerator[Finding]:
    """Returns whose days have changed since, tax that does not follow from its base, gaps in numbers,
    credits that need a closer look.

    Read a batch at a time, so that a year of doubtful rows takes no more memory than ten.
    """
    for finding in await _edited(ctx, asked):
        yield finding
    limits = {"needed": NUMBER_NEEDED_FROM_CENTS, "meals": sorted(MEALS_CATEGORIES)}
    sources: list[tuple[AsyncGenerator[Any], Callable[[Any], list[Finding]]]] = [
        (_rows(ctx, _MISMATCHED, asked), _mismatch),
        (_rows(ctx, _GAPS, asked), lambda row: number_gaps([row.earlier, row.number])),
        (_rows(ctx, _EXPENSES, asked, **limits), _credit),
    ]
    for rows, look in sources:
        async with aclosing(rows):
            async for row in rows:
                for finding in look(row):
                    yield finding


async def _edited(ctx: Ctx, asked: Asked) -> list[Finding]:
    """Of the returns of this range that were withdrawn, those that would say something else by now.
    The days of a return that stands are closed."""
    withdrawn = await ctx.session.scalars(
        select(GstFiling)
        .where(col(GstFiling.org_id) == ctx.org.id, col(GstFiling.withdrawn_at).is_not(None))
        .where(col(GstFiling.first_on) >= asked.first, col(GstFiling.last_on) <= asked.last)
        .order_by(col(GstFiling.first_on), col(GstFiling.filed_on), col(GstFiling.id))
    )
    found: list[Finding] = []
    for filing in withdrawn.all():
        now = await summarise(ctx, await ask(ctx, filing.first_on, filing.last_on, filing.basis))
        subject = f"Return {filing.first_on} to {filing.last_on}"
        filed_cents = int(filing.figures["lines"]["109"])
        finding = edited_after_filing(subject, filing.filed_on, filed_cents, now.owed_cents)
        found += [finding] if finding else []
    return found


def _credit(row: Any) -> list[Finding]:
    subject = f"{row.occurred_on} {row.vendor} ({row.id})"
    return expense_findings(
        ClaimedExpense(subject, row.key, row.total_cents, row.tax_cents, row.supplier_gst_number)
    )


def _mismatch(row: Any) -> list[Finding]:
    """The finding of one candidate, unless its lines explain its tax; a cent per code may differ."""
    if row.codes and abs(row.tax_cents - row.expected) <= row.codes:
        return []
    if row.codes > 1:
        detail = (
            f"Tax is {to_decimal_string(row.tax_cents)};"
            f" its lines come to {to_decimal_string(row.expected)}."
        )
        amount = row.tax_cents - row.expected
        return [Finding(Question.TAX_MISMATCH, row.number, detail, amount)]
    rate: Decimal = row.rate or row.gst_rate or Decimal(0)
    found = tax_mismatch(row.number, row.taxable_cents, rate, row.tax_cents)
    return [found] if found else []


async def _rows(ctx: Ctx, query: str, asked: Asked, **more: Any) -> AsyncGenerator[Any]:
    """The rows of a query through a cursor on the server."""
    connection = await driver_connection(ctx)
    async with connection.cursor(name="questions", row_factory=namedtuple_row) as cursor:
        await cursor.execute(query, asked.params(ctx) | more)  # pyright: ignore[reportArgumentType]
        async for row in cursor:
            yield row

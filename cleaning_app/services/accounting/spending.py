"""The SQL of money spent, as an accounting program takes bills: two lines where GST is lost.

Where only a part of the GST in a purchase can be claimed (meals), the rest is cost, on a line of its
own without tax. Suppliers' refunds are negative.
"""

from __future__ import annotations

from cleaning_app.services.gst import queries

CLAIMABLE = "round(e.tax_cents * k.itc_percent / 100.0)::bigint"
"""SQL for the GST of an expense that may be claimed; `expenses.find.claimable` says the same."""

NUMBER = "'EXP-' || upper(right(replace(e.id::text, '-', ''), 12))"

BOUGHT, REFUNDED = "e.total_cents >= 0", "e.total_cents < 0"


def keys(which: str) -> str:
    """SQL for expenses of one sign in the order they are written, with their lines counted."""
    return f"""
    SELECT e.occurred_on AS day, '' AS place, e.id,
           1 + ({CLAIMABLE} <> e.tax_cents)::int AS rows
    FROM expenses e JOIN expense_categories k ON k.org_id = %(org)s AND k.id = e.category_id
    WHERE {queries.SPENT} AND {which}
    ORDER BY e.occurred_on, e.id
    """


def lines(which: str, columns: str) -> str:
    """SQL for one part's expenses of one sign; in `columns`, `e` is the expense, `v` the line: its
    cents, tax and words, and `account` and `tax_name` are what both are called."""
    return f"""
    SELECT {columns}
    FROM expenses e
    JOIN expense_categories k ON k.org_id = %(org)s AND k.id = e.category_id
    CROSS JOIN LATERAL (
        VALUES (1, e.net_cents::bigint, {CLAIMABLE},
                k.name || CASE WHEN e.description <> '' THEN ': ' || e.description ELSE '' END),
               (2, e.tax_cents - {CLAIMABLE}, 0::bigint, 'GST that can''t be claimed')
    ) v(n, cents, tax, words)
    CROSS JOIN LATERAL (
        SELECT %(expense)s::jsonb ->> k.key AS account,
               CASE WHEN v.tax = 0 THEN %(untaxed)s::text ELSE %(purchase_tax)s::text END
                   AS tax_name
    ) n
    WHERE {queries.SPENT} AND {which} AND (v.n = 1 OR v.cents <> 0)
      AND (e.occurred_on, e.id)
          BETWEEN (%(from_day)s, %(from_id)s) AND (%(upto_day)s, %(upto_id)s)
    ORDER BY e.occurred_on, e.id, v.n
    """

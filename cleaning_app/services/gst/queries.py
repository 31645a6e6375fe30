"""The SQL behind the GST figures, in pyformat, so that it serves statements and COPY alike.

Names in them: invoices are `i`, payments `p`, credit notes `c`, expenses `e`, instalments `n`.

The one rule all of it shares is `tax_inside`: the tax inside the first r cents of an invoice,
`round_half_up(tax × r ÷ total)` with r capped to 0…total, in whole numbers only. The tax of a
payment is the growth of that over the running total before and after it. So the tax of all the
payments of an invoice between two moments is simply the rule at the end less the rule at the start,
which needs no ordering; only where single payments are shown is the running total worked out.
`domain.gst.cash` states the same in Python, and tests hold the two against each other.

A deposit counts when it is transferred to an invoice, as a receipt of the invoice at that moment.

Receipts on voided invoices count: they have been given back by rows of their own, and taking the
first away afterwards would change periods that were filed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial


def local(moment: str) -> str:
    """SQL for what the organisation's clocks show at a moment within what was asked for.

    By the rules this program knows (`Asked.params`), not the database's own: which day a payment
    belongs to is decided in one place.
    """
    return f"({moment} AT TIME ZONE 'UTC' + (%(ahead)s::interval[])[{_nth(moment)}])"


def iso(moment: str) -> str:
    """SQL for a moment as ISO 8601 on the organisation's clocks: 2026-03-31T23:40:00-06:00."""
    shown = f"to_char({local(moment)}, 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    return f"{shown} || (%(suffixes)s::text[])[{_nth(moment)}]"


def _nth(moment: str) -> str:
    """Which of the changes of the clocks was the last before a moment."""
    return f"width_bucket({moment}, %(since)s::timestamptz[])"


def tax_inside(running: str) -> str:
    """SQL for the tax inside the first `running` cents of invoice `i`, as a bigint."""
    return part_inside("i.tax_cents", running)


def part_inside(part: str, running: str) -> str:
    """SQL for the share of `part` (tax, taxable supplies) in the first `running` cents of `i`.

    Four-byte amounts keep 2 × part × total within eight bytes. The cast matters: a sum of sums is
    numeric, and dividing numerics would not cut the fraction off.
    """
    capped = f"least(greatest(({running})::bigint, 0), i.total_cents)"
    return (
        f"CASE WHEN i.total_cents > 0 THEN sign({part})::bigint"
        f" * ((2 * abs(({part})::bigint) * {capped} + i.total_cents) / (2 * i.total_cents::bigint))"
        " ELSE 0 END"
    )


def growth(inside: Callable[[str], str]) -> str:
    """SQL for what a range's receipts `r` add to what is inside an invoice."""
    return f"({inside('r.after')}) - ({inside('r.before')})"


MOVED = """
    p.org_id = %(org)s AND p.status = 'succeeded'
    AND p.received_at >= %(start)s AND p.received_at < %(end)s
"""
WITHIN = f"{MOVED} AND p.invoice_id IS NOT NULL"

# Per invoice with a receipt in the range: its receipts before the range and until its end.
RECEIVED = """
    SELECT p.invoice_id,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.received_at < %(start)s), 0) AS before,
           sum(p.amount_cents) AS after,
           sum(p.amount_cents) FILTER (WHERE p.received_at >= %(start)s) AS received,
           count(*) FILTER (WHERE p.received_at >= %(start)s) AS payments
    FROM payments p
    WHERE p.org_id = %(org)s AND p.status = 'succeeded' AND p.invoice_id IS NOT NULL
      AND p.received_at < %(end)s
    GROUP BY p.invoice_id
    HAVING bool_or(p.received_at >= %(start)s)
"""

# What a province charges beside the GST (PST, RST, QST): inside the total, but neither a sale nor on
# the return.
PROVINCIAL = "i.provincial_tax_cents"

# Taxable supplies with their GST or HST, without zero-rated and exempt ones: the Quick Method's base.
SUPPLIES = "(i.taxable_cents + i.tax_cents)"

CASH = f"""
    SELECT coalesce(sum(r.payments), 0)::bigint AS rows,
           coalesce(sum(r.received), 0)::bigint AS gross,
           coalesce(sum({growth(tax_inside)}), 0)::bigint AS tax,
           coalesce(sum({growth(partial(part_inside, PROVINCIAL))}), 0)::bigint AS provincial,
           coalesce(sum({growth(partial(part_inside, SUPPLIES))}), 0)::bigint AS supplies,
           0 AS notes, 0 AS deducted, 0 AS added, 0 AS returned
    FROM ({RECEIVED}) r
    JOIN invoices i ON i.org_id = %(org)s AND i.id = r.invoice_id
"""

ISSUED = """
    i.org_id = %(org)s AND i.issued_on BETWEEN %(first)s AND %(last)s
    AND i.status NOT IN ('draft', 'void')
"""

NOTED = """
    c.org_id = %(org)s AND c.issued_on BETWEEN %(first)s AND %(last)s
"""

# Credit notes are adjustments by their own date. A note deducts its tax, a reversed one adds it; a
# bad debt takes back tax, but was a sale all the same.
ACCRUAL = f"""
    SELECT s.rows, s.gross, s.tax, s.provincial, s.supplies - a.supplies AS supplies, a.notes,
           a.deducted, a.added, a.returned
    FROM (
        SELECT count(*) AS rows, coalesce(sum(i.total_cents), 0)::bigint AS gross,
               coalesce(sum(i.tax_cents), 0)::bigint AS tax,
               coalesce(sum({PROVINCIAL}), 0)::bigint AS provincial,
               coalesce(sum({SUPPLIES}), 0)::bigint AS supplies
        FROM invoices i WHERE {ISSUED}
    ) s, (
        SELECT count(*) AS notes,
               coalesce(sum(c.tax_cents) FILTER (WHERE c.total_cents > 0), 0)::bigint AS deducted,
               coalesce(-sum(c.tax_cents) FILTER (WHERE c.total_cents < 0), 0)::bigint AS added,
               coalesce(sum(c.total_cents - c.tax_cents - c.provincial_tax_cents)
                        FILTER (WHERE c.kind = 'credit'), 0)::bigint AS returned,
               coalesce(sum(c.taxable_cents + c.tax_cents)
                        FILTER (WHERE c.kind = 'credit'), 0)::bigint AS supplies
        FROM credit_notes c WHERE {NOTED}
    ) a
"""

SPENT = """
    e.org_id = %(org)s AND e.deleted_at IS NULL
    AND e.occurred_on BETWEEN %(first)s AND %(last)s
"""

CREDITS = f"""
    SELECT count(*) AS rows, coalesce(sum(e.tax_cents), 0)::bigint AS tax
    FROM expenses e WHERE {SPENT}
"""

INSTALMENTS = """
    SELECT count(*) AS rows, coalesce(sum(n.amount_cents), 0)::bigint AS paid
    FROM gst_instalments n
    WHERE n.org_id = %(org)s AND n.paid_on BETWEEN %(first)s AND %(last)s
"""

# Every receipt in the range with the running total of its invoice after it. What came before the
# range is added as one sum per invoice, so that only the range itself is put in order. Needs
# `avoid_nested_loops`.
ALLOCATED = f"""
    SELECT a.*, ({tax_inside("a.after")}) - ({tax_inside("a.after - a.amount_cents")}) AS tax,
           i.number, i.client_id
    FROM (
        SELECT w.*, w.running + coalesce(e.before, 0) AS after
        FROM (
            SELECT p.id, p.invoice_id, p.received_at, p.amount_cents, p.currency, p.method,
                   sum(p.amount_cents) OVER (
                       PARTITION BY p.invoice_id ORDER BY p.received_at, p.id
                       ROWS UNBOUNDED PRECEDING
                   ) AS running
            FROM payments p WHERE {WITHIN}
        ) w
        LEFT JOIN (
            SELECT q.invoice_id, sum(q.amount_cents) AS before
            FROM payments q
            WHERE q.org_id = %(org)s AND q.status = 'succeeded' AND q.received_at < %(start)s
              AND q.invoice_id IN (SELECT p.invoice_id FROM payments p WHERE {WITHIN})
            GROUP BY q.invoice_id
        ) e ON e.invoice_id = w.invoice_id
    ) a
    JOIN invoices i ON i.org_id = %(org)s AND i.id = a.invoice_id
"""

# What a period comes to on each basis, with its credits and instalments: one row.
CASH_SUMMARY, ACCRUAL_SUMMARY = (
    f"""
    SELECT t.*, e.rows AS expenses, e.tax AS credits, n.rows AS instalments, n.paid AS prepaid
    FROM ({collected}) t, ({CREDITS}) e, ({INSTALMENTS}) n
    """
    for collected in (CASH, ACCRUAL)
)

_SUMS = """
    SELECT coalesce(sum(p.amount_cents) FILTER (WHERE p.received_at < %(start)s), 0) AS before,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.received_at < %(end)s), 0) AS until,
           coalesce(sum(p.amount_cents), 0) AS now,
           bool_or(p.amount_cents < 0) AS refunded
"""

_CHOSEN = f"""
    SELECT i.* FROM invoices i WHERE {ISSUED}
    UNION
    SELECT i.* FROM invoices i JOIN payments p ON p.invoice_id = i.id
    WHERE i.org_id = %(org)s AND {WITHIN}
    UNION
    SELECT i.* FROM invoices i JOIN credit_notes c ON c.invoice_id = i.id
    WHERE i.org_id = %(org)s AND {NOTED}
"""


def _compared(invoices_and_receipts: str) -> str:
    """Every invoice that either basis counts in the range, on both bases.

    The tax of credit notes in the range (`credited`), inside its receipts before the range, until
    its end and until now; what refunds in the range took from it (`given_back`), and up to its end.
    Running totals are worked out only for invoices with refunds, one at a time through their index.
    """
    return f"""
    SELECT i.id, i.number, i.status, i.issued_on, i.tax_cents,
           i.status NOT IN ('draft', 'void') AS counts,
           coalesce(k.credited, 0) AS credited,
           CASE WHEN {ISSUED} THEN i.tax_cents ELSE 0 END - coalesce(k.credited, 0) AS collectible,
           {ISSUED} AS issued_within,
           {tax_inside("coalesce(r.before, 0)")} AS before,
           {tax_inside("coalesce(r.until, 0)")} AS until,
           {tax_inside("coalesce(r.now, 0)")} AS now,
           coalesce(b.given_back, 0) AS given_back,
           coalesce(b.given_back_until, 0) AS given_back_until
    FROM {invoices_and_receipts}
    LEFT JOIN (
        SELECT c.invoice_id, sum(c.tax_cents) AS credited
        FROM credit_notes c WHERE {NOTED} GROUP BY c.invoice_id
    ) k ON k.invoice_id = i.id
    LEFT JOIN LATERAL (
        SELECT sum(least(a.tax, 0)) FILTER (WHERE a.received_at >= %(start)s) AS given_back,
               sum(least(a.tax, 0)) AS given_back_until
        FROM (
            SELECT w.received_at,
                   ({tax_inside("w.after")}) - ({tax_inside("w.after - w.amount_cents")}) AS tax
            FROM (
                SELECT p.received_at, p.amount_cents,
                       sum(p.amount_cents) OVER (
                           ORDER BY p.received_at, p.id ROWS UNBOUNDED PRECEDING
                       ) AS after
                FROM payments p
                WHERE p.org_id = %(org)s AND p.invoice_id = i.id AND p.status = 'succeeded'
                  AND p.received_at < %(end)s
            ) w
        ) a
    ) b ON r.refunded
    """


# For a page: the period's invoices, each looked up through its index. Quick for a quarter out of
# many years, and right after an import, when the planner knows nothing yet.
COMPARED = _compared(f"""
    ({_CHOSEN}) i
    CROSS JOIN LATERAL (
        {_SUMS} FROM payments p
        WHERE p.org_id = %(org)s AND p.invoice_id = i.id AND p.status = 'succeeded'
    ) r
""")

# For an export: all receipts added up in one go, then matched. Needs `avoid_nested_loops`.
COMPARED_AT_ONCE = (
    _compared(f"""
    (
        {_SUMS}, p.invoice_id, bool_or({WITHIN}) AS within
        FROM payments p WHERE p.org_id = %(org)s AND p.status = 'succeeded'
        GROUP BY p.invoice_id
    ) r
    RIGHT JOIN (SELECT * FROM invoices WHERE org_id = %(org)s) i ON r.invoice_id = i.id
""")
    + f"WHERE ({ISSUED}) OR r.within OR k.credited <> 0"
)

"""Every entry of the profit and loss, as SQL in pyformat: one row each, so that a figure is their sum.

The columns are those of `behind.COLUMNS`, and before them `section` (revenue, labour, costs),
`line` and `line_name`. Cents are what an entry adds to the profit: costs are negative.

GST and PST are never in it: sales are net of both, purchases net of the GST that comes back.
Labour is worked minutes at the plain hourly rate of their day; a finished visit without clocked
time counts with the time it was booked for. What the sheet of an approved pay period says beyond its
clocked minutes (overtime, tips, other pay items, corrections of earlier periods) counts on the
period's last day, so that a period's clocked labour is what its sheet pays.
"""

from __future__ import annotations

from cleaning_app.services.gst import queries

_OF_INVOICE = """
    LEFT JOIN bookings b ON b.org_id = %(org)s AND b.id = i.booking_id
    LEFT JOIN service_types s ON s.org_id = %(org)s AND s.id = b.service_type_id
    JOIN clients l ON l.org_id = %(org)s AND l.id = i.client_id
"""
_SERVICE = "coalesce(s.id::text, 'other') AS line, coalesce(s.name, 'Without a visit') AS line_name"
_BILLED = f"""
    SELECT 'revenue' AS section, {_SERVICE},
           i.id::text AS id, i.issued_on AS day, 'invoice' AS kind, i.id AS thing, i.number,
           l.name AS who, coalesce(s.name, '') AS what,
           (i.total_cents - i.tax_cents - i.provincial_tax_cents)::bigint AS cents
    FROM invoices i {_OF_INVOICE}
    WHERE {queries.ISSUED}
"""

# A credit makes the sale smaller; a debt given up was a sale all the same, and is a cost.
_CREDITED = f"""
    SELECT CASE c.kind WHEN 'credit' THEN 'revenue' ELSE 'costs' END,
           CASE c.kind WHEN 'credit' THEN coalesce(s.id::text, 'other') ELSE 'bad_debts' END,
           CASE c.kind WHEN 'credit' THEN coalesce(s.name, 'Without a visit') ELSE 'Bad debts' END,
           c.id::text, c.issued_on, 'credit_note', i.id, c.number, l.name, c.reason,
           -(c.total_cents - c.tax_cents - c.provincial_tax_cents)::bigint
    FROM credit_notes c JOIN invoices i ON i.org_id = %(org)s AND i.id = c.invoice_id
    {_OF_INVOICE}
    WHERE {queries.NOTED}
"""

# What was received less the taxes inside it, by the rule the GST return follows (gst/queries.py).
_PROVINCIAL = (
    f"({queries.part_inside('i.provincial_tax_cents', 'a.after')})"
    f" - ({queries.part_inside('i.provincial_tax_cents', 'a.after - a.amount_cents')})"
)
_RECEIVED = f"""
    SELECT 'revenue' AS section, {_SERVICE},
           a.id::text AS id, {queries.local("a.received_at")}::date AS day, 'payment' AS kind,
           i.id AS thing, i.number, l.name AS who, a.method AS what,
           (a.amount_cents - a.tax - ({_PROVINCIAL}))::bigint AS cents
    FROM ({queries.ALLOCATED}) a JOIN invoices i ON i.org_id = %(org)s AND i.id = a.invoice_id
    {_OF_INVOICE}
"""

# How much of an expense's GST comes back: domain.expenses.claimable says the same.
COST = "(e.total_cents - round(e.tax_cents * k.itc_percent / 100.0))::bigint"
_SPENT = f"""
    SELECT 'costs', k.id::text, k.name, e.id::text, e.occurred_on, 'expense', e.id, ''::text,
           e.vendor, e.description, -{COST}
    FROM expenses e JOIN expense_categories k ON k.org_id = %(org)s AND k.id = e.category_id
    WHERE {queries.SPENT}
"""
_FEES = f"""
    SELECT 'costs', 'card_fees', 'Card fees', 'fee ' || p.id, {queries.local("p.received_at")}::date,
           'payment', p.invoice_id, coalesce(i.number, ''), coalesce(l.name, ''),
           'Fee on ' || p.method, -p.fee_cents::bigint
    FROM payments p
    LEFT JOIN invoices i ON i.org_id = %(org)s AND i.id = p.invoice_id
    LEFT JOIN clients l ON l.org_id = %(org)s AND l.id = i.client_id
    WHERE {queries.MOVED} AND p.fee_cents <> 0
"""


def rate_on(day: str) -> str:
    """SQL that joins `rate.cents`, what worker `w` is paid for an hour of a day."""
    return f"""
    CROSS JOIN LATERAL (
        SELECT coalesce((SELECT r.rate_cents FROM pay_rates r
                         WHERE r.org_id = %(org)s AND r.worker_id = w.id AND r.valid_from <= {day}
                         ORDER BY r.valid_from DESC LIMIT 1), w.hourly_rate_cents) AS cents
    ) rate
    """


def _labour(line: str, name: str, times: str) -> str:
    """Entries of minutes `t` (id, worker_id, booking_id, day, minutes) at the rate of their day."""
    return f"""
    SELECT 'labour', '{line}', '{name}', t.id, t.day, 'booking', b.id, '#' || b.number, w.name,
           l.name || ', ' || t.minutes / 60 || ':' || lpad((t.minutes %% 60)::text, 2, '0') || ' h',
           -round(t.minutes * rate.cents / 60.0)::bigint
    FROM ({times}) t
    JOIN workers w ON w.org_id = %(org)s AND w.id = t.worker_id
    JOIN bookings b ON b.org_id = %(org)s AND b.id = t.booking_id
    JOIN clients l ON l.org_id = %(org)s AND l.id = b.client_id
    {rate_on("t.day")}
    """


def _clocked(since: str) -> str:
    """Clocked minutes of each time entry that began at or after a moment, until the span's end. A
    shift over midnight belongs to the day it began, as in payroll."""
    return f"""
    SELECT e.id::text AS id, e.worker_id, e.booking_id,
           {queries.local("e.started_at")}::date AS day,
           round(extract(epoch FROM sum(g.ended_at - g.started_at)) / 60)::int AS minutes
    FROM time_entries e JOIN time_segments g ON g.org_id = %(org)s AND g.entry_id = e.id
    WHERE e.org_id = %(org)s AND e.started_at >= {since} AND e.started_at < %(end)s
      AND g.ended_at IS NOT NULL
    GROUP BY e.id, e.worker_id, e.booking_id, e.started_at
    """


CLOCKED = _labour("clocked", "Clocked hours", _clocked("%(start)s"))
NOT_CLOCKED = _labour(
    "booked",
    "Booked hours, not clocked",
    f"""
    SELECT v.id || ' ' || m.worker_id AS id, m.worker_id, v.id AS booking_id,
           {queries.local("v.starts_at")}::date AS day,
           (extract(epoch FROM v.ends_at - v.starts_at) / 60)::int AS minutes
    FROM bookings v JOIN booking_crew m ON m.org_id = %(org)s AND m.booking_id = v.id
    WHERE v.org_id = %(org)s AND v.starts_at >= %(start)s AND v.starts_at < %(end)s
      AND v.status = 'completed' AND v.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM time_entries e
                      JOIN time_segments g ON g.org_id = %(org)s AND g.entry_id = e.id
                      WHERE e.org_id = %(org)s AND e.booking_id = v.id AND e.worker_id = m.worker_id)
    """,
)

# By what the clocks say today, not when it was approved: a correction is paid, and counts, with the
# next period. So somebody may have minutes and no row, too.
_PERIODS = """
    FROM pay_periods p
    WHERE p.org_id = %(org)s AND p.status = 'approved' AND p.ends_on BETWEEN %(first)s AND %(last)s
"""
BEYOND_HOURS = f"""
    SELECT 'labour', 'beyond', 'Overtime and pay items', period.id || ' ' || w.id, period.ends_on,
           'pay', period.id, ''::text, w.name,
           'Pay of ' || period.starts_on || ' to ' || period.ends_on,
           (coalesce(worked.cents, 0) - coalesce(sheet.cents, 0))::bigint
    FROM (
        SELECT p.id, r.worker_id, r.wages_cents + r.tips_cents + r.reimbursed_cents
                                  + r.other_cents + r.adjusted_cents AS cents
        FROM (SELECT p.id, p.sheet {_PERIODS}) p
        CROSS JOIN LATERAL jsonb_to_recordset(p.sheet -> 'rows') AS r(
            worker_id uuid, wages_cents bigint, tips_cents bigint, reimbursed_cents bigint,
            other_cents bigint, adjusted_cents bigint)
    ) sheet
    FULL JOIN (
        SELECT p.id, t.worker_id, sum(round(t.minutes * rate.cents / 60.0)) AS cents
        FROM (SELECT p.id, p.starts_on, p.ends_on {_PERIODS}) p
        JOIN ({_clocked("%(earlier)s")}) t ON t.day BETWEEN p.starts_on AND p.ends_on
        JOIN workers w ON w.org_id = %(org)s AND w.id = t.worker_id
        {rate_on("t.day")}
        GROUP BY p.id, t.worker_id
    ) worked ON worked.id = sheet.id AND worked.worker_id = sheet.worker_id
    JOIN pay_periods period
        ON period.org_id = %(org)s AND period.id = coalesce(sheet.id, worked.id)
    JOIN workers w
        ON w.org_id = %(org)s AND w.id = coalesce(sheet.worker_id, worked.worker_id)
    WHERE coalesce(worked.cents, 0) <> coalesce(sheet.cents, 0)
"""

_SAME_ON_BOTH = " UNION ALL ".join((_SPENT, _FEES, CLOCKED, NOT_CLOCKED, BEYOND_HOURS))
CASH = f"{_RECEIVED} UNION ALL {_SAME_ON_BOTH}"
SOLD = f"{_BILLED} UNION ALL {_CREDITED}"
ACCRUAL = f"{SOLD} UNION ALL {_SAME_ON_BOTH}"

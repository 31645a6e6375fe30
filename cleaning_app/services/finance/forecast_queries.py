"""The SQL behind the forecast, in pyformat, each statement over all clients at once."""

from __future__ import annotations

from cleaning_app.services.finance.entries import rate_on
from cleaning_app.services.gst import queries

# How many days each invoice took from its date to its last payment. A payment before the invoice
# was written (a deposit) took none.
HABITS = f"""
    SELECT t.client_id, array_agg(t.days ORDER BY t.days) AS days
    FROM (
        SELECT i.client_id,
               greatest(0, {queries.local("max(p.received_at)")}::date - i.issued_on) AS days
        FROM invoices i
        JOIN payments p ON p.org_id = %(org)s AND p.invoice_id = i.id
             AND p.status = 'succeeded' AND p.amount_cents > 0
        WHERE i.org_id = %(org)s AND i.status = 'paid' AND i.issued_on >= %(first)s
          AND p.received_at >= %(start)s AND p.received_at < %(end)s
        GROUP BY i.id, i.client_id, i.issued_on
    ) t GROUP BY t.client_id
"""

OPEN = """
    SELECT i.id, i.number, i.client_id, c.name AS client, i.issued_on,
           (i.total_cents - i.credited_cents - i.paid_cents)::bigint AS cents
    FROM invoices i JOIN clients c ON c.org_id = %(org)s AND c.id = i.client_id
    WHERE i.org_id = %(org)s AND i.status IN ('sent', 'partial', 'overdue')
      AND i.paid_cents < i.total_cents - i.credited_cents
    ORDER BY i.issued_on, i.id
"""

# Visits without an invoice, or with one that is still a draft, at their price with the taxes of
# ordinary work, less what is held of their deposits, wholly paid or not. Finished ones of the last
# two months count too: somebody will bill them yet.
BOOKED = f"""
    SELECT b.id, b.number, b.client_id, c.name AS client,
           CASE WHEN b.starts_at < %(start)s THEN %(first)s - 1
                ELSE {queries.local("b.starts_at")}::date END AS day,
           greatest(0, b.price_cents + round(b.price_cents * %(rate)s::numeric)
                       - coalesce(d.held_cents, 0))::bigint AS cents
    FROM bookings b
    JOIN clients c ON c.org_id = %(org)s AND c.id = b.client_id
    LEFT JOIN (
        SELECT booking_id, sum(held_cents)::bigint AS held_cents FROM deposits
        WHERE org_id = %(org)s AND held_cents > 0 GROUP BY booking_id
    ) d ON d.booking_id = b.id
    WHERE b.org_id = %(org)s AND b.starts_at < %(end)s
      AND b.starts_at >= %(start)s::timestamptz - interval '60 days'
      AND b.deleted_at IS NULL AND b.price_cents > 0
      AND (b.status IN ('confirmed', 'pending') AND b.starts_at >= %(today)s
           OR b.status IN ('in_progress', 'completed'))
      AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.org_id = %(org)s AND i.booking_id = b.id
                      AND i.status NOT IN ('void', 'draft'))
    ORDER BY b.starts_at, b.id
"""

# What is left of today counts tomorrow. What a worker has clocked on a visit moved already
# (`entries.CLOCKED`), so only the rest of their planned time is to come.
WAGES = f"""
    SELECT t.id, t.day, 'booking', t.booking_id, '#' || t.number, w.name,
           t.minutes / 60 || ':' || lpad((t.minutes %% 60)::text, 2, '0') || t.words,
           -round(t.minutes * rate.cents / 60.0)::bigint
    FROM (
        SELECT b.id || ' ' || m.worker_id AS id, m.worker_id, b.id AS booking_id, b.number,
               CASE WHEN b.starts_at < %(start)s THEN %(first)s
                    ELSE {queries.local("b.starts_at")}::date END AS day,
               (extract(epoch FROM b.ends_at - b.starts_at) / 60)::int
                   - coalesce(k.minutes, 0) AS minutes,
               CASE WHEN k.minutes > 0 THEN ' h left' ELSE ' h booked' END AS words
        FROM bookings b JOIN booking_crew m ON m.org_id = %(org)s AND m.booking_id = b.id
        LEFT JOIN LATERAL (
            SELECT round(extract(epoch FROM sum(g.ended_at - g.started_at)) / 60)::int AS minutes
            FROM time_entries e JOIN time_segments g ON g.org_id = %(org)s AND g.entry_id = e.id
            WHERE e.org_id = %(org)s AND e.booking_id = b.id AND e.worker_id = m.worker_id
              AND g.ended_at IS NOT NULL
        ) k ON true
        WHERE b.org_id = %(org)s AND b.starts_at >= %(today)s AND b.starts_at < %(end)s
          AND b.status IN ('pending', 'confirmed', 'in_progress') AND b.deleted_at IS NULL
    ) t
    JOIN workers w ON w.org_id = %(org)s AND w.id = t.worker_id
    {rate_on("t.day")}
    WHERE t.minutes > 0
"""

PACE = f"""
    SELECT k.id AS category_id, k.name, sum(e.total_cents)::bigint AS cents
    FROM expenses e JOIN expense_categories k ON k.org_id = %(org)s AND k.id = e.category_id
    WHERE {queries.SPENT} AND e.recurring_id IS NULL
    GROUP BY k.id, k.name ORDER BY k.name
"""

"""The rows every margin adds up, as SQL in pyformat: a finished job's share of each of its workers.

Revenue is what the job's invoice asks for before tax, less what was credited; the booked price while
there is none. Workers share it by their minutes, with the largest remainder, as `money.allocate`
does, equally where nobody has any; so the shares of a job add up to it. Labour is each worker's
minutes at their plain rate of that day: clocked ones, or those the job was booked for where somebody
of the crew has no clock. Overtime and pay items are payroll's business.
"""

from __future__ import annotations

from cleaning_app.services.finance.entries import rate_on
from cleaning_app.services.gst import queries

# A debt given up was earned all the same: it is a cost of the company, not of the job.
_JOB = f"""
    SELECT b.id, b.number, b.starts_at, {queries.local("b.starts_at")}::date AS day,
           b.client_id, l.name AS client, b.service_type_id, t.name AS service,
           coalesce(a.area, '') AS area,
           (extract(epoch FROM b.ends_at - b.starts_at) / 60)::int AS minutes,
           i.id AS invoice_id, i.id IS NOT NULL AS is_billed,
           CASE WHEN i.id IS NULL THEN b.price_cents
                ELSE i.subtotal_cents - i.discount_cents - coalesce(n.cents, 0)
           END::bigint AS revenue
    FROM bookings b
    JOIN clients l ON l.org_id = %(org)s AND l.id = b.client_id
    JOIN service_types t ON t.org_id = %(org)s AND t.id = b.service_type_id
    LEFT JOIN addresses a ON a.org_id = %(org)s AND a.id = b.address_id
    LEFT JOIN invoices i ON i.org_id = %(org)s AND i.booking_id = b.id
         AND i.status NOT IN ('draft', 'void')
    LEFT JOIN (
        SELECT c.invoice_id,
               sum(c.total_cents - c.tax_cents - c.provincial_tax_cents)::bigint AS cents
        FROM credit_notes c WHERE c.org_id = %(org)s AND c.kind = 'credit' GROUP BY c.invoice_id
    ) n ON n.invoice_id = i.id
    WHERE b.org_id = %(org)s AND b.deleted_at IS NULL AND b.status = 'completed'
      AND b.starts_at >= %(start)s AND b.starts_at < %(end)s
"""

# A shift over midnight belongs to the day it began, as in payroll.
_CLOCKED = f"""
    SELECT j.id, e.worker_id, true AS is_clocked,
           {queries.local("least(greatest(e.started_at, %(start)s), %(end)s)")}::date AS day,
           round(extract(epoch FROM sum(g.ended_at - g.started_at)) / 60)::int AS minutes
    FROM job j
    JOIN time_entries e ON e.org_id = %(org)s AND e.booking_id = j.id
    JOIN time_segments g ON g.org_id = %(org)s AND g.entry_id = e.id AND g.ended_at IS NOT NULL
    GROUP BY j.id, e.id, e.worker_id, e.started_at
"""
_PLANNED = """
    SELECT j.id, m.worker_id, false, j.day, j.minutes
    FROM job j JOIN booking_crew m ON m.org_id = %(org)s AND m.booking_id = j.id
    WHERE NOT EXISTS (SELECT 1 FROM clocked k WHERE k.id = j.id AND k.worker_id = m.worker_id)
"""

PARTS = f"""
    WITH job AS MATERIALIZED ({_JOB}),
    clocked AS MATERIALIZED ({_CLOCKED}),
    hand AS (SELECT * FROM clocked UNION ALL {_PLANNED}),
    weighed AS (
        SELECT j.id, j.number, j.day, j.client_id, j.client, j.service_type_id, j.service, j.area,
               j.is_billed, j.revenue, h.worker_id, w.name AS worker,
               coalesce(h.minutes, 0) AS minutes, coalesce(h.is_clocked, true) AS is_clocked,
               coalesce(round(h.minutes * rate.cents / 60.0), 0)::bigint AS labour,
               CASE WHEN sum(h.minutes) OVER each > 0 THEN h.minutes ELSE 1 END::bigint AS weight
        FROM job j
        LEFT JOIN hand h ON h.id = j.id
        LEFT JOIN workers w ON w.org_id = %(org)s AND w.id = h.worker_id
        {rate_on("h.day")}
        WINDOW each AS (PARTITION BY j.id)
    ), measured AS (
        SELECT *, sum(weight) OVER (PARTITION BY id)::bigint AS whole FROM weighed
    ), placed AS (
        SELECT *, revenue * weight / whole AS least,
               row_number() OVER each AS place,
               revenue - sum(revenue * weight / whole) OVER (PARTITION BY id) AS left_over
        FROM measured
        WINDOW each AS (PARTITION BY id ORDER BY revenue * weight %% whole DESC, worker_id)
    ), part AS (
        SELECT id, number, day, client_id, client, service_type_id, service, area, is_billed,
               worker_id, worker, minutes, is_clocked, labour,
               (least + (place <= left_over)::int)::bigint AS revenue
        FROM placed
    )
"""

"""The SQL of money that came and went: bank lines, payments, deposits.

Payments are `p`, as everywhere; `m` is a payment with its day, what it was on and what it was.
"""

from __future__ import annotations

from cleaning_app.services.csv_sql import cell, dollars
from cleaning_app.services.gst import queries

# What a movement was. The two halves of a transfer share an id; a deposit is on the other side of
# one, or another invoice of the same client.
KIND = """
    CASE WHEN p.kind = 'dispute' AND p.amount_cents < 0 THEN 'dispute'
         WHEN p.kind = 'dispute' THEN 'dispute won'
         WHEN p.kind = 'transfer' AND o.deposit_id IS NULL AND p.deposit_id IS NULL
              THEN 'credit moved'
         WHEN p.kind = 'transfer' AND (p.amount_cents > 0) = (p.deposit_id IS NULL)
              THEN 'deposit used'
         WHEN p.kind = 'transfer' THEN 'deposit put back'
         WHEN p.deposit_id IS NOT NULL AND p.amount_cents > 0 THEN 'deposit'
         WHEN p.deposit_id IS NOT NULL THEN 'deposit given back'
         WHEN p.amount_cents > 0 THEN 'payment'
         ELSE 'refund' END
"""

ALL = f"""
    SELECT p.id, p.invoice_id, p.deposit_id, p.received_at, p.amount_cents, p.fee_cents, p.currency,
           p.method, p.provider, p.provider_ref, p.note, p.kind = 'transfer' AS is_transfer,
           {KIND} AS kind, {queries.local("p.received_at")}::date AS day,
           {queries.iso("p.received_at")} AS moment,
           i.number AS invoice, 'B-' || lpad(b.number::text, 5, '0') AS booking,
           coalesce(i.client_id, e.client_id) AS client_id, j.number AS other_invoice
    FROM payments p
    LEFT JOIN payments o ON o.org_id = %(org)s AND o.transfer_id = p.transfer_id AND o.id <> p.id
    LEFT JOIN invoices i ON i.org_id = %(org)s AND i.id = p.invoice_id
    LEFT JOIN invoices j ON j.org_id = %(org)s AND j.id = o.invoice_id
    LEFT JOIN deposits e ON e.org_id = %(org)s AND e.id = p.deposit_id
    LEFT JOIN bookings b ON b.org_id = %(org)s AND b.id = e.booking_id
    WHERE {queries.MOVED}
"""

PAYMENTS = f"""
    SELECT m.id AS payment_id, m.moment AS received_at, m.kind,
           {cell("m.invoice")} AS invoice, m.booking, {cell("c.name")} AS client, m.method,
           {dollars("m.amount_cents")} AS amount, {dollars("m.fee_cents")} AS fee,
           {dollars("m.amount_cents - m.fee_cents")} AS net, m.currency,
           {cell("m.provider")} AS provider, {cell("m.provider_ref")} AS reference,
           {cell("m.note")} AS note
    FROM ({ALL}) m JOIN clients c ON c.org_id = %(org)s AND c.id = m.client_id
    WHERE NOT m.is_transfer
    ORDER BY m.received_at, m.id
"""

HELD_BEFORE = """
    SELECT coalesce(sum(p.amount_cents), 0) FROM payments p
    WHERE p.org_id = %(org)s AND p.status = 'succeeded' AND p.deposit_id IS NOT NULL
      AND p.received_at < %(start)s
"""

DEPOSITS = f"""
    SELECT m.moment AS moved_at, m.kind, m.booking, {cell("c.name")} AS client,
           {cell("m.other_invoice")} AS invoice, m.method, {dollars("m.amount_cents")} AS amount,
           {dollars(f"({HELD_BEFORE}) + sum(m.amount_cents) OVER (ORDER BY m.received_at, m.id)")}
               AS held, m.currency, m.deposit_id, {cell("m.note")} AS note
    FROM ({ALL}) m JOIN clients c ON c.org_id = %(org)s AND c.id = m.client_id
    WHERE m.deposit_id IS NOT NULL
    ORDER BY m.received_at, m.id
"""

_MONEY = f"SELECT * FROM ({ALL}) m WHERE NOT m.is_transfer"

# A payment is a line, and what the provider kept of it another.
BANK_KEYS = f"""
    SELECT m.day, to_char(m.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00') AS place,
           m.id, 1 + (m.fee_cents <> 0)::int AS rows
    FROM ({_MONEY}) m ORDER BY m.day, m.received_at, m.id
"""


def bank_lines(columns: str) -> str:
    """SQL for one part's bank lines; in `columns`, `m` is the payment, `c` the client, and `v` the
    line: its cents, and whether it is the fee."""
    return f"""
    SELECT {columns}
    FROM ({_MONEY}) m JOIN clients c ON c.org_id = %(org)s AND c.id = m.client_id
    CROSS JOIN LATERAL (
        VALUES (m.amount_cents, false), (-m.fee_cents, true)
    ) v(cents, is_fee)
    WHERE (NOT v.is_fee OR v.cents <> 0)
      AND (m.received_at, m.id)
          BETWEEN (%(from_place)s::timestamptz, %(from_id)s)
              AND (%(upto_place)s::timestamptz, %(upto_id)s)
    ORDER BY m.received_at, m.id, v.is_fee
    """


SUBJECT = "coalesce(m.invoice, 'Deposit ' || m.booking)"
"""What a bank line is about: an invoice's number, or the booking of a deposit."""

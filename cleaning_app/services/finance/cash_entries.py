"""Money that came in and went out, as SQL in pyformat: one row each, in positive or negative cents.

The columns are those of `behind.COLUMNS`, and before them `section` (in, out), `line`, `line_name`.
Everything counts with its tax, on the day it moved. Transfers between a deposit and an invoice move
nothing. Wages count on the day they are worked, what a pay sheet says beyond them on its period's last
day, GST returns on the day they are filed: when they leave the bank is not written down here.
"""

from __future__ import annotations

from cleaning_app.services.finance.entries import BEYOND_HOURS, CLOCKED, NOT_CLOCKED
from cleaning_app.services.gst import queries
from cleaning_app.services.payments.methods import METHOD_NAMES

_NAMED = " ".join(f"WHEN '{key}' THEN '{name}'" for key, name in METHOD_NAMES.items())
_PAYMENTS = f"""
    SELECT 'in' AS section, p.method AS line, CASE p.method {_NAMED} END AS line_name,
           p.id::text AS id, {queries.local("p.received_at")}::date AS day,
           CASE WHEN p.invoice_id IS NULL THEN 'booking' ELSE 'payment' END AS kind,
           coalesce(p.invoice_id, d.booking_id) AS thing, coalesce(i.number, 'Deposit') AS number,
           l.name AS who,
           CASE WHEN p.kind = 'dispute' THEN 'dispute' WHEN p.amount_cents < 0 THEN 'refund'
                ELSE p.method END AS what,
           p.amount_cents::bigint AS cents
    FROM payments p
    LEFT JOIN invoices i ON i.org_id = %(org)s AND i.id = p.invoice_id
    LEFT JOIN deposits d ON d.org_id = %(org)s AND d.id = p.deposit_id
    JOIN clients l ON l.org_id = %(org)s AND l.id = coalesce(i.client_id, d.client_id)
    WHERE {queries.MOVED} AND p.kind <> 'transfer'
"""
_FEES = f"""
    SELECT 'out', 'card_fees', 'Card fees', 'fee ' || p.id,
           {queries.local("p.received_at")}::date, 'payment', p.invoice_id, coalesce(i.number, ''),
           '', 'Fee on ' || p.method, -p.fee_cents::bigint
    FROM payments p LEFT JOIN invoices i ON i.org_id = %(org)s AND i.id = p.invoice_id
    WHERE {queries.MOVED} AND p.fee_cents <> 0
"""
_SPENT = f"""
    SELECT 'out', k.id::text, k.name, e.id::text, e.occurred_on, 'expense', e.id, '',
           e.vendor, e.description, -e.total_cents::bigint
    FROM expenses e JOIN expense_categories k ON k.org_id = %(org)s AND k.id = e.category_id
    WHERE {queries.SPENT}
"""
_WAGES = f"""
    SELECT 'out', 'wages', 'Wages, as worked', w.id, w.day, w.kind, w.thing, w.number, w.who,
           w.what, w.cents
    FROM ({CLOCKED} UNION ALL {NOT_CLOCKED} UNION ALL {BEYOND_HOURS})
        w(section, line, line_name, id, day, kind, thing, number, who, what, cents)
"""
_INSTALMENTS = """
    SELECT 'out', 'gst', 'GST', n.id::text, n.paid_on, 'return', NULL::uuid, 'Instalment', 'CRA',
           n.note, -n.amount_cents::bigint
    FROM gst_instalments n
    WHERE n.org_id = %(org)s AND n.paid_on BETWEEN %(first)s AND %(last)s
"""
_RETURNS = """
    SELECT 'out', 'gst', 'GST', f.id::text, f.filed_on, 'return', NULL::uuid, 'Return', 'CRA',
           'Period to ' || f.last_on, -(f.figures -> 'lines' ->> '113 A')::bigint
    FROM gst_filings f
    WHERE f.org_id = %(org)s AND f.withdrawn_at IS NULL
      AND f.filed_on BETWEEN %(first)s AND %(last)s
"""
ACTUAL = " UNION ALL ".join((_PAYMENTS, _FEES, _SPENT, _WAGES, _INSTALMENTS, _RETURNS))

"""The SQL of the sales ledger: every event that changes what clients owe, with the running balance.

An event is an invoice (debit), a credit note or write-off (credit), and money received on an invoice
(credit) or given back (debit), deposits used included. Drafts and voided invoices are no events, as
on the GST return; money that came and went on a voided one is. What clients owe on a day is what
the events up to its end add up to, credit they hold taken off. That is what `finance.ageing` says,
but for credit, which it counts apart, and voided invoices, which it shows as owed until the day they
were voided: these exports must agree with the import files, which have none of them.
"""

from __future__ import annotations

from cleaning_app.services.accounting import movements
from cleaning_app.services.csv_sql import cell, dollars
from cleaning_app.services.gst import queries


def owed(until: str, moment: str) -> str:
    """SQL for what clients owe: invoices and notes whose day is `until`, money whose moment is."""
    return f"""(
        (SELECT coalesce(sum(i.total_cents), 0) FROM invoices i
         WHERE i.org_id = %(org)s AND i.issued_on {until} AND i.status NOT IN ('draft', 'void'))
      - (SELECT coalesce(sum(c.total_cents), 0) FROM credit_notes c
         WHERE c.org_id = %(org)s AND c.issued_on {until})
      - (SELECT coalesce(sum(p.amount_cents), 0) FROM payments p
         WHERE p.org_id = %(org)s AND p.status = 'succeeded' AND p.invoice_id IS NOT NULL
           AND p.received_at {moment})
    )::bigint"""


OPENING = owed("< %(first)s", "< %(start)s")
CLOSING = owed("<= %(last)s", "< %(end)s")

EVENTS = f"""
    SELECT i.issued_on AS day, 1 AS rank, NULL::timestamptz AS at, i.id, 'invoice' AS kind,
           i.number, i.number AS invoice, i.client_id, i.total_cents::bigint AS cents,
           'due ' || i.due_on AS detail, i.currency
    FROM invoices i WHERE {queries.ISSUED}
    UNION ALL
    SELECT c.issued_on, 2, NULL, c.id,
           CASE c.kind WHEN 'bad_debt' THEN 'write-off' ELSE 'credit note' END
               || CASE WHEN c.total_cents < 0 THEN ' reversed' ELSE '' END,
           c.number, i.number, i.client_id, -c.total_cents, c.reason, i.currency
    FROM credit_notes c JOIN invoices i ON i.org_id = %(org)s AND i.id = c.invoice_id
    WHERE {queries.NOTED}
    UNION ALL
    SELECT m.day, 3, m.received_at, m.id, m.kind, NULL, m.invoice, m.client_id, -m.amount_cents,
           m.method || CASE WHEN m.note <> '' THEN ', ' || m.note ELSE '' END, m.currency
    FROM ({movements.ALL}) m WHERE m.invoice_id IS NOT NULL
"""

_COLUMNS = "day, type, document, invoice, client, detail, debit, credit, balance, currency"

LEDGER = f"""
    SELECT {_COLUMNS.replace("day", "to_char(day, 'YYYY-MM-DD') AS date", 1)}
    FROM (
        SELECT 0 AS place, %(first)s::date AS day, 'opening balance' AS type,
               NULL AS document, NULL AS invoice, NULL AS client, NULL AS detail,
               NULL::numeric AS debit, NULL::numeric AS credit,
               {dollars(OPENING)} AS balance, %(currency)s::text AS currency
        UNION ALL
        SELECT row_number() OVER in_order, e.day, e.kind, {cell("e.number")}, {cell("e.invoice")},
               {cell("c.name")}, {cell("e.detail")},
               CASE WHEN e.cents >= 0 THEN {dollars("e.cents")} END,
               CASE WHEN e.cents < 0 THEN {dollars("-e.cents")} END,
               {dollars(f"{OPENING} + sum(e.cents) OVER in_order")}, e.currency
        FROM ({EVENTS}) e JOIN clients c ON c.org_id = %(org)s AND c.id = e.client_id
        WINDOW in_order AS (
            ORDER BY e.day, e.rank, e.at, e.invoice COLLATE "C", e.id ROWS UNBOUNDED PRECEDING
        )
        UNION ALL
        SELECT 9223372036854775807, %(last)s::date, 'closing balance', NULL, NULL, NULL, NULL,
               NULL, NULL, {dollars(CLOSING)}, %(currency)s::text
    ) l
    ORDER BY place
"""

VOIDED = f"""
    SELECT {cell("i.number")} AS invoice, i.issued_on AS issue_date, {cell("c.name")} AS client,
           {dollars("i.total_cents")} AS total,
           to_char(i.voided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS voided_at,
           {cell("i.void_reason")} AS reason
    FROM invoices i JOIN clients c ON c.org_id = %(org)s AND c.id = i.client_id
    WHERE i.org_id = %(org)s AND i.issued_on BETWEEN %(first)s AND %(last)s AND i.status = 'void'
    ORDER BY i.issued_on, i.number COLLATE "C"
"""

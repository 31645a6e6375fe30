"""The files of an export that come straight out of the database, as queries."""

from __future__ import annotations

from cleaning_app.services.csv_sql import cell, dollars
from cleaning_app.services.gst import queries

PAYMENTS = f"""
    SELECT a.id AS payment_id, {cell("a.number")} AS invoice_number,
           {queries.iso("a.received_at")} AS paid_at,
           {dollars("a.amount_cents")} AS amount, {dollars("a.tax")} AS allocated_tax,
           a.currency, a.method
    FROM ({queries.ALLOCATED}) a
    ORDER BY a.received_at, a.id
"""

EXPENSES = f"""
    SELECT e.id AS expense_id, e.occurred_on, {cell("e.vendor")} AS vendor,
           {cell("c.name")} AS category, {cell("e.description")} AS description,
           {dollars("e.total_cents")} AS amount, {dollars("e.tax_cents")} AS tax
    FROM expenses e
    JOIN expense_categories c ON c.org_id = %(org)s AND c.id = e.category_id
    WHERE {queries.SPENT}
    ORDER BY e.occurred_on, e.id
"""

# What was paid in the period counts; what fell due in it and is still unpaid is shown beside it.
INSTALMENTS = f"""
    SELECT n.id AS instalment_id, n.tax_type, n.due_on, {dollars("n.amount_cents")} AS amount,
           n.paid_on, {cell("n.note")} AS note
    FROM gst_instalments n
    WHERE n.org_id = %(org)s
      AND coalesce(n.paid_on, n.due_on) BETWEEN %(first)s AND %(last)s
    ORDER BY n.due_on, n.id
"""

INVOICES = f"""
    SELECT {cell("i.number")} AS invoice_number, i.issued_on AS issue_date,
           {cell("c.name")} AS client, {dollars("i.taxable_cents")} AS taxable,
           {dollars("i.zero_rated_cents + i.exempt_cents")} AS exempt,
           {dollars("i.tax_cents")} AS tax, {dollars("i.total_cents")} AS total, i.status
    FROM invoices i
    JOIN clients c ON c.org_id = %(org)s AND c.id = i.client_id
    WHERE {queries.ISSUED}
    ORDER BY i.issued_on, i.number COLLATE "C"
"""

CREDIT_NOTES = f"""
    SELECT {cell("c.number")} AS credit_note, c.issued_on AS issue_date,
           {cell("i.number")} AS invoice_number, {cell("l.name")} AS client, c.kind,
           {dollars("c.taxable_cents")} AS taxable,
           {dollars("c.zero_rated_cents + c.exempt_cents")} AS exempt,
           {dollars("c.tax_cents")} AS tax, {dollars("c.total_cents")} AS total
    FROM credit_notes c
    JOIN invoices i ON i.org_id = %(org)s AND i.id = c.invoice_id
    JOIN clients l ON l.org_id = %(org)s AND l.id = i.client_id
    WHERE {queries.NOTED}
    ORDER BY c.issued_on, c.number COLLATE "C"
"""

# The reasons are those of domain.gst.reconcile; a test holds both against each other. Invoices on
# which the bases agree are left out, so the differences add up to that of the two returns.
RECONCILIATION = f"""
    SELECT {cell("r.number")} AS invoice_number,
           {dollars("r.collectible")} AS tax_collectible,
           {dollars("r.within")} AS tax_in_receipts,
           {dollars("r.collectible - r.within")} AS difference,
           CASE
               WHEN r.credited <> 0 THEN 'credited in this period'
               WHEN r.issued_within AND r.given_back < 0 THEN 'refunded in this period'
               WHEN r.issued_within AND r.before > 0 THEN 'paid in part before this period'
               WHEN r.issued_within AND r.within = 0 THEN 'not paid by the end of the period'
               WHEN r.issued_within THEN 'paid in part by the end of the period'
               WHEN NOT r.counts THEN 'received on a ' || r.status || ' invoice'
               WHEN r.within < 0 THEN 'refund of an invoice of another period'
               WHEN r.issued_on < %(first)s THEN 'invoiced earlier, paid in this period'
               ELSE 'paid in this period, invoiced later'
           END AS reason
    FROM (
        SELECT c.*, c.until - c.before AS within FROM ({queries.COMPARED_AT_ONCE}) c
    ) r
    WHERE r.collectible <> r.within
    ORDER BY r.number COLLATE "C"
"""

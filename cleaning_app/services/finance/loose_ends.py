"""What does not fit between payments, invoices, deposits and the bank, as SQL in pyformat.

Each query answers the columns of `behind.COLUMNS`, newest rows last by their day.
"""

from __future__ import annotations

from typing import Final

from cleaning_app.domain.banking.income import ARRIVES_WITHIN
from cleaning_app.services.gst import queries


def _dollars(cents: str) -> str:
    return f"to_char(({cents}) / 100.0, 'FM$999,999,990.00')"


_ON_INVOICE = "JOIN clients l ON l.org_id = %(org)s AND l.id = i.client_id"
_WHEN = f"{queries.local('p.received_at')}::date"
_OF_PAYMENT = """
    FROM payments p
    LEFT JOIN invoices i ON i.org_id = %(org)s AND i.id = p.invoice_id
    LEFT JOIN deposits d ON d.org_id = %(org)s AND d.id = p.deposit_id
    LEFT JOIN bookings b ON b.org_id = %(org)s AND b.id = d.booking_id
    JOIN clients l ON l.org_id = %(org)s AND l.id = coalesce(i.client_id, d.client_id)
"""
_PAYMENT = f"""
    SELECT p.id::text AS id, {_WHEN} AS day,
           CASE WHEN i.id IS NULL THEN 'booking' ELSE 'payment' END AS kind,
           coalesce(i.id, b.id) AS thing, coalesce(i.number, '#' || b.number) AS number,
           l.name AS who
"""

# The same rule as domain.invoices.derive_status. What fell due yesterday waits for the night's job.
_DISAGREEING = f"""
    SELECT i.id::text AS id, i.issued_on AS day, 'invoice' AS kind, i.id AS thing, i.number,
           l.name AS who,
           CASE WHEN x.paid <> i.paid_cents
                THEN 'Shows ' || {_dollars("i.paid_cents")} || ' paid, its payments come to '
                     || {_dollars("x.paid")}
                WHEN x.credited <> i.credited_cents
                THEN 'Shows ' || {_dollars("i.credited_cents")} || ' credited, its credit notes come to '
                     || {_dollars("x.credited")}
                ELSE 'Shown as ' || i.status || ', is ' || x.status END AS what,
           (x.paid - i.paid_cents + i.credited_cents - x.credited)::bigint AS cents
    FROM invoices i {_ON_INVOICE}
    LEFT JOIN (
        SELECT invoice_id, sum(amount_cents) AS paid FROM payments
        WHERE org_id = %(org)s AND status = 'succeeded' GROUP BY invoice_id
    ) r ON r.invoice_id = i.id
    LEFT JOIN (
        SELECT invoice_id, sum(total_cents) AS credited FROM credit_notes
        WHERE org_id = %(org)s GROUP BY invoice_id
    ) c ON c.invoice_id = i.id
    CROSS JOIN LATERAL (
        SELECT coalesce(r.paid, 0) AS paid, coalesce(c.credited, 0) AS credited,
               CASE WHEN i.status IN ('draft', 'void') THEN i.status
                    WHEN coalesce(r.paid, 0) >= i.total_cents - coalesce(c.credited, 0) THEN 'paid'
                    WHEN i.due_on < %(today)s THEN 'overdue'
                    WHEN coalesce(r.paid, 0) > 0 THEN 'partial'
                    ELSE 'sent' END AS status
    ) x
    WHERE i.org_id = %(org)s
      AND (x.paid <> i.paid_cents OR x.credited <> i.credited_cents
           OR (x.status <> i.status
               AND NOT (x.status = 'overdue' AND i.status <> 'paid' AND i.due_on = %(today)s - 1)))
"""

_OF_VOID = f"""
    SELECT i.id::text AS id, i.issued_on AS day, 'invoice' AS kind, i.id AS thing, i.number,
           l.name AS who, i.void_reason AS what, r.paid::bigint AS cents
    FROM invoices i {_ON_INVOICE}
    JOIN (
        SELECT invoice_id, sum(amount_cents) AS paid FROM payments
        WHERE org_id = %(org)s AND status = 'succeeded' GROUP BY invoice_id
    ) r ON r.invoice_id = i.id
    WHERE i.org_id = %(org)s AND i.status = 'void' AND r.paid <> 0
"""

_CREDIT = f"""
    SELECT i.id::text AS id, i.issued_on AS day, 'invoice' AS kind, i.id AS thing, i.number,
           l.name AS who, 'Paid ' || {_dollars("i.paid_cents")} || ' of '
           || {_dollars("i.total_cents - i.credited_cents")} AS what,
           (i.paid_cents - (i.total_cents - i.credited_cents))::bigint AS cents
    FROM invoices i {_ON_INVOICE}
    WHERE i.org_id = %(org)s AND i.status = 'paid'
      AND i.paid_cents > i.total_cents - i.credited_cents
"""


def _held(called_off: bool) -> str:
    return f"""
    SELECT d.id::text AS id, {queries.local("d.created_at")}::date AS day, 'booking' AS kind,
           b.id AS thing, '#' || b.number AS number, l.name AS who,
           t.name || {"', ' || replace(b.status, '_', '-')" if called_off else "''"} AS what,
           d.held_cents::bigint AS cents
    FROM deposits d
    JOIN bookings b ON b.org_id = %(org)s AND b.id = d.booking_id
    JOIN service_types t ON t.org_id = %(org)s AND t.id = b.service_type_id
    JOIN clients l ON l.org_id = %(org)s AND l.id = d.client_id
    WHERE d.org_id = %(org)s AND d.held_cents > 0
      AND {"" if called_off else "NOT "}(b.status IN ('cancelled', 'no_show') OR b.deleted_at IS NOT NULL)
    """


# Payments that were given back whole are no second payment, and never came to the bank.
_GIVEN_BACK = """EXISTS (
    SELECT 1 FROM payments b WHERE b.org_id = %(org)s AND b.refund_of_id = p.id
    AND b.status = 'succeeded' AND b.amount_cents = -p.amount_cents
)"""
_SEVERAL = f"""
    SELECT i.id::text AS id, {queries.local("s.last_at")}::date AS day, 'invoice' AS kind,
           i.id AS thing, i.number, l.name AS who, s.many || ' payments' AS what, s.cents,
           s.alike AND i.paid_cents > i.total_cents - i.credited_cents AS twice
    FROM (
        SELECT invoice_id, count(*) AS many, sum(amount_cents)::bigint AS cents,
               max(received_at) AS last_at, count(DISTINCT amount_cents) < count(*) AS alike
        FROM payments p
        WHERE p.org_id = %(org)s AND p.status = 'succeeded' AND p.kind = 'payment'
          AND p.amount_cents > 0 AND p.invoice_id IS NOT NULL
          AND NOT {_GIVEN_BACK}
        GROUP BY invoice_id HAVING count(*) > 1
    ) s
    JOIN invoices i ON i.org_id = %(org)s AND i.id = s.invoice_id AND i.status = 'paid'
    {_ON_INVOICE}
"""

_NO_FEE = f"""
    {_PAYMENT}, coalesce(p.provider_ref, '') AS what, p.amount_cents::bigint AS cents
    {_OF_PAYMENT}
    WHERE p.org_id = %(org)s AND p.provider = 'stripe' AND p.status = 'succeeded'
      AND p.kind = 'payment' AND p.amount_cents > 0 AND p.fee_cents = 0
"""
_PENDING = f"""
    {_PAYMENT}, p.method || ' through ' || p.provider AS what, p.amount_cents::bigint AS cents
    {_OF_PAYMENT}
    WHERE p.org_id = %(org)s AND p.status = 'pending' AND p.received_at < %(week_ago)s
"""
_REFUND_FAILED = f"""
    {_PAYMENT}, 'Refund to the card' AS what, p.amount_cents::bigint AS cents
    {_OF_PAYMENT}
    WHERE p.org_id = %(org)s AND p.status = 'failed' AND p.amount_cents < 0
      AND NOT EXISTS (SELECT 1 FROM payments a WHERE a.org_id = %(org)s AND a.amount_cents < 0
                      AND a.status <> 'failed' AND a.refund_of_id = p.refund_of_id
                      AND a.received_at > p.received_at)
"""
_BANK = f"""
    SELECT k.id::text AS id, k.posted_on AS day, 'expense' AS kind, e.id AS thing, '' AS number,
           e.vendor AS who,
           CASE WHEN e.deleted_at IS NOT NULL THEN 'The expense is in the bin'
                ELSE 'The expense says ' || {_dollars("e.total_cents")} END AS what,
           -k.amount_cents::bigint AS cents
    FROM bank_lines k JOIN expenses e ON e.org_id = %(org)s AND e.id = k.expense_id
    WHERE k.org_id = %(org)s AND (e.deleted_at IS NOT NULL OR e.total_cents <> -k.amount_cents)
"""
_UNKNOWN = """
    SELECT k.id::text AS id, k.posted_on AS day, 'bank' AS kind, k.id AS thing, '' AS number,
           k.description AS who, '' AS what, k.amount_cents::bigint AS cents
    FROM bank_lines k WHERE k.org_id = %(org)s AND k.outcome = 'open'
"""
# The days that bank files cover, those of accounts that clients pay into: a file is of such a one when
# one of its lines was matched with a payment.
_COVERED = """(
    SELECT range_agg(daterange(f.first_on, f.last_on, '[]')) FROM import_batches f
    WHERE f.org_id = %(org)s AND f.status = 'done' AND f.first_on IS NOT NULL
      AND EXISTS (SELECT 1 FROM bank_lines k WHERE k.org_id = %(org)s AND k.batch_id = f.id
                  AND k.outcome = 'matched')
)"""
# A line that nobody has matched yet and that could be it: of its amount, or of more where payments come
# in together.
_MAY_BE_OPEN = f"""EXISTS (
    SELECT 1 FROM bank_lines k WHERE k.org_id = %(org)s AND k.outcome = 'open'
      AND k.posted_on BETWEEN {_WHEN} - 3 AND {_WHEN} + {ARRIVES_WITHIN}
      AND (k.amount_cents = p.amount_cents OR p.method <> 'etransfer'
           AND k.amount_cents >= p.amount_cents::bigint * 95 / 100)
)"""
_NEVER_CAME = f"""
    {_PAYMENT}, p.method AS what, p.amount_cents::bigint AS cents
    {_OF_PAYMENT}
    WHERE p.org_id = %(org)s AND p.status = 'succeeded' AND p.kind = 'payment' AND p.amount_cents > 0
      AND p.method IN ('card', 'etransfer', 'cheque') AND NOT {_GIVEN_BACK}
      AND NOT EXISTS (SELECT 1 FROM bank_matches m WHERE m.org_id = %(org)s AND m.payment_id = p.id)
      AND NOT {_MAY_BE_OPEN}
      AND {_COVERED} @> daterange({_WHEN} - 3, {_WHEN} + {ARRIVES_WITHIN}, '[]')
"""

QUERIES: Final[dict[str, str]] = {
    "disagree": _DISAGREEING,
    "void": _OF_VOID,
    "twice": f"SELECT * FROM ({_SEVERAL}) s WHERE s.twice",
    "refund-failed": _REFUND_FAILED,
    "pending": _PENDING,
    "called-off": _held(True),
    "bank": _BANK,
    "bank-in": _UNKNOWN,
    "never-came": _NEVER_CAME,
    "credit": _CREDIT,
    "held": _held(False),
    "several": f"SELECT * FROM ({_SEVERAL}) s WHERE NOT s.twice",
    "no-fee": _NO_FEE,
}

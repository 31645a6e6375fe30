"""The SQL of what an accounting program takes as invoices and credit notes, line by line.

A document is one of these, each with a signed total, so that they add up to what clients came to owe:
- an invoice that was sent: its day is the issue date; drafts and voided ones are none;
- a credit note or bad debt (negative), and its reversal (positive), on their own days;
- a deposit going to an invoice (negative) or back from one (positive). In the other program the
  money came in as a deposit; this is what takes it off the client's account.

Lines are after the header discount, shared out as `domain.tax` does it (largest remainder), and
carry their share of the tax: per tax code the running total is rounded, which adds up to what the
code comes to, rounded once. Where an invoice's own tax differs from that (books from elsewhere, a
kept deposit), its biggest line carries the difference. So a document's lines always add up to it.

Names in it: documents are `d`, lines `l`. Values are those of `gst.asked.Asked` and of a `Part`.
"""

from __future__ import annotations

from cleaning_app.services.gst import queries

DEPOSIT_MOVES = f"""
    SELECT p.id, p.invoice_id, p.received_at, p.amount_cents,
           {queries.local("p.received_at")}::date AS day, q.deposit_id
    FROM payments p
    JOIN payments q ON q.org_id = %(org)s AND q.transfer_id = p.transfer_id
         AND q.deposit_id IS NOT NULL
    WHERE {queries.WITHIN} AND p.kind = 'transfer'
"""

ALL = f"""
    SELECT i.id, 'invoice' AS kind, i.number, i.number AS invoice, i.client_id, i.booking_id,
           i.issued_on AS day, i.due_on, i.currency, i.discount_cents,
           i.taxable_cents, i.zero_rated_cents, i.exempt_cents, i.tax_cents,
           i.provincial_tax_cents, i.total_cents, i.notes AS memo
    FROM invoices i WHERE {queries.ISSUED}
    UNION ALL
    SELECT c.id, c.kind, c.number, i.number, i.client_id, i.booking_id, c.issued_on, c.issued_on,
           i.currency, 0, -c.taxable_cents, -c.zero_rated_cents, -c.exempt_cents, -c.tax_cents,
           -c.provincial_tax_cents, -c.total_cents, c.reason
    FROM credit_notes c JOIN invoices i ON i.org_id = %(org)s AND i.id = c.invoice_id
    WHERE {queries.NOTED}
    UNION ALL
    SELECT m.id, 'deposit', 'DEP-' || upper(right(replace(m.id::text, '-', ''), 12)), i.number,
           i.client_id, NULL, m.day, m.day, i.currency, 0, 0, 0, -m.amount_cents, 0, 0,
           -m.amount_cents, ''
    FROM ({DEPOSIT_MOVES}) m JOIN invoices i ON i.org_id = %(org)s AND i.id = m.invoice_id
"""

CHARGES, CREDITS = "d.total_cents >= 0", "d.total_cents < 0"


def keys(which: str) -> str:
    """SQL for the documents of one sign in the order they are written, with their lines counted."""
    return f"""
    SELECT d.day, d.number AS place, d.id,
           coalesce(n.lines, greatest(1, (
               (d.taxable_cents, d.tax_cents, d.provincial_tax_cents) <> (0, 0, 0))::int
               + (d.zero_rated_cents <> 0)::int + (d.exempt_cents <> 0)::int
           )) AS rows
    FROM ({ALL}) d
    LEFT JOIN (
        SELECT invoice_id AS document, count(*) AS lines
        FROM invoice_lines WHERE org_id = %(org)s GROUP BY 1
        UNION ALL
        SELECT credit_note_id, count(*) FROM credit_note_lines WHERE org_id = %(org)s GROUP BY 1
    ) n ON n.document = d.id
    WHERE {which}
    ORDER BY d.day, d.number COLLATE "C", d.id
    """


# Which share of the header discount a line carries: money.allocate over the lines' amounts.
_DISCOUNTED = """
    SELECT w.document, w.position, w.description, w.quantity, w.unit_price_cents, w.tax_code_id,
           w.amount_cents,
           w.amount_cents - w.part
               - CASE WHEN w.place <= w.discount_cents - w.given THEN 1 ELSE 0 END AS net
    FROM (
        SELECT v.*, sum(v.part) OVER (PARTITION BY v.document) AS given,
               row_number() OVER (
                   PARTITION BY v.document ORDER BY v.rest DESC, v.position
               ) AS place
        FROM (
            SELECT u.*,
                   CASE WHEN u.whole > 0 THEN u.discount_cents * u.weight / u.whole
                        ELSE 0 END AS part,
                   CASE WHEN u.whole > 0 THEN u.discount_cents * u.weight %% u.whole
                        ELSE 0 END AS rest
            FROM (
                SELECT d.id AS document, d.discount_cents::bigint AS discount_cents, n.position,
                       n.description, n.quantity, n.unit_price_cents, n.amount_cents,
                       n.tax_code_id, greatest(n.amount_cents, 0)::bigint AS weight,
                       sum(greatest(n.amount_cents, 0)) OVER (PARTITION BY d.id)::bigint AS whole
                FROM d JOIN invoice_lines n ON n.org_id = %(org)s AND n.invoice_id = d.id
                WHERE d.kind = 'invoice'
            ) u
        ) v
    ) w
"""

_INVOICE_LINES = f"""
    SELECT t.document, t.position, t.description, t.quantity, t.unit_price_cents, t.amount_cents,
           t.net, t.tax_code_id,
           t.tax + CASE WHEN t.biggest THEN d.tax_cents - t.taxes ELSE 0 END AS tax,
           t.provincial + CASE WHEN t.biggest THEN d.provincial_tax_cents - t.provincials
                               ELSE 0 END AS provincial
    FROM (
        SELECT s.*, sum(s.tax) OVER (PARTITION BY s.document) AS taxes,
               sum(s.provincial) OVER (PARTITION BY s.document) AS provincials,
               1 = row_number() OVER (
                   PARTITION BY s.document ORDER BY s.net DESC, s.position
               ) AS biggest
        FROM (
            SELECT r.*,
                   round(c.rate * r.until) - round(c.rate * (r.until - r.net)) AS tax,
                   round(c.provincial_rate * r.until)
                       - round(c.provincial_rate * (r.until - r.net)) AS provincial
            FROM (
                SELECT x.*, sum(x.net) OVER (
                           PARTITION BY x.document, x.tax_code_id ORDER BY x.position
                           ROWS UNBOUNDED PRECEDING
                       ) AS until
                FROM ({_DISCOUNTED}) x
            ) r
            JOIN tax_codes c ON c.org_id = %(org)s AND c.id = r.tax_code_id
        ) s
    ) t
    JOIN d ON d.id = t.document
"""

_NOTE_LINES = """
    SELECT d.id AS document, n.position, n.description, 1::numeric AS quantity,
           -n.amount_cents AS unit_price_cents, -n.amount_cents AS amount_cents,
           -n.amount_cents AS net, n.tax_code_id, -n.tax_cents AS tax,
           -n.provincial_tax_cents AS provincial
    FROM d JOIN credit_note_lines n ON n.org_id = %(org)s AND n.credit_note_id = d.id
"""

# Books from elsewhere have totals and no lines; so have deposits. What is taxable goes under the
# code of ordinary work on that day (`tax_lines.standard`): `tax_codes` has all of them in that order.
_WITHOUT_LINES = """
    SELECT d.id AS document, v.n AS position,
           CASE WHEN d.kind <> 'deposit' THEN v.words || ' on ' || d.invoice
                WHEN d.total_cents < 0 THEN 'Deposit used on ' || d.invoice
                ELSE 'Deposit back from ' || d.invoice END AS description,
           1::numeric AS quantity, v.net AS unit_price_cents, v.net AS amount_cents, v.net,
           CASE WHEN d.kind <> 'deposit' THEN c.id END AS tax_code_id, v.tax, v.provincial
    FROM d
    CROSS JOIN LATERAL (VALUES
        (1, 'taxable', 'Taxable services', d.taxable_cents, d.tax_cents, d.provincial_tax_cents),
        (2, 'zero_rated', 'Zero-rated services', d.zero_rated_cents, 0, 0),
        (3, 'exempt', 'Exempt services', d.exempt_cents, 0, 0)
    ) v(n, kind, words, net, tax, provincial)
    LEFT JOIN LATERAL (
        SELECT t.id FROM tax_codes t
        WHERE t.org_id = %(org)s AND t.kind = v.kind
          AND d.day BETWEEN t.valid_from AND coalesce(t.valid_to, 'infinity')
        ORDER BY array_position(%(tax_codes)s::uuid[], t.id)
        LIMIT 1
    ) c ON true
    WHERE NOT EXISTS (
              SELECT FROM invoice_lines n WHERE n.org_id = %(org)s AND n.invoice_id = d.id)
      AND NOT EXISTS (
              SELECT FROM credit_note_lines n WHERE n.org_id = %(org)s AND n.credit_note_id = d.id)
      AND (v.net <> 0 OR v.tax <> 0 OR v.provincial <> 0
           OR (v.n = 1 AND (d.taxable_cents, d.zero_rated_cents, d.exempt_cents) = (0, 0, 0)))
"""


def lines(which: str, columns: str) -> str:
    """SQL for the lines of one part's documents of one sign; `columns` are what a file has of them.

    In `columns`, `d` is the document, `l` its line, `c` the client, and `account` and `tax_name`
    are what both are called. A line whose quantity × price is exactly its amount keeps them;
    any other is one of its net amount (`is_plain` says which).
    """
    return f"""
    WITH d AS MATERIALIZED (
        SELECT d.* FROM ({ALL}) d
        WHERE {which}
          AND (d.day, d.number COLLATE "C", d.id)
              BETWEEN (%(from_day)s, %(from_place)s, %(from_id)s)
                  AND (%(upto_day)s, %(upto_place)s, %(upto_id)s)
    )
    SELECT {columns}
    FROM (
        SELECT l.*, l.net = l.amount_cents
                    AND l.quantity * l.unit_price_cents = l.amount_cents AS is_plain
        FROM ({_INVOICE_LINES} UNION ALL {_NOTE_LINES} UNION ALL {_WITHOUT_LINES}) l
    ) l
    JOIN d ON d.id = l.document
    JOIN clients c ON c.org_id = %(org)s AND c.id = d.client_id
    LEFT JOIN bookings b ON b.org_id = %(org)s AND b.id = d.booking_id
    LEFT JOIN service_types s ON s.org_id = %(org)s AND s.id = b.service_type_id
    CROSS JOIN LATERAL (
        SELECT CASE d.kind WHEN 'deposit' THEN %(deposits)s::text
                           WHEN 'bad_debt' THEN %(bad_debts)s::text
                           ELSE coalesce(%(income)s::jsonb ->> s.key, %(income)s::jsonb ->> '')
               END AS account,
               CASE WHEN l.tax_code_id IS NULL THEN %(untaxed)s::text
                    ELSE %(sales_tax)s::jsonb ->> l.tax_code_id::text END AS tax_name
    ) n
    ORDER BY d.day, d.number COLLATE "C", d.id, l.position
    """


# What a line says when its quantity and price could not be kept.
DESCRIPTION = """
    CASE WHEN l.is_plain OR l.quantity = 1 THEN l.description
         ELSE l.description || ' (' || trim_scale(l.quantity) || ' × '
              || to_char(l.unit_price_cents * 0.01, 'FM999999990.00') || ')' END
    || CASE WHEN l.net <> l.amount_cents
            THEN ', less ' || to_char((l.amount_cents - l.net) * 0.01, 'FM999999990.00')
            ELSE '' END
"""

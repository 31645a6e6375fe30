"""The rows behind each line of a GST return, and behind each step from one basis to the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cleaning_app.context import Ctx
from cleaning_app.domain import spans
from cleaning_app.errors import Invalid
from cleaning_app.services.finance import asking
from cleaning_app.services.finance.behind import Behind
from cleaning_app.services.gst import Basis, queries
from cleaning_app.services.gst.asked import Asked
from cleaning_app.services.gst.reconciliation import LABELS, label, rows_of

_CLIENT = "JOIN clients l ON l.org_id = %(org)s AND l.id = i.client_id"


def _invoices(cents: str) -> str:
    return f"""
    SELECT i.id::text AS id, i.issued_on AS day, 'invoice' AS kind, i.id AS thing, i.number,
           l.name AS who, '' AS what, ({cents})::bigint AS cents
    FROM invoices i {_CLIENT} WHERE {queries.ISSUED}
    """


def _payments(cents: str) -> str:
    return f"""
    SELECT a.id::text AS id, {queries.local("a.received_at")}::date AS day, 'payment' AS kind,
           i.id AS thing, i.number, l.name AS who, a.method AS what, ({cents})::bigint AS cents
    FROM ({queries.ALLOCATED}) a JOIN invoices i ON i.org_id = %(org)s AND i.id = a.invoice_id
    {_CLIENT}
    """


def _notes(cents: str, where: str) -> str:
    return f"""
    SELECT c.id::text AS id, c.issued_on AS day, 'credit_note' AS kind, i.id AS thing, c.number,
           l.name AS who, c.reason AS what, ({cents})::bigint AS cents
    FROM credit_notes c JOIN invoices i ON i.org_id = %(org)s AND i.id = c.invoice_id {_CLIENT}
    WHERE {queries.NOTED} AND {where}
    """


_PROVINCIAL = (
    f"({queries.part_inside(queries.PROVINCIAL, 'a.after')})"
    f" - ({queries.part_inside(queries.PROVINCIAL, 'a.after - a.amount_cents')})"
)
_BILLED = _invoices(f"i.total_cents - i.tax_cents - {queries.PROVINCIAL}")
_TAKEN_OFF = _notes("-(c.total_cents - c.tax_cents - c.provincial_tax_cents)", "c.kind = 'credit'")
_SPENT = f"""
    SELECT e.id::text AS id, e.occurred_on AS day, 'expense' AS kind, e.id AS thing, '' AS number,
           e.vendor AS who, e.description AS what, e.tax_cents::bigint AS cents
    FROM expenses e WHERE {queries.SPENT}
"""
_PREPAID = """
    SELECT n.id::text AS id, n.paid_on AS day, 'instalment' AS kind, n.id AS thing, '' AS number,
           'CRA' AS who, n.note AS what, n.amount_cents::bigint AS cents
    FROM gst_instalments n
    WHERE n.org_id = %(org)s AND n.paid_on BETWEEN %(first)s AND %(last)s
"""

_ON_BOTH: Final = {"106": (_SPENT,), "110": (_PREPAID,)}
_PARTS: Final[dict[Basis, dict[str, tuple[str, ...]]]] = {
    Basis.ACCRUAL: _ON_BOTH
    | {
        "101": (_BILLED, _TAKEN_OFF),
        "103": (_invoices("i.tax_cents"),),
        "104": (_notes("-c.tax_cents", "c.total_cents < 0"),),
        "107": (_notes("c.tax_cents", "c.total_cents > 0"),),
    },
    Basis.CASH: _ON_BOTH
    | {
        "101": (_payments(f"a.amount_cents - a.tax - ({_PROVINCIAL})"),),
        "103": (_payments("a.tax"),),
    },
}
"""What a line is made of. On the cash basis nothing is adjusted: refunds are payments."""

_SUMS: Final = {
    "tax": {"103": 1, "104": 1, "107": -1},
    "105": {"103": 1, "104": 1},
    "108": {"106": 1, "107": 1},
    "109": {"103": 1, "104": 1, "106": -1, "107": -1},
    "113": {"103": 1, "104": 1, "106": -1, "107": -1, "110": -1},
}
"""Lines that add up others."""

_TITLES: Final = {
    "101": "Sales and other revenue",
    "103": "GST/HST collected or collectible",
    "104": "Adjustments to add",
    "105": "Total GST/HST and adjustments",
    "106": "Input tax credits",
    "107": "Adjustments to deduct",
    "108": "Total input tax credits and adjustments",
    "109": "Net tax",
    "110": "Instalments paid",
    "113": "Balance",
    "tax": "GST on sales",
}


async def behind(ctx: Ctx, arguments: Mapping[str, str]) -> Behind:
    """The rows of a line of the return ("103"), of the tax on sales ("tax"), or of a step between
    the bases ("step.unpaid")."""
    asked = await asking.asked(ctx, arguments)
    line = arguments.get("line", "")
    kind, _, step = line.partition(".")
    if kind == "step" and step in LABELS:
        words = f"{spans.words(asked.first, asked.last)}: the GST of invoices that one basis counts"
        sql = _of_step(step)
        title = label(step, asked.first, asked.last)
        return Behind(title, f"{words} here and the other does not.", sql, asked.params(ctx))
    if line not in _TITLES:
        raise Invalid.field("line", "There is no such line.")
    title = _TITLES[line] if line == "tax" else f"Line {line}: {_TITLES[line].lower()}"
    return Behind(title, _words(asked), _of_line(asked.basis, line), asked.params(ctx))


def _of_line(basis: Basis, line: str) -> str:
    found = [
        f"SELECT '{part} ' || id AS id, day, kind, thing, number, who, what, {sign} * cents AS cents"
        f" FROM ({sql}) part"
        for part, sign in _SUMS.get(line, {line: 1}).items()
        for sql in _PARTS[basis].get(part, ())
    ]
    return " UNION ALL ".join(found) or f"SELECT * FROM ({_PREPAID}) none WHERE false"


def _of_step(step: str) -> str:
    return f"""
    SELECT i.id::text AS id, i.issued_on AS day, 'invoice' AS kind, i.id AS thing, i.number,
           l.name AS who, '' AS what, t.cents
    FROM ({rows_of(step)}) t JOIN invoices i ON i.org_id = %(org)s AND i.id = t.id {_CLIENT}
    """


def _words(asked: Asked) -> str:
    basis = "as received" if asked.basis is Basis.CASH else "as invoiced"
    return f"{spans.words(asked.first, asked.last)}, {basis}."

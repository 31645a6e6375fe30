"""What an accountant would ask before importing a span."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cleaning_app.context import Ctx
from cleaning_app.services.gst import queries
from cleaning_app.services.gst.asked import ask
from cleaning_app.services.gst.fetching import every


class Doubt(StrEnum):
    """Something about the books that an import stumbles over."""

    SAME_NAME = "same_name"
    BELOW_ZERO = "below_zero"


@dataclass(frozen=True)
class Asking:
    """A doubt about one thing: a client's name, or an invoice's number."""

    doubt: Doubt
    subject: str


_MOST = 20

# Other programs tell clients apart by name alone.
_QUESTIONS = f"""
    (SELECT 'same_name' AS doubt, min(c.name) AS subject
     FROM clients c
     WHERE c.org_id = %(org)s AND c.id IN (SELECT i.client_id FROM invoices i WHERE {queries.ISSUED})
     GROUP BY lower(btrim(c.name)) HAVING count(*) > 1
     ORDER BY 2 LIMIT {_MOST})
    UNION ALL
    (SELECT 'below_zero', i.number
     FROM invoices i
     WHERE {queries.ISSUED} AND EXISTS (
         SELECT FROM invoice_lines n
         WHERE n.org_id = %(org)s AND n.invoice_id = i.id AND n.amount_cents < 0)
     ORDER BY i.number LIMIT {_MOST})
"""


async def questions(ctx: Ctx, first: date, last: date) -> list[Asking]:
    """Doubts about the local dates `first` … `last`, a few of each kind.

    Raises:
        Forbidden: without `finance.view`.
        Invalid: the range is upside down or longer than five years.
    """
    ctx.require("finance.view")
    asked = await ask(ctx, first, last, "accrual")
    return [Asking(Doubt(row.doubt), row.subject) for row in await every(ctx, _QUESTIONS, asked)]

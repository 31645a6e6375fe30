"""Which tax codes an imported invoice was charged under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from cleaning_app.context import Ctx
from cleaning_app.domain.importing.datasets.invoices import InvoiceRow
from cleaning_app.money import round_half_up, to_decimal_string
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.entries import Report


class Codes(NamedTuple):
    """The two codes an imported invoice's lines carry."""

    taxable: UUID
    exempt: UUID


class _Code(NamedTuple):
    id: UUID
    name: str
    kind: str
    rate: Decimal
    valid_from: date
    valid_to: date | None

    def tax_on(self, cents: int) -> int:
        return round_half_up(self.rate * cents)


@dataclass(frozen=True)
class TaxCodes:
    """The organisation's tax codes, to match what an old system charged."""

    codes: list[_Code]

    @classmethod
    async def load(cls, ctx: Ctx) -> TaxCodes:
        t = tables.table("tax_codes")
        columns = (t.c.id, t.c.name, t.c.kind, t.c.rate, t.c.valid_from, t.c.valid_to)
        chosen = select(*columns).where(t.c.org_id == ctx.org.id).order_by(t.c.key)
        return cls([_Code(*row) for row in await ctx.session.execute(chosen)])

    def for_invoice(self, row: InvoiceRow, report: Report) -> Codes | None:
        """The taxable code whose rate comes nearest to the GST charged, and the exempt one.

        Off by more than a cent is a warning: the books keep what the invoice said. None, after
        reporting it, when the organisation had no such codes on that day.
        """
        valid = [
            code
            for code in self.codes
            if code.valid_from <= row.issued_on
            and (not code.valid_to or row.issued_on <= code.valid_to)
        ]
        taxable = [code for code in valid if code.kind == "taxable"]
        exempt = [code for code in valid if code.kind == "exempt"]
        if not taxable or not exempt:
            report.add(row.row, "issued_on", "No tax codes are set up for that day.")
            return None
        nearest = min(taxable, key=lambda c: abs(c.tax_on(row.taxable_amount) - row.gst_amount))
        expected = nearest.tax_on(row.taxable_amount)
        if abs(expected - row.gst_amount) > 1:
            message = (
                f"{nearest.name} of the taxable amount would be {to_decimal_string(expected)}."
            )
            report.add(row.row, "gst_amount", message, "warning")
        return Codes(nearest.id, exempt[0].id)

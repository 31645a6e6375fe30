"""A credit note as a paper: what was taken off an invoice, with its tax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import CreditNote, CreditNoteLine, Invoice, TaxCode
from cleaning_app.services import rows
from cleaning_app.services.papers import letterhead, words
from cleaning_app.services.papers.invoice_paper import party
from cleaning_app.services.papers.paper import Paper, Party, file_name

_MISSING = "There is no such credit note."


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line, before tax."""

    description: str
    tax: str
    amount_cents: int


@dataclass(frozen=True, kw_only=True)
class CreditNotePaper(Paper):
    """What is taken off; negative in all amounts where it takes another one back."""

    template: ClassVar[str] = "credit_note"

    number: str
    invoice_number: str
    client: Party
    issued_on: date
    reason: str
    lines: tuple[Line, ...]
    net_cents: int
    tax_cents: int
    total_cents: int

    @property
    def title(self) -> str:
        return f"{words.in_language(self.language)['credit_note']} {self.number}"

    @property
    def filename(self) -> str:
        return file_name(self.number)


async def load(ctx: Ctx, credit_note_id: UUID) -> CreditNotePaper:
    """A credit note, ready for `typeset`.

    Raises:
        NotFound: no such credit note here. Unavailable: the company's logo can't be reached.
    """
    ctx.require("invoices.view")
    note = await rows.one(ctx, CreditNote, credit_note_id, _MISSING)
    invoice = await rows.one(ctx, Invoice, note.invoice_id, _MISSING)
    lang = letterhead.language(ctx)
    lines = await _lines(ctx, note.id)
    net = note.total_cents - note.tax_cents
    if not lines:
        lines = [Line(description=invoice.number, tax="", amount_cents=net)]
    return CreditNotePaper(
        company=await letterhead.company(ctx),
        language=lang,
        currency=invoice.currency,
        made_on=note.issued_on,
        number=note.number,
        invoice_number=invoice.number,
        client=await party(ctx, invoice.client_id, invoice.booking_id),
        issued_on=note.issued_on,
        reason=note.reason,
        lines=tuple(lines),
        net_cents=net,
        tax_cents=note.tax_cents,
        total_cents=note.total_cents,
    )


async def _lines(ctx: Ctx, credit_note_id: UUID) -> list[Line]:
    found = await ctx.session.execute(
        select(CreditNoteLine, col(TaxCode.name))
        .join(TaxCode, col(TaxCode.id) == col(CreditNoteLine.tax_code_id))
        .where(col(CreditNoteLine.org_id) == ctx.org.id)
        .where(col(CreditNoteLine.credit_note_id) == credit_note_id)
        .order_by(col(CreditNoteLine.position))
    )
    return [
        Line(description=line.description, tax=name, amount_cents=line.amount_cents)
        for line, name in found
    ]

"""A credit note as a paper: what was taken off an invoice, with its tax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import tax
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
class TaxBack:
    """What it takes back of one tax: of the GST or HST, or of a province's beside it."""

    name: str
    tax_cents: int


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
    taxes: tuple[TaxBack, ...]
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
    found = await _lines(ctx, note.id)
    net = note.total_cents - note.tax_cents - note.provincial_tax_cents
    lines = [
        Line(description=line.description, tax=code.name, amount_cents=line.amount_cents)
        for line, code in found
    ] or [Line(description=invoice.number, tax="", amount_cents=net)]
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
        taxes=_taxes(note, [code for _, code in found], lang),
        total_cents=note.total_cents,
    )


async def _lines(ctx: Ctx, credit_note_id: UUID) -> list[tuple[CreditNoteLine, TaxCode]]:
    read = await ctx.session.execute(
        select(CreditNoteLine, TaxCode)
        .join(TaxCode, col(TaxCode.id) == col(CreditNoteLine.tax_code_id))
        .where(col(CreditNoteLine.org_id) == ctx.org.id)
        .where(col(CreditNoteLine.credit_note_id) == credit_note_id)
        .order_by(col(CreditNoteLine.position))
    )
    return [(line, code) for line, code in read]


def _taxes(note: CreditNote, codes: Sequence[TaxCode], lang: str) -> tuple[TaxBack, ...]:
    """The GST or HST, also when it is nothing, and what a province takes beside it."""
    said = words.in_language(lang)
    provincial = ", ".join({code.provincial_name: 0 for code in codes if code.provincial_name})
    if not note.provincial_tax_cents:
        return (TaxBack(name=said["tax"], tax_cents=note.tax_cents),)
    federal = {
        tax.federal_name(code.name, code.rate, code.provincial_name): 0
        for code in codes
        if code.rate
    }
    return (
        TaxBack(name=", ".join(federal) or said["tax"], tax_cents=note.tax_cents),
        TaxBack(name=provincial or said["provincial_tax"], tax_cents=note.provincial_tax_cents),
    )

"""What an invoice has under each of its tax codes, and how much of that is still to be credited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import tax
from cleaning_app.domain.credit_notes import Part, invoiced
from cleaning_app.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, TaxCode
from cleaning_app.money import allocate


@dataclass(frozen=True)
class NetLine:
    """A line of an invoice after its share of the discount, before tax, in cents."""

    position: int
    description: str
    code: UUID
    net: int


@dataclass(frozen=True)
class Left:
    """An invoice's lines and what is left of each of its tax codes."""

    lines: list[NetLine]
    parts: list[Part]
    names: dict[UUID, str]


async def left_of(ctx: Ctx, invoice: Invoice) -> Left:
    """What may still be credited; whoever writes holds the invoice's lock."""
    rows = (
        await ctx.session.execute(
            select(InvoiceLine, TaxCode)
            .join(TaxCode, col(TaxCode.id) == col(InvoiceLine.tax_code_id))
            .where(col(InvoiceLine.org_id) == ctx.org.id, col(InvoiceLine.invoice_id) == invoice.id)
            .order_by(col(InvoiceLine.position))
        )
    ).all()
    less = allocate(invoice.discount_cents, [max(0, line.amount_cents) for line, _ in rows])
    lines = [
        NetLine(line.position, line.description, code.id, line.amount_cents - off)
        for (line, code), off in zip(rows, less, strict=True)
    ]
    nets: dict[UUID, int] = {}
    for line in lines:
        nets[line.code] = nets.get(line.code, 0) + line.net
    codes = {
        code.id: tax.TaxCode(code.key, tax.TaxKind(code.kind), code.rate, code.provincial_rate)
        for _, code in rows
    }
    whole = invoiced(nets, codes, invoice.tax_cents, invoice.provincial_tax_cents)
    gone = await _credited(ctx, invoice.id)
    parts = [part.less(gone[part.code]) if part.code in gone else part for part in whole]
    return Left(lines, parts, {code.id: code.name for _, code in rows})


async def _credited(ctx: Ctx, invoice_id: UUID) -> dict[UUID, Part]:
    amounts = (
        CreditNoteLine.amount_cents,
        CreditNoteLine.tax_cents,
        CreditNoteLine.provincial_tax_cents,
    )
    rows: Any = await ctx.session.execute(
        select(
            col(CreditNoteLine.tax_code_id),
            *(func.coalesce(func.sum(col(amount)), 0) for amount in amounts),
        )
        .join(CreditNote, col(CreditNote.id) == col(CreditNoteLine.credit_note_id))
        .where(col(CreditNote.org_id) == ctx.org.id, col(CreditNote.invoice_id) == invoice_id)
        .group_by(col(CreditNoteLine.tax_code_id))
    )
    return {
        code: Part(code, tax.TaxKind.TAXABLE, int(base), int(taxed), int(provincial))
        for code, base, taxed, provincial in rows
    }

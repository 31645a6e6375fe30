"""Writing a credit note with its lines, and letting its invoice follow."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import credit_notes as rules
from cleaning_app.domain.credit_notes import Part
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.tax import TaxKind
from cleaning_app.models import CreditNote, CreditNoteLine, Invoice
from cleaning_app.money import allocate
from cleaning_app.services import audit, live, numbers
from cleaning_app.services.credit_notes import choosing
from cleaning_app.services.credit_notes.choosing import Asked
from cleaning_app.services.credit_notes.left import Left
from cleaning_app.services.invoices import state


async def write(
    ctx: Ctx, invoice: Invoice, left: Left, asked: Asked, kind: str, reason: str
) -> UUID:
    """Write a credit note or bad debt on a locked invoice; its id. Raises Invalid."""
    form = Fields()
    reason = form.text("reason", reason, 500, required=True)
    form.finish("Say why; it stands on the credit note.")
    parts = choosing.chosen(left, asked)
    today = ctx.today()
    note = CreditNote(
        org_id=ctx.org.id,
        number=rules.next_number(today.year, await numbers.take(ctx, "credit_note", today.year)),
        invoice_id=invoice.id,
        kind=kind,
        issued_on=today,
        reason=reason,
        **sums(parts),
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(note)
    await ctx.session.flush()
    ctx.session.add_all(_lines(note, invoice, left, asked, parts))
    await settle(ctx, invoice, note, "credit_note.issue")
    return note.id


def sums(parts: list[Part]) -> dict[str, Any]:
    """A credit note's columns for its parts."""

    def base(kind: TaxKind) -> int:
        return sum(part.base for part in parts if part.kind is kind)

    return {
        "taxable_cents": base(TaxKind.TAXABLE),
        "zero_rated_cents": base(TaxKind.ZERO_RATED),
        "exempt_cents": base(TaxKind.EXEMPT),
        "tax_cents": sum(part.tax for part in parts),
        "provincial_tax_cents": sum(part.provincial for part in parts),
        "total_cents": rules.total(parts),
    }


def _lines(
    note: CreditNote, invoice: Invoice, left: Left, asked: Asked, parts: list[Part]
) -> list[CreditNoteLine]:
    """One line for each that was chosen, or one for each tax code; taxes shared out over them."""
    made: list[CreditNoteLine] = []
    for part in parts:
        chosen = [
            (line.description, asked.lines[line.position])
            for line in left.lines
            if line.code == part.code and line.position in asked.lines
        ]
        if not chosen:
            name = left.names[part.code]
            word = "Written off" if note.kind == "bad_debt" else "Credit"
            chosen = [(f"{word} on {invoice.number}, {name}", part.base)]
        weights = [max(1, amount) for _, amount in chosen]
        taxes, others = allocate(part.tax, weights), allocate(part.provincial, weights)
        for (description, amount), tax, other in zip(chosen, taxes, others, strict=True):
            made.append(
                CreditNoteLine(
                    org_id=note.org_id,
                    credit_note_id=note.id,
                    position=len(made),
                    description=description[:255],
                    amount_cents=amount,
                    tax_cents=tax,
                    provincial_tax_cents=other,
                    tax_code_id=part.code,
                )
            )
    return made


async def settle(ctx: Ctx, invoice: Invoice, note: CreditNote, action: str) -> None:
    """Let the invoice follow a credit note that was written, and tell of it."""
    await state.refresh(ctx, invoice)
    audit.record(
        ctx,
        action,
        "invoice",
        invoice.id,
        credit_note_id=str(note.id),
        number=note.number,
        kind=note.kind,
        total_cents=note.total_cents,
        reason=note.reason,
        invoice_status=invoice.status,
    )
    await live.announce(ctx, "invoices", invoice.id, "credited")

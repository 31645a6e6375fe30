"""Taking a credit note back: another one with its amounts negated, dated now."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import credit_notes as rules
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict
from cleaning_app.models import CreditNote, CreditNoteLine
from cleaning_app.services import numbers, rows
from cleaning_app.services.credit_notes.writing import settle
from cleaning_app.services.invoices import state

_AMOUNTS = (
    "taxable_cents",
    "zero_rated_cents",
    "exempt_cents",
    "tax_cents",
    "provincial_tax_cents",
    "total_cents",
)
MISSING = "There is no such credit note."


async def reverse(ctx: Ctx, note_id: UUID, *, reason: str = "Issued by mistake") -> UUID:
    """Take a credit note or a write-off back; the invoice asks for its amount again.

    Neither row changes or goes away, and the period the first one counted in keeps it.

    Raises:
        NotFound: no such credit note.
        Invalid: no reason.
        Conflict: it was reversed already, or is a reversal itself.
    """
    ctx.require("invoices.edit")
    form = Fields()
    reason = form.text("reason", reason, 500, required=True)
    form.finish("Say why it is taken back.")
    note = await rows.one(ctx, CreditNote, note_id, MISSING)
    invoice = await state.locked(ctx, note.invoice_id)
    if note.reversal_of_id is not None:
        raise Conflict("This is a reversal. Issue a new credit note instead.")
    if await ctx.session.scalar(
        select(col(CreditNote.id)).where(
            col(CreditNote.org_id) == ctx.org.id, col(CreditNote.reversal_of_id) == note_id
        )
    ):
        raise Conflict(f"{note.number} was reversed already.")
    today = ctx.today()
    back = CreditNote(
        org_id=ctx.org.id,
        number=rules.next_number(today.year, await numbers.take(ctx, "credit_note", today.year)),
        invoice_id=invoice.id,
        kind=note.kind,
        issued_on=today,
        reason=reason,
        **{name: -getattr(note, name) for name in _AMOUNTS},
        reversal_of_id=note.id,
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(back)
    await ctx.session.flush()
    lines = await ctx.session.scalars(
        select(CreditNoteLine)
        .where(
            col(CreditNoteLine.org_id) == ctx.org.id, col(CreditNoteLine.credit_note_id) == note.id
        )
        .order_by(col(CreditNoteLine.position))
    )
    ctx.session.add_all(
        CreditNoteLine(
            org_id=ctx.org.id,
            credit_note_id=back.id,
            position=line.position,
            description=line.description,
            amount_cents=-line.amount_cents,
            tax_cents=-line.tax_cents,
            provincial_tax_cents=-line.provincial_tax_cents,
            tax_code_id=line.tax_code_id,
        )
        for line in lines
    )
    await settle(ctx, invoice, back, "credit_note.reverse")
    return back.id

"""Changing a draft; what was sent is voided or credited instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.services import audit, live
from cleaning_app.services.invoices import state, tax_lines
from cleaning_app.services.invoices.create import check_dates, check_notes
from cleaning_app.services.invoices.tax_lines import NewLine


async def edit(
    ctx: Ctx,
    invoice_id: UUID,
    *,
    lines: Sequence[NewLine],
    discount_cents: int = 0,
    discount_percent: Decimal | None = None,
    issued_on: date | None = None,
    due_on: date | None = None,
    notes: str | None = None,
    version: int | None = None,
) -> None:
    """Replace a draft's lines and discount; dates and notes stay when not given.

    Raises:
        NotFound: no such invoice.
        PreconditionFailed: it has changed since `version`.
        Conflict: it is no draft any more.
        Invalid: naming the fields that are wrong.
    """
    ctx.require("invoices.edit")
    invoice = await state.locked(ctx, invoice_id, version)
    if invoice.status != InvoiceStatus.DRAFT:
        raise Conflict("Only drafts can be changed. Void this one and draft another.")
    issued_on, due_on = issued_on or invoice.issued_on, due_on or invoice.due_on
    if issued_on.year != invoice.issued_on.year:
        raise Invalid.field(
            "issued_on",
            f"{invoice.number} belongs to {invoice.issued_on.year}; void it to change year.",
        )
    check_dates(issued_on, due_on)
    check_notes(notes or "")
    priced = await tax_lines.price(ctx, lines, discount_cents, issued_on, discount_percent)
    before = invoice.total_cents
    invoice.issued_on, invoice.due_on = issued_on, due_on
    if notes is not None:
        invoice.notes = notes.strip()
    tax_lines.apply(invoice, priced)
    invoice.version += 1
    await tax_lines.write(ctx, invoice.id, priced)
    audit.record(
        ctx,
        "invoice.edit",
        "invoice",
        invoice.id,
        total_cents_before=before,
        total_cents=invoice.total_cents,
    )
    await live.announce(ctx, "invoices", invoice.id, "changed")

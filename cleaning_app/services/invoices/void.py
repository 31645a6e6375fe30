"""Taking an invoice back. Its number stays used, so the sequence shows no gap."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.money import to_decimal_string
from cleaning_app.services import audit, live, open_pages
from cleaning_app.services.deposits import applying
from cleaning_app.services.gst.filed import closed
from cleaning_app.services.invoices import state


async def void(ctx: Ctx, invoice_id: UUID, reason: str, *, version: int | None = None) -> None:
    """Void an invoice on which nothing is net received. Its public link then says so; a deposit that
    went to it is held for its booking again.

    Raises:
        NotFound, PreconditionFailed: as for every change.
        Invalid: no reason.
        Conflict: already void, money or a credit note is on it, or it was filed.
    """
    ctx.require("invoices.edit")
    reason = reason.strip()
    if not 1 <= len(reason) <= 500:
        raise Invalid.field("reason", "Say why, in up to 500 characters.")
    invoice = await state.locked(ctx, invoice_id, version)
    if invoice.status == InvoiceStatus.VOID:
        raise Conflict("This invoice is already void.")
    through = (await closed(ctx)).through
    if invoice.status != InvoiceStatus.DRAFT and through and invoice.issued_on <= through:
        raise Conflict("The GST return of its day was filed. Credit it instead of voiding it.")
    if invoice.credited_cents:
        raise Conflict("It has a credit note. Credit the rest instead of voiding it.")
    await applying.release(ctx, invoice)
    received = await state.net_received(ctx, invoice_id)
    if received:
        raise Conflict(f"{to_decimal_string(received)} was received on it. Refund that first.")
    if await state.net_received(ctx, invoice_id, status="pending"):
        raise Conflict("A payment on it is still under way. Try again when it is through.")
    before, invoice.status = invoice.status, InvoiceStatus.VOID.value
    invoice.voided_at, invoice.void_reason = ctx.now(), reason
    invoice.paid_cents = 0
    invoice.version += 1
    await ctx.session.flush()
    await open_pages.close_unwanted(ctx, invoice)
    audit.record(ctx, "invoice.void", "invoice", invoice.id, reason=reason, status_before=before)
    await live.announce(ctx, "invoices", invoice.id, "voided")

"""Sending an invoice to its client."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.domain.tax import federal_name
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import Client, Invoice, InvoiceLine, TaxCode
from cleaning_app.services import audit, live, messages
from cleaning_app.services.deposits import applying
from cleaning_app.services.invoices import links, state


@dataclass(frozen=True)
class Sent:
    """What sending did: whether an e-mail was queued, and the invoice's status now."""

    emailed: bool
    status: InvoiceStatus


async def send(
    ctx: Ctx, invoice_id: UUID, *, without_email: bool = False, version: int | None = None
) -> Sent:
    """Turn a draft into a sent invoice and queue its e-mail. A deposit held for its booking goes to
    it at this moment.

    `without_email` only marks it as sent, for one that was handed over on paper.

    Raises:
        NotFound, PreconditionFailed: as for every change.
        Conflict: it was sent or voided already.
        Invalid: the client has no e-mail address.
    """
    ctx.require("invoices.edit")
    invoice = await state.locked(ctx, invoice_id, version)
    if invoice.status != InvoiceStatus.DRAFT:
        raise Conflict("This invoice has already been sent or voided.")
    name, email = await _client(ctx, invoice)
    if not email and not without_email:
        raise Invalid.field(
            "email", "This client has no e-mail address. Add one, or mark the invoice as sent."
        )
    invoice.status = InvoiceStatus.SENT.value
    invoice.sent_at = ctx.now()
    links.open_for(invoice)
    await state.refresh(ctx, invoice)
    await applying.apply_to(ctx, invoice)
    if email and not without_email:
        await _queue_email(ctx, invoice, name, email)
    audit.record(
        ctx, "invoice.send", "invoice", invoice.id, number=invoice.number, emailed=not without_email
    )
    await live.announce(ctx, "invoices", invoice.id, "sent")
    return Sent(not without_email, InvoiceStatus(invoice.status))


async def mail(ctx: Ctx, invoice_id: UUID) -> bool:
    """Queue the e-mail of an invoice that was sent without one; whether it was: once, and only to a
    client who has an address. Raises NotFound."""
    ctx.require("invoices.edit")
    invoice = await state.locked(ctx, invoice_id)
    name, email = await _client(ctx, invoice)
    if not email or invoice.status in (InvoiceStatus.DRAFT, InvoiceStatus.VOID):
        return False
    return await _queue_email(ctx, invoice, name, email)


async def _client(ctx: Ctx, invoice: Invoice) -> tuple[str, str | None]:
    name, email = (
        await ctx.session.execute(
            select(col(Client.name), col(Client.email)).where(
                col(Client.org_id) == ctx.org.id, col(Client.id) == invoice.client_id
            )
        )
    ).one()
    return name, email


async def _queue_email(ctx: Ctx, invoice: Invoice, client: str, email: str) -> bool:
    """The whole invoice goes into the message: lines, tax, total, and by when to pay."""
    rows = await ctx.session.execute(
        select(InvoiceLine, TaxCode)
        .join(TaxCode, col(TaxCode.id) == col(InvoiceLine.tax_code_id))
        .where(col(InvoiceLine.org_id) == ctx.org.id, col(InvoiceLine.invoice_id) == invoice.id)
        .order_by(col(InvoiceLine.position))
    )
    lines: list[dict[str, object]] = []
    taxes: dict[str, None] = {}
    provincial: dict[str, None] = {}
    for line, code in rows:
        lines.append(
            {
                "description": line.description,
                "quantity": f"{line.quantity.normalize():f}",
                "amount_cents": line.amount_cents,
            }
        )
        if code.rate:
            taxes[federal_name(code.name, code.rate, code.provincial_name)] = None
        if code.provincial_rate:
            provincial[code.provincial_name] = None
    return await messages.email(
        ctx,
        "invoice",
        email,
        {
            "client_name": client,
            "number": invoice.number,
            "issued_on": invoice.issued_on,
            "due_on": invoice.due_on,
            "lines": lines,
            "discount_cents": invoice.discount_cents,
            "tax_cents": invoice.tax_cents,
            "tax_name": ", ".join(taxes) or "Tax",
            "provincial_tax_cents": invoice.provincial_tax_cents,
            "provincial_tax_name": ", ".join(provincial) or "Provincial tax",
            "total_cents": invoice.total_cents,
            "balance_cents": invoice.owed_cents,
            "notes": invoice.notes,
            "path": links.path_of(invoice),
        },
        dedupe_key=f"invoice-sent:{invoice.id}",
        paper=("invoice", invoice.id),
    )

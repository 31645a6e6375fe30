"""One invoice with its lines, payments and history."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.errors import NotFound
from cleaning_app.models import Booking, Client, Invoice, InvoiceLine, Payment, TaxCode
from cleaning_app.services import audit, rows
from cleaning_app.services.invoices import state
from cleaning_app.services.invoices.find import row_view
from cleaning_app.services.invoices.views import InvoiceView, LineView, PaymentView

_COPIED = [
    "id", "number", "client_id", "booking_id", "issued_on", "due_on", "currency",
    "subtotal_cents", "discount_cents", "taxable_cents", "zero_rated_cents", "exempt_cents",
    "tax_cents", "provincial_tax_cents", "discount_percent", "total_cents", "paid_cents",
    "credited_cents", "sent_at", "voided_at", "void_reason", "notes", "version",
]  # fmt: skip


async def get(ctx: Ctx, invoice_id: UUID) -> InvoiceView:
    """An invoice with everything its page shows.

    Raises:
        NotFound: no such invoice here.
    """
    ctx.require("invoices.view")
    found = (
        await ctx.session.execute(
            select(Invoice, col(Client.name), col(Client.email), col(Booking.number))
            .join(Client, col(Client.id) == col(Invoice.client_id))
            .outerjoin(Booking, col(Booking.id) == col(Invoice.booking_id))
            .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.id) == invoice_id)
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if found is None:
        raise NotFound(state.MISSING)
    invoice, client_name, email, booking_number = found
    return InvoiceView(
        **{name: getattr(invoice, name) for name in _COPIED},
        status=InvoiceStatus(invoice.status),
        client_name=client_name,
        client_email=(email or "") if ctx.can("invoices.edit") else "",
        booking_number=booking_number,
        days_late=row_view(invoice, client_name, ctx.today()).days_late,
        lines=await _lines(ctx, invoice_id),
        payments=await _payments(ctx, invoice_id),
        history=await audit.history(ctx, "invoice", invoice_id),
    )


async def balance_of(ctx: Ctx, invoice_id: UUID) -> int:
    """What is still owed on an invoice, in cents; nothing on a void one.

    Raises:
        NotFound: no such invoice here.
    """
    ctx.require("invoices.view")
    invoice = await rows.one(ctx, Invoice, invoice_id, state.MISSING)
    return max(0, invoice.owed_cents)


async def _lines(ctx: Ctx, invoice_id: UUID) -> list[LineView]:
    rows = await ctx.session.execute(
        select(InvoiceLine, TaxCode)
        .join(TaxCode, col(TaxCode.id) == col(InvoiceLine.tax_code_id))
        .where(col(InvoiceLine.org_id) == ctx.org.id, col(InvoiceLine.invoice_id) == invoice_id)
        .order_by(col(InvoiceLine.position))
    )
    return [
        LineView(
            position=line.position,
            description=line.description,
            quantity=line.quantity,
            unit_price_cents=line.unit_price_cents,
            amount_cents=line.amount_cents,
            tax_code=code.key,
            tax_name=code.name,
            rate=code.rate,
            provincial_rate=code.provincial_rate,
            provincial_name=code.provincial_name,
        )
        for line, code in rows
    ]


async def _payments(ctx: Ctx, invoice_id: UUID) -> list[PaymentView]:
    rows = list(
        await ctx.session.scalars(
            select(Payment)
            .where(col(Payment.org_id) == ctx.org.id, col(Payment.invoice_id) == invoice_id)
            .order_by(col(Payment.received_at), col(Payment.id))
        )
    )
    deposits = await _with_deposits(ctx, {row.transfer_id for row in rows if row.transfer_id})
    given_back: dict[UUID, int] = defaultdict(int)
    for row in rows:
        if row.refund_of_id is not None and row.status != "failed":
            given_back[row.refund_of_id] -= row.amount_cents
    return [
        PaymentView(
            id=row.id,
            amount_cents=row.amount_cents,
            method=row.method,
            status=row.status,
            received_at=row.received_at,
            note=row.note,
            kind=row.kind,
            transfer_id=row.transfer_id,
            refund_of_id=row.refund_of_id,
            refundable_cents=(max(0, row.amount_cents - given_back[row.id]) if _came(row) else 0),
            of_deposit=row.transfer_id in deposits,
            by_stripe=row.provider == "stripe",
        )
        for row in rows
    ]


async def _with_deposits(ctx: Ctx, transfer_ids: set[UUID]) -> set[UUID | None]:
    """Those of these transfers that have a deposit at their other end."""
    if not transfer_ids:
        return set()
    found = await ctx.session.scalars(
        select(col(Payment.transfer_id))
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.transfer_id).in_(transfer_ids))
        .where(col(Payment.deposit_id).is_not(None))
    )
    return set(found)


def _came(row: Payment) -> bool:
    """Whether a row is money that arrived, and could be given back."""
    return row.status == "succeeded" and row.kind == "payment"

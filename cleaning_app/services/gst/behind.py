"""The rows behind a period's collected tax, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.gst import tax_in
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.errors import Invalid
from cleaning_app.models import Client, Invoice, Payment
from cleaning_app.models.payments import METHODS
from cleaning_app.services import listing, listing_people
from cleaning_app.services.gst.asked import Basis, ask


@dataclass(frozen=True)
class TaxedPayment:
    """A receipt or refund with the tax inside it, in cents."""

    id: UUID
    invoice_id: UUID
    invoice_number: str
    client_name: str
    received_at: datetime
    method: str
    amount_cents: int
    tax_cents: int
    currency: str


@dataclass(frozen=True)
class TaxedInvoice:
    """An invoice of the period, in cents; `exempt_cents` includes zero-rated supplies."""

    id: UUID
    number: str
    client_name: str
    issued_on: date
    status: str
    taxable_cents: int
    exempt_cents: int
    tax_cents: int
    total_cents: int


async def taxed_payments(
    ctx: Ctx, first: date, last: date, query: listing.Query
) -> listing.Page[TaxedPayment]:
    """The receipts behind the cash basis, oldest first.

    Filter `method`; search by invoice number and client; sorts `received_at`, `amount_cents`.

    Raises:
        Forbidden, Invalid: as `summary`, and for a filter, sort or cursor that means nothing.
    """
    asked = await ask(ctx, first, last, Basis.CASH)
    statement: Any = (
        select(
            Payment,
            Invoice,
            col(Client.name),
            _running(),
        )
        .join(Invoice, col(Invoice.id) == col(Payment.invoice_id))
        .join(Client, col(Client.id) == col(Invoice.client_id))
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.status) == "succeeded")
        .where(col(Payment.received_at) >= asked.start, col(Payment.received_at) < asked.end)
    )
    if method := query.filters.get("method"):
        if method not in METHODS:
            raise Invalid("There is no such method.")
        statement = statement.where(col(Payment.method) == method)
    orders = {"received_at": Payment.received_at, "amount_cents": Payment.amount_cents}
    statement = _searched(statement, query)
    page = await listing.fetch(ctx, statement, query, orders, default="received_at")
    return page.map(lambda row: _payment(*row))


def _running() -> Any:
    """The invoice's receipts up to and with this one, by moment, then id."""
    earlier = aliased(Payment)
    return (
        select(func.sum(col(earlier.amount_cents)))
        .where(
            col(earlier.org_id) == col(Payment.org_id),
            col(earlier.invoice_id) == col(Payment.invoice_id),
            col(earlier.status) == "succeeded",
            tuple_(col(earlier.received_at), col(earlier.id))
            <= tuple_(col(Payment.received_at), col(Payment.id)),
        )
        .correlate(Payment)
        .scalar_subquery()
        .label("running")
    )


def _searched(statement: Any, query: listing.Query) -> Any:
    if not query.search.strip():
        return statement
    wanted = listing.contains(query.search)
    named = listing_people.named(Client.name, query.search)
    return statement.where(or_(col(Invoice.number).ilike(wanted), named))


def _payment(payment: Payment, invoice: Invoice, client_name: str, running: int) -> TaxedPayment:
    before = int(running) - payment.amount_cents
    tax, total = invoice.tax_cents, invoice.total_cents
    return TaxedPayment(
        id=payment.id,
        invoice_id=invoice.id,
        invoice_number=invoice.number,
        client_name=client_name,
        received_at=payment.received_at,
        method=payment.method,
        amount_cents=payment.amount_cents,
        tax_cents=tax_in(int(running), tax, total) - tax_in(before, tax, total),
        currency=payment.currency,
    )


async def taxed_invoices(
    ctx: Ctx, first: date, last: date, query: listing.Query
) -> listing.Page[TaxedInvoice]:
    """The invoices behind the accrual basis, oldest first.

    Search by number and client; sorts `issued_on`, `number`, `tax_cents`, `total_cents`.

    Raises:
        Forbidden, Invalid: as `summary`, and for a sort or cursor that means nothing.
    """
    asked = await ask(ctx, first, last, Basis.ACCRUAL)
    statement: Any = (
        select(Invoice, col(Client.name))
        .join(Client, col(Client.id) == col(Invoice.client_id))
        .where(col(Invoice.org_id) == ctx.org.id)
        .where(col(Invoice.issued_on) >= asked.first, col(Invoice.issued_on) <= asked.last)
        .where(col(Invoice.status).not_in([InvoiceStatus.DRAFT.value, InvoiceStatus.VOID.value]))
    )
    orders = {
        "issued_on": Invoice.issued_on,
        "number": Invoice.number,
        "tax_cents": Invoice.tax_cents,
        "total_cents": Invoice.total_cents,
    }
    statement = _searched(statement, query)
    page = await listing.fetch(ctx, statement, query, orders, default="issued_on")
    return page.map(lambda row: _invoice(row[0], row[1]))


def _invoice(invoice: Invoice, client_name: str) -> TaxedInvoice:
    return TaxedInvoice(
        id=invoice.id,
        number=invoice.number,
        client_name=client_name,
        issued_on=invoice.issued_on,
        status=invoice.status,
        taxable_cents=invoice.taxable_cents,
        exempt_cents=invoice.zero_rated_cents + invoice.exempt_cents,
        tax_cents=invoice.tax_cents,
        total_cents=invoice.total_cents,
    )

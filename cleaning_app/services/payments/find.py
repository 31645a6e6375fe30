"""The list of payments and refunds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.periods import range_bounds
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.models import Client, Invoice, Payment
from cleaning_app.models.payments import METHODS, STATUSES
from cleaning_app.services import listing, listing_people
from cleaning_app.services.listing_filters import day_filter, id_filter

ORDERS = {"received_at": Payment.received_at, "amount_cents": Payment.amount_cents}


@dataclass(frozen=True)
class PaymentRow:
    """One payment or refund (negative) in a list."""

    id: UUID
    invoice_id: UUID
    invoice_number: str
    client_id: UUID
    client_name: str
    amount_cents: int
    currency: str
    method: str
    status: str
    received_at: datetime
    note: str
    refund_of_id: UUID | None


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[PaymentRow]:
    """One page of payments and refunds, newest first.

    Filters: `invoice_id`, `client_id`, `method`, `status`, `from` and `to` (days in the
    organisation's zone, both included). Search: invoice number and client's name.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    ctx.require("invoices.view", "finance.view")
    statement = _with_invoice(ctx)
    if query.search.strip():
        wanted = listing.contains(query.search)
        statement = statement.where(
            or_(
                col(Invoice.number).ilike(wanted),
                listing_people.named(Client.name, query.search),
            )
        )
    if invoice_id := id_filter(query.filters, "invoice_id"):
        statement = statement.where(col(Payment.invoice_id) == invoice_id)
    if client_id := id_filter(query.filters, "client_id"):
        statement = statement.where(col(Invoice.client_id) == client_id)
    for name, known in (("method", METHODS), ("status", STATUSES)):
        if value := query.filters.get(name):
            if value not in known:
                raise Invalid(f"There is no such {name}.")
            statement = statement.where(getattr(Payment, name) == value)
    if first := day_filter(query.filters, "from"):
        start, _ = range_bounds(first, first, ctx.zone)
        statement = statement.where(col(Payment.received_at) >= start)
    if last := day_filter(query.filters, "to"):
        _, end = range_bounds(last, last, ctx.zone)
        statement = statement.where(col(Payment.received_at) < end)
    page = await listing.fetch(ctx, statement, query, ORDERS, default="-received_at")
    return page.map(lambda row: _row(*row))


async def get(ctx: Ctx, payment_id: UUID) -> PaymentRow:
    """One payment or refund.

    Raises:
        NotFound: no such payment.
    """
    ctx.require("invoices.view", "finance.view")
    found = (
        await ctx.session.execute(_with_invoice(ctx).where(col(Payment.id) == payment_id))
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such payment.")
    return _row(*found)


def _with_invoice(ctx: Ctx) -> Select[Any]:
    statement: Any = (
        select(Payment, Invoice, col(Client.name))
        .join(Invoice, col(Invoice.id) == col(Payment.invoice_id))
        .join(Client, col(Client.id) == col(Invoice.client_id))
        .where(col(Payment.org_id) == ctx.org.id)
    )
    return statement


def _row(payment: Payment, invoice: Invoice, client_name: str) -> PaymentRow:
    return PaymentRow(
        id=payment.id,
        invoice_id=invoice.id,
        invoice_number=invoice.number,
        client_id=invoice.client_id,
        client_name=client_name,
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        method=payment.method,
        status=payment.status,
        received_at=payment.received_at,
        note=payment.note,
        refund_of_id=payment.refund_of_id,
    )

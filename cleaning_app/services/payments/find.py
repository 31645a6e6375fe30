"""The list of payments and refunds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.periods import range_bounds
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.models import Booking, Client, Deposit, Invoice, Payment
from cleaning_app.models.payments import METHODS, STATUSES
from cleaning_app.services import listing, listing_people
from cleaning_app.services.listing_filters import day_filter, id_filter
from cleaning_app.services.payments.record import MISSING

ORDERS = {"received_at": Payment.received_at, "amount_cents": Payment.amount_cents}


@dataclass(frozen=True)
class PaymentRow:
    """One payment or refund (negative) in a list, on an invoice or on the deposit of a booking."""

    id: UUID
    invoice_id: UUID | None
    invoice_number: str
    deposit_id: UUID | None
    booking_id: UUID | None
    booking_number: int | None
    kind: str
    fee_cents: int
    transfer_id: UUID | None
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
    statement = _statement(ctx)
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
        statement = statement.where(col(Client.id) == client_id)
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
        await ctx.session.execute(_statement(ctx).where(col(Payment.id) == payment_id))
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    return _row(*found)


def _statement(ctx: Ctx) -> Select[Any]:
    statement: Any = (
        select(Payment, col(Invoice.number), Client, Deposit, col(Booking.number))
        .outerjoin(Invoice, col(Invoice.id) == col(Payment.invoice_id))
        .outerjoin(Deposit, col(Deposit.id) == col(Payment.deposit_id))
        .outerjoin(Booking, col(Booking.id) == col(Deposit.booking_id))
        .join(
            Client,
            col(Client.id) == func.coalesce(col(Invoice.client_id), col(Deposit.client_id)),
        )
        .where(col(Payment.org_id) == ctx.org.id)
    )
    return statement


def _row(
    payment: Payment,
    invoice_number: str | None,
    client: Client,
    deposit: Deposit | None,
    booking_number: int | None,
) -> PaymentRow:
    return PaymentRow(
        id=payment.id,
        invoice_id=payment.invoice_id,
        invoice_number=invoice_number or "",
        deposit_id=payment.deposit_id,
        booking_id=deposit.booking_id if deposit else None,
        booking_number=booking_number,
        kind=payment.kind,
        fee_cents=payment.fee_cents,
        transfer_id=payment.transfer_id,
        client_id=client.id,
        client_name=client.name,
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        method=payment.method,
        status=payment.status,
        received_at=payment.received_at,
        note=payment.note,
        refund_of_id=payment.refund_of_id,
    )

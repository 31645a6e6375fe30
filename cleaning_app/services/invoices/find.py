"""The list of invoices and the tiles above it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, or_, select, text
from sqlalchemy.orm import aliased
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import OPEN, AgeingBucket, InvoiceStatus, ageing_bucket
from cleaning_app.errors import Invalid
from cleaning_app.models import Client, Invoice, Payment
from cleaning_app.services import listing, listing_people
from cleaning_app.services.invoices.views import InvoiceRow, Tile
from cleaning_app.services.listing_filters import day_filter, id_filter

ORDERS = {
    "issued_on": Invoice.issued_on,
    "due_on": Invoice.due_on,
    "number": Invoice.number,
    "total_cents": Invoice.total_cents,
}
OPEN_VALUES = sorted(status.value for status in OPEN)
RECENTLY_DECLINED = timedelta(days=14)
_DAYS_LATE = {
    AgeingBucket.CURRENT: (None, 0),
    AgeingBucket.DAYS_1_30: (1, 30),
    AgeingBucket.DAYS_31_60: (31, 60),
    AgeingBucket.DAYS_61_90: (61, 90),
    AgeingBucket.DAYS_OVER_90: (91, None),
}


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[InvoiceRow]:
    """One page of invoices, newest first.

    Filters: `status` (a status, "open": sent, partial, overdue; or "declined": open, and the last
    payment was declined in the last two weeks), `age` (a bucket of AgeingBucket: open invoices that
    many days past due), `client_id`, `from` and `to` (issue
    dates, both included). Search: number and client's name. Sorts: see ORDERS.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    ctx.require("invoices.view")
    statement: Any = (
        select(Invoice, col(Client.name))
        .join(
            Client,
            (col(Client.org_id) == col(Invoice.org_id))
            & (col(Client.id) == col(Invoice.client_id)),
        )
        .where(col(Invoice.org_id) == ctx.org.id)
    )
    if query.search.strip():
        wanted = listing.contains(query.search)
        statement = statement.where(
            or_(
                col(Invoice.number).ilike(wanted),
                listing_people.named(Client.name, query.search),
            )
        )
    statement = _filtered(ctx, statement, query.filters)
    page = await listing.fetch(ctx, statement, query, ORDERS, default="-issued_on")
    today = ctx.today()
    return page.map(lambda row: row_view(row[0], row[1], today))


def _filtered(ctx: Ctx, statement: Select[Any], filters: Mapping[str, str]) -> Select[Any]:
    if status := filters.get("status"):
        if status == "open":
            statement = statement.where(col(Invoice.status).in_(OPEN_VALUES))
        elif status == "declined":
            statement = statement.where(col(Invoice.status).in_(OPEN_VALUES), _declined(ctx.now()))
        elif status in set(InvoiceStatus):
            statement = statement.where(col(Invoice.status) == status)
        else:
            raise Invalid("There is no such invoice status.")
    if age := filters.get("age"):
        statement = _of_age(statement, age, ctx.today())
    if client_id := id_filter(filters, "client_id"):
        statement = statement.where(col(Invoice.client_id) == client_id)
    if first := day_filter(filters, "from"):
        statement = statement.where(col(Invoice.issued_on) >= first)
    if last := day_filter(filters, "to"):
        statement = statement.where(col(Invoice.issued_on) <= last)
    return statement


def _declined(now: datetime) -> Any:
    later = aliased(Payment)
    newer = exists().where(
        col(later.org_id) == col(Payment.org_id),
        col(later.invoice_id) == col(Payment.invoice_id),
        col(later.received_at) > col(Payment.received_at),
    )
    failed = select(col(Payment.invoice_id)).where(
        col(Payment.org_id) == col(Invoice.org_id),
        col(Payment.status) == "failed",
        col(Payment.received_at) > now - RECENTLY_DECLINED,
        ~newer,
    )
    return col(Invoice.id).in_(failed)


def _of_age(statement: Select[Any], age: str, today: date) -> Select[Any]:
    if age not in set(AgeingBucket):
        raise Invalid("There is no such age.")
    fewest, most = _DAYS_LATE[AgeingBucket(age)]
    statement = statement.where(col(Invoice.status).in_(OPEN_VALUES))
    if fewest is not None:
        statement = statement.where(col(Invoice.due_on) <= today - timedelta(days=fewest))
    if most is not None:
        statement = statement.where(col(Invoice.due_on) >= today - timedelta(days=most))
    return statement


def row_view(invoice: Invoice, client_name: str, today: date) -> InvoiceRow:
    """An invoice as a list shows it."""
    is_open = invoice.status in OPEN_VALUES
    return InvoiceRow(
        id=invoice.id,
        number=invoice.number,
        client_id=invoice.client_id,
        client_name=client_name,
        status=invoice.status,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        total_cents=invoice.total_cents,
        tax_cents=invoice.tax_cents,
        paid_cents=invoice.paid_cents,
        credited_cents=invoice.credited_cents,
        currency=invoice.currency,
        days_late=max(0, (today - invoice.due_on).days) if is_open else 0,
        bucket=ageing_bucket(invoice.due_on, today) if is_open else None,
        version=invoice.version,
    )


_TILES = text(
    """
    SELECT status, count(*) AS invoices, sum(total_cents) AS total,
           sum(greatest(total_cents - credited_cents - paid_cents, 0))
               FILTER (WHERE status <> 'void') AS balance
    FROM invoices
    WHERE org_id = :org AND (CAST(:client AS uuid) IS NULL OR client_id = :client)
    GROUP BY status
    """
)


async def tiles(ctx: Ctx, client_id: UUID | None = None) -> dict[str, Tile]:
    """Count and balance per status, for all invoices or one client's. Every status has a tile."""
    ctx.require("invoices.view")
    rows = await ctx.session.execute(_TILES, {"org": ctx.org.id, "client": client_id})
    found = {row.status: Tile(row.invoices, int(row.balance or 0), int(row.total)) for row in rows}
    return {status.value: found.get(status.value, Tile(0, 0, 0)) for status in InvoiceStatus}

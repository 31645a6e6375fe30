"""Clients as lists and pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, func, literal, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import contacts
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.invoices import ISSUED, OPEN
from cleaning_app.errors import NotFound
from cleaning_app.models import Address, Booking, Client, Invoice
from cleaning_app.services import listing, listing_people
from cleaning_app.services.listing_filters import flag_filter

MISSING = "There is no such client."


@dataclass(frozen=True)
class ClientRow:
    """One client in a list. E-mail and phone are masked for those who only look.

    `owed_cents` is None for people who may not see invoices.
    """

    id: UUID
    name: str
    is_company: bool
    email: str | None
    phone: str | None
    area: str
    tags: list[str]
    is_blocked: bool
    created_at: datetime
    version: int
    bookings: int
    next_visit: datetime | None
    owed_cents: int | None


@dataclass(frozen=True)
class AddressDetail:
    """A place to clean. `has_access_notes`: keys or codes are stored; showing them is audited."""

    id: UUID
    label: str
    street: str
    area: str
    city: str
    province: str
    postal_code: str
    lat: float | None
    lng: float | None
    has_access_notes: bool


@dataclass(frozen=True)
class ClientDetail:
    """One client with what their page shows. Money is None for who may not see invoices.

    `since` is the day they were entered, or of their first visit or invoice when that was earlier:
    books that were imported begin before the import.
    """

    id: UUID
    name: str
    is_company: bool
    email: str | None
    phone: str | None
    notes: str
    tags: list[str]
    is_blocked: bool
    no_reminders: bool
    created_at: datetime
    deleted_at: datetime | None
    version: int
    addresses: list[AddressDetail]
    bookings: int
    completed: int
    since: date
    last_visit: datetime | None
    next_visit: datetime | None
    owed_cents: int | None
    billed_cents: int | None


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[ClientRow]:
    """A page of clients; sort `name`, `created`; filters `blocked`, `company`, `deleted` (yes/no)
    and `tag`. Search looks at the name, and at e-mail and phone for those who may see them."""
    ctx.require("contacts.view")
    area = (
        select(col(Address.area))
        .where(col(Address.client_id) == col(Client.id), col(Address.deleted_at).is_(None))
        .order_by(col(Address.created_at), col(Address.id))
        .limit(1)
        .scalar_subquery()
    )
    statement = _narrowed(
        ctx, query, select(Client, func.coalesce(area, ""), _visits(), _next_visit(ctx), _owed())
    )
    orders = {"name": func.lower(col(Client.name), type_=Text), "created": col(Client.created_at)}
    page = await listing.fetch(ctx, statement, query, orders, default="name")
    return page.map(lambda row: _row(ctx, row))


def _narrowed(ctx: Ctx, query: listing.Query, statement: Any) -> Any:
    gone = flag_filter(query.filters, "deleted")
    statement = statement.where(
        col(Client.deleted_at).is_not(None) if gone else col(Client.deleted_at).is_(None)
    )
    if (blocked := flag_filter(query.filters, "blocked")) is not None:
        statement = statement.where(col(Client.is_blocked) == blocked)
    if (company := flag_filter(query.filters, "company")) is not None:
        statement = statement.where(col(Client.is_company) == company)
    if tag := query.filters.get("tag"):
        statement = statement.where(literal(tag) == func.any(col(Client.tags)))
    if query.search.strip():
        statement = statement.where(matches(ctx, query.search))
    return statement


def matches(ctx: Ctx, search: str) -> ColumnElement[bool]:
    """Which clients a search means. Who sees contacts masked can't find out by searching, either."""
    if not sees_contacts(ctx):
        return listing_people.named(Client.name, search)
    return listing_people.matches(search, name=Client.name, email=Client.email, phone=Client.phone)


def sees_contacts(ctx: Ctx) -> bool:
    """Whether e-mail addresses and phone numbers are shown in full: to whoever works with them."""
    return ctx.can("contacts.edit")


def shown_email(ctx: Ctx, email: str | None) -> str | None:
    """An e-mail address as this actor may see it."""
    return email if email is None or sees_contacts(ctx) else contacts.mask_email(email)


def shown_phone(ctx: Ctx, phone: str | None) -> str | None:
    """A phone number as this actor may see it."""
    return phone if phone is None or sees_contacts(ctx) else contacts.mask_phone(phone)


def sees_money(ctx: Ctx) -> bool:
    """Whether balances are shown."""
    return ctx.can("invoices.view") or ctx.can("finance.view")


def _visits() -> Any:
    return (
        select(func.count())
        .select_from(Booking)
        .where(col(Booking.client_id) == col(Client.id), col(Booking.deleted_at).is_(None))
        .scalar_subquery()
    )


def _next_visit(ctx: Ctx) -> Any:
    return (
        select(func.min(col(Booking.starts_at)))
        .where(
            col(Booking.client_id) == col(Client.id),
            col(Booking.deleted_at).is_(None),
            col(Booking.status).in_(LIVE),
            col(Booking.starts_at) >= ctx.now(),
        )
        .scalar_subquery()
    )


def _owed() -> Any:
    balance = func.greatest(
        col(Invoice.total_cents) - col(Invoice.credited_cents) - col(Invoice.paid_cents), 0
    )
    return (
        select(func.coalesce(func.sum(balance), 0))
        .where(col(Invoice.client_id) == col(Client.id), col(Invoice.status).in_(OPEN))
        .scalar_subquery()
    )


def _row(ctx: Ctx, row: Any) -> ClientRow:
    client, area, bookings, next_visit, owed = row
    return ClientRow(
        id=client.id,
        name=client.name,
        is_company=client.is_company,
        email=shown_email(ctx, client.email),
        phone=shown_phone(ctx, client.phone),
        area=area,
        tags=list(client.tags),
        is_blocked=client.is_blocked,
        created_at=client.created_at,
        version=client.version,
        bookings=bookings,
        next_visit=next_visit,
        owed_cents=int(owed) if sees_money(ctx) else None,
    )


async def get(ctx: Ctx, client_id: UUID) -> ClientDetail:
    """One client with addresses and figures; a deleted one too, so that it can be restored.

    Raises:
        NotFound: no such client here.
    """
    ctx.require("contacts.view")
    row: Any = (await ctx.session.execute(_detail(ctx, client_id))).one_or_none()
    if row is None:
        raise NotFound(MISSING)
    client, bookings, completed, first_visit, first_bill, last_visit, next_visit, owed, billed = row
    entered = client.created_at.astimezone(ctx.zone).date()
    visited = first_visit.astimezone(ctx.zone).date() if first_visit else entered
    money = sees_money(ctx)
    return ClientDetail(
        id=client.id,
        name=client.name,
        is_company=client.is_company,
        email=shown_email(ctx, client.email),
        phone=shown_phone(ctx, client.phone),
        notes=client.notes,
        tags=list(client.tags),
        is_blocked=client.is_blocked,
        no_reminders=client.no_reminders,
        created_at=client.created_at,
        deleted_at=client.deleted_at,
        version=client.version,
        addresses=await _addresses(ctx, client_id),
        bookings=bookings,
        completed=completed,
        since=min(entered, visited, first_bill or entered),
        last_visit=last_visit,
        next_visit=next_visit,
        owed_cents=int(owed) if money else None,
        billed_cents=int(billed) if money else None,
    )


def _detail(ctx: Ctx, client_id: UUID) -> Any:
    done = and_(col(Booking.status) == "completed", col(Booking.deleted_at).is_(None))
    completed = select(func.count()).where(col(Booking.client_id) == client_id, done)
    last_visit = select(func.max(col(Booking.starts_at))).where(
        col(Booking.client_id) == client_id, done
    )
    first_visit = select(func.min(col(Booking.starts_at))).where(
        col(Booking.client_id) == client_id, done
    )
    first_bill = select(func.min(col(Invoice.issued_on))).where(
        col(Invoice.client_id) == client_id, col(Invoice.status).in_(ISSUED)
    )
    stands = col(Invoice.total_cents) - col(Invoice.credited_cents)
    billed = select(func.coalesce(func.sum(stands), 0)).where(
        col(Invoice.client_id) == client_id, col(Invoice.status).in_(ISSUED)
    )
    return select(
        Client,
        _visits(),
        completed.scalar_subquery(),
        first_visit.scalar_subquery(),
        first_bill.scalar_subquery(),
        last_visit.scalar_subquery(),
        _next_visit(ctx),
        _owed(),
        billed.scalar_subquery(),
    ).where(col(Client.id) == client_id)


async def _addresses(ctx: Ctx, client_id: UUID) -> list[AddressDetail]:
    rows = await ctx.session.scalars(
        select(Address)
        .where(col(Address.client_id) == client_id, col(Address.deleted_at).is_(None))
        .order_by(col(Address.created_at), col(Address.id))
    )
    return [address_detail(row) for row in rows]


def address_detail(row: Address) -> AddressDetail:
    """An address without its access notes."""
    return AddressDetail(
        id=row.id,
        label=row.label,
        street=row.street,
        area=row.area,
        city=row.city,
        province=row.province,
        postal_code=row.postal_code,
        lat=row.lat,
        lng=row.lng,
        has_access_notes=row.access_notes is not None,
    )

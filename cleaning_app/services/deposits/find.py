"""Deposits to look at."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.models import Booking, Client, Deposit
from cleaning_app.services import listing, listing_people
from cleaning_app.services.deposits.state import MISSING
from cleaning_app.services.deposits.views import COPIED, DepositRow
from cleaning_app.services.listing_filters import id_filter

ORDERS = {"created_at": Deposit.created_at, "amount_cents": Deposit.amount_cents}


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[DepositRow]:
    """One page of deposits, newest first.

    Filters: `status` (one of them, "held", or "settle": held, and the booking called off),
    `client_id`, `booking_id`. Search: client's name.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    ctx.require("invoices.view")
    statement = _statement(ctx)
    if query.search.strip():
        number = query.search.strip().upper().removeprefix("B-").lstrip("0")
        statement = statement.where(
            or_(
                listing_people.named(Client.name, query.search),
                *(
                    [col(Booking.number) == int(number)]
                    if number.isdigit() and len(number) < 10
                    else []
                ),
            )
        )
    if status := query.filters.get("status"):
        statement = statement.where(*_of_status(status))
    for name in ("client_id", "booking_id"):
        if wanted := id_filter(query.filters, name):
            statement = statement.where(getattr(Deposit, name) == wanted)
    page = await listing.fetch(ctx, statement, query, ORDERS, default="-created_at")
    return page.map(lambda row: _row(*row))


def _of_status(status: str) -> list[Any]:
    if status == "held":
        return [col(Deposit.held_cents) > 0]
    if status == "settle":
        return [
            col(Deposit.held_cents) > 0,
            col(Booking.status).in_(("cancelled", "no_show")),
        ]
    if status not in set(DepositStatus):
        raise Invalid("There is no such status of a deposit.")
    return [col(Deposit.status) == status]


async def get(ctx: Ctx, deposit_id: UUID) -> DepositRow:
    """One deposit. Raises NotFound."""
    ctx.require("invoices.view", "bookings.view")
    found = (
        await ctx.session.execute(_statement(ctx).where(col(Deposit.id) == deposit_id))
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    return _row(*found)


async def of_booking(ctx: Ctx, booking_id: UUID) -> list[DepositRow]:
    """A booking's deposits, the newest first."""
    ctx.require("invoices.view", "bookings.view")
    return await _listed(ctx, col(Deposit.booking_id) == booking_id)


async def of_client(ctx: Ctx, client_id: UUID) -> list[DepositRow]:
    """A client's deposits that are asked for or held, the newest first."""
    ctx.require("invoices.view")
    waiting = or_(col(Deposit.held_cents) > 0, col(Deposit.status) == "asked")
    return await _listed(ctx, col(Deposit.client_id) == client_id, waiting)


async def _listed(ctx: Ctx, *where: Any) -> list[DepositRow]:
    rows = await ctx.session.execute(
        _statement(ctx).where(*where).order_by(col(Deposit.created_at).desc(), col(Deposit.id))
    )
    return [_row(*row) for row in rows]


def _statement(ctx: Ctx) -> Select[Any]:
    statement: Any = (
        select(Deposit, Booking, col(Client.name))
        .join(Booking, col(Booking.id) == col(Deposit.booking_id))
        .join(Client, col(Client.id) == col(Deposit.client_id))
        .where(col(Deposit.org_id) == ctx.org.id)
    )
    return statement


def _row(deposit: Deposit, booking: Booking, client_name: str) -> DepositRow:
    return DepositRow(
        **{name: getattr(deposit, name) for name in COPIED},
        booking_number=booking.number,
        booking_status=booking.status,
        starts_at=booking.starts_at,
        client_name=client_name,
    )

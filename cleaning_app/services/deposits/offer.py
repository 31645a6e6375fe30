"""A deposit as the client sees it who was asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus
from cleaning_app.errors import NotFound
from cleaning_app.models import Booking, Deposit, ServiceType
from cleaning_app.services.deposits.state import MISSING
from cleaning_app.services.owed import owed_cents


@dataclass(frozen=True)
class Offer:
    """What is asked for, and for which visit. `missing_cents` is zero once nothing is."""

    booking_number: int
    service: str
    starts_at: datetime
    ends_at: datetime
    status: DepositStatus
    amount_cents: int
    missing_cents: int


async def offer(ctx: Ctx, deposit_id: UUID) -> Offer:
    """What a deposit is for. Raises NotFound."""
    ctx.require("invoices.view", "bookings.view")
    found = (
        await ctx.session.execute(
            select(Deposit, Booking, col(ServiceType.name))
            .join(Booking, col(Booking.id) == col(Deposit.booking_id))
            .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
            .where(col(Deposit.org_id) == ctx.org.id, col(Deposit.id) == deposit_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    deposit, booking, service = found
    return Offer(
        booking.number,
        service,
        booking.starts_at,
        booking.ends_at,
        DepositStatus(deposit.status),
        deposit.amount_cents,
        await owed_cents(ctx, deposit),
    )

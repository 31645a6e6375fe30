"""The terms a booking is made under: worked out from the organisation's policy and what is known of
the client, then frozen into its row."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import policies
from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.domain.policies import PolicySnapshot
from cleaning_app.models import Address, Booking, Invoice, OrganisationSettings, Payment

_KEPT = (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED)


async def freeze(
    ctx: Ctx,
    client_id: UUID | None,
    service_key: str,
    price_cents: int,
    starts_at: datetime,
    address_id: UUID | None = None,
) -> PolicySnapshot:
    """Deposit, cancellation, moving and risk as they are now. Somebody new has no `client_id` yet.

    The caller has checked permission.
    """
    known: Any = (await ctx.session.execute(_known(client_id, address_id))).one()
    rules, kept, cancelled, area = known
    facts = policies.BookingFacts(
        service=service_key,
        total_cents=price_cents,
        hours_ahead=(starts_at - ctx.now()).total_seconds() / 3600,
        first_time=not kept,
        cancelled=cancelled,
        area=area or "",
    )
    return policies.snapshot(facts, policies.policy_from_json(rules))


def _known(client_id: UUID | None, address_id: UUID | None) -> Any:
    """The organisation's rules, the client's kept and cancelled visits, the postal code: one row."""
    theirs = (
        select(func.count())
        .select_from(Booking)
        .where(col(Booking.client_id) == client_id, col(Booking.deleted_at).is_(None))
    )
    kept = theirs.where(col(Booking.status).in_(_KEPT)).scalar_subquery()
    cancelled = theirs.where(col(Booking.status) == BookingStatus.CANCELLED).scalar_subquery()
    area = select(col(Address.postal_code)).where(col(Address.id) == address_id).scalar_subquery()
    return select(col(OrganisationSettings.policies), kept, cancelled, area)


async def paid(ctx: Ctx, booking_id: UUID) -> int:
    """Cents received for a booking so far, refunds taken off."""
    found = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(Payment.amount_cents)), 0))
        .join(Invoice, col(Invoice.id) == col(Payment.invoice_id))
        .where(col(Invoice.booking_id) == booking_id, col(Payment.status) == "succeeded")
    )
    return int(found or 0)

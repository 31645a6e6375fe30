"""The terms a booking is made under: worked out from the organisation's policy and what is known of
the client, then frozen into its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import policies, soft_rules
from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.domain.policies import PolicySnapshot, Risk, risk_words
from cleaning_app.domain.soft_rules import OfficeRule
from cleaning_app.models import Address, Booking, Deposit, Invoice, OrganisationSettings, Payment
from cleaning_app.money import to_decimal_string
from cleaning_app.services import catalogue
from cleaning_app.services.bookings.views import Warned

_KEPT = (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED)


@dataclass(frozen=True)
class Frozen:
    """The terms of a new booking, and a warning when it is closer than visits should be."""

    terms: PolicySnapshot
    notice: list[Warned]


async def freeze(
    ctx: Ctx,
    client_id: UUID | None,
    service_key: str,
    price_cents: int,
    starts_at: datetime,
    address_id: UUID | None = None,
) -> Frozen:
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
    policy = policies.policy_from_json(rules)
    return Frozen(policies.snapshot(facts, policy), notice(ctx, starts_at, policy.lead_time_hours))


async def would_be_terms(
    ctx: Ctx,
    *,
    client_id: UUID | None,
    service_id: UUID,
    price_cents: int,
    starts_at: datetime,
    address_id: UUID | None = None,
) -> PolicySnapshot:
    """The terms a booking would be made under, before it is. Changes nothing.

    Raises NotFound: no such service.
    """
    ctx.require("bookings.edit")
    service = await catalogue.service(ctx, service_id)
    found = await freeze(ctx, client_id, service.key, price_cents, starts_at, address_id)
    return found.terms


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


async def unsettled(ctx: Ctx, booking: Booking) -> list[Warned]:
    """What speaks against promising a booking yet: its deposit isn't paid, or it looks risky."""
    if not booking.policy:
        return []
    frozen = PolicySnapshot.from_json(booking.policy)
    if not frozen.deposit.required:
        return doubts(frozen)
    return doubts(frozen, await paid(ctx, booking.id))


def doubts(frozen: PolicySnapshot, paid_cents: int = 0) -> list[Warned]:
    """The same for terms and what was paid so far."""
    found: list[Warned] = []
    due = frozen.deposit.amount_cents if frozen.deposit.required else 0
    if paid_cents < due:
        said = f"The deposit of ${to_decimal_string(due)} isn't paid yet."
        found.append(Warned(OfficeRule.DEPOSIT_UNPAID, said))
    if frozen.risk.band is Risk.HIGH:
        said = f"High risk, {frozen.risk.score} points: {risk_words(frozen.risk.reasons)}."
        found.append(Warned(OfficeRule.HIGH_RISK, said))
    return found


def notice(ctx: Ctx, starts_at: datetime, lead_time_hours: int) -> list[Warned]:
    """A warning when a new start is closer than the company wants visits to be."""
    said = soft_rules.too_soon(starts_at, ctx.now(), lead_time_hours)
    return [Warned(OfficeRule.LEAD_TIME, said)] if said else []


async def paid(ctx: Ctx, booking_id: UUID) -> int:
    """Cents received for a booking so far, as a deposit or on its invoice, refunds taken off."""
    found = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(Payment.amount_cents)), 0))
        .outerjoin(Invoice, col(Invoice.id) == col(Payment.invoice_id))
        .outerjoin(Deposit, col(Deposit.id) == col(Payment.deposit_id))
        .where(
            or_(col(Invoice.booking_id) == booking_id, col(Deposit.booking_id) == booking_id),
            col(Payment.status) == "succeeded",
        )
    )
    return int(found or 0)

"""What is still due of a deposit. Nothing is once its visit doesn't take place, or is paid for."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import CALLED_OFF
from cleaning_app.domain.deposits import missing_cents
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.models import Booking, Deposit, Invoice


async def due_cents(ctx: Ctx, deposit: Deposit) -> int:
    """What its client is asked for, in cents."""
    missing = missing_cents(deposit.status, deposit.amount_cents, deposit.held_cents)
    return missing if missing and await is_awaited(ctx, deposit) else 0


async def is_awaited(ctx: Ctx, deposit: Deposit) -> bool:
    """Whether its visit takes place and has no invoice that is paid."""
    paid = exists().where(
        col(Invoice.org_id) == col(Booking.org_id),
        col(Invoice.booking_id) == col(Booking.id),
        col(Invoice.status) == InvoiceStatus.PAID.value,
    )
    found = await ctx.session.scalar(
        select(col(Booking.id))
        .where(col(Booking.org_id) == ctx.org.id, col(Booking.id) == deposit.booking_id)
        .where(col(Booking.status).not_in(CALLED_OFF))
        .where(col(Booking.deleted_at).is_(None), ~paid)
    )
    return found is not None

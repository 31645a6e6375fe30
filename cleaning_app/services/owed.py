"""What a client is still asked for: on an invoice, or for a deposit."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import CALLED_OFF
from cleaning_app.domain.deposits import missing_cents
from cleaning_app.domain.invoices import OPEN, InvoiceStatus
from cleaning_app.models import Booking, Deposit, Invoice


async def owed_cents(ctx: Ctx, about: Invoice | Deposit) -> int:
    """What may be asked for, in cents: nothing on an invoice that isn't open, nothing for a deposit
    whose visit doesn't take place or is paid for."""
    if isinstance(about, Invoice):
        return about.owed_cents if about.status in OPEN else 0
    missing = missing_cents(about.status, about.amount_cents, about.held_cents)
    return missing if missing and await is_awaited(ctx, about) else 0


async def is_awaited(ctx: Ctx, deposit: Deposit) -> bool:
    """Whether a deposit's visit takes place and has no invoice that is paid."""
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

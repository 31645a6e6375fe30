"""The money on one deposit, and what all of them come to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import Booking, Deposit, Payment
from cleaning_app.services.deposits.views import Movement, Totals


async def movements(ctx: Ctx, deposit_id: UUID) -> list[Movement]:
    """The money on a deposit, oldest first."""
    ctx.require("invoices.view", "bookings.view")
    rows = await ctx.session.scalars(
        select(Payment)
        .where(col(Payment.org_id) == ctx.org.id, col(Payment.deposit_id) == deposit_id)
        .order_by(col(Payment.received_at), col(Payment.id))
    )
    return [
        Movement(
            row.id, row.amount_cents, row.kind, row.method, row.status, row.received_at, row.note,
            row.transfer_id,
        )
        for row in rows
    ]  # fmt: skip


async def totals(ctx: Ctx) -> Totals:
    """What the strip above the list of deposits says."""
    ctx.require("invoices.view")
    asked = col(Deposit.status) == "asked"
    held = col(Deposit.held_cents) > 0
    settle = held & col(Booking.status).in_(("cancelled", "no_show"))
    missing = col(Deposit.amount_cents) - col(Deposit.held_cents)

    def both(which: Any, cents: Any) -> tuple[Any, Any]:
        return func.count().filter(which), func.coalesce(func.sum(cents).filter(which), 0)

    figures = (
        await ctx.session.execute(
            select(
                *both(asked, missing),
                *both(held, col(Deposit.held_cents)),
                *both(settle, col(Deposit.held_cents)),
            )
            .select_from(Deposit)
            .join(Booking, col(Booking.id) == col(Deposit.booking_id))
            .where(col(Deposit.org_id) == ctx.org.id)
        )
    ).one()
    return Totals(*(int(figure) for figure in figures))

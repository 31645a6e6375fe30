"""A deposit under lock, and what follows from its movements."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus, derive_status
from cleaning_app.models import Deposit, Payment
from cleaning_app.services import audit, live, open_pages, rows

MISSING = "There is no such deposit."


async def locked(ctx: Ctx, deposit_id: UUID) -> Deposit:
    """The deposit, held against other writers until the transaction ends. An invoice it may go to
    is locked before it, by everybody. Raises NotFound."""
    return await rows.locked(ctx, Deposit, deposit_id, MISSING)


async def of_booking(ctx: Ctx, booking_id: UUID) -> list[Deposit]:
    """A booking's deposits, the newest first; locked."""
    return list(
        await ctx.session.scalars(
            select(Deposit)
            .where(col(Deposit.org_id) == ctx.org.id, col(Deposit.booking_id) == booking_id)
            .order_by(col(Deposit.created_at).desc(), col(Deposit.id).desc())
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


async def refresh(ctx: Ctx, deposit: Deposit, emptied: DepositStatus) -> None:
    """Bring a locked deposit in line with its movements; `emptied` is what it means if none of the
    money is left."""
    await ctx.session.flush()
    held = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(Payment.amount_cents)), 0)).where(
            col(Payment.org_id) == ctx.org.id,
            col(Payment.deposit_id) == deposit.id,
            col(Payment.status) == "succeeded",
        )
    )
    deposit.held_cents = int(held or 0)
    deposit.status = derive_status(
        deposit.amount_cents, deposit.held_cents, deposit.status, emptied
    ).value
    rows.touched(deposit)
    await ctx.session.flush()
    await open_pages.close_unwanted(ctx, deposit)


async def free_cents(ctx: Ctx, deposit: Deposit) -> int:
    """What is held of a deposit and not on its way back to a card already."""
    leaving = await ctx.session.scalar(
        select(func.coalesce(func.sum(col(Payment.amount_cents)), 0)).where(
            col(Payment.org_id) == ctx.org.id,
            col(Payment.deposit_id) == deposit.id,
            col(Payment.status) == "pending",
            col(Payment.amount_cents) < 0,
        )
    )
    return max(0, deposit.held_cents + int(leaving or 0))


async def tell(ctx: Ctx, deposit: Deposit, verb: str, **details: object) -> None:
    """Audit a change on the booking, where people look for it, and tell open screens."""
    audit.record(
        ctx,
        f"deposit.{verb}",
        "booking",
        deposit.booking_id,
        deposit_id=str(deposit.id),
        deposit_status=deposit.status,
        **details,
    )
    await live.announce(ctx, "deposits", deposit.id, verb)
    await live.announce(ctx, "bookings", deposit.booking_id, "deposit")

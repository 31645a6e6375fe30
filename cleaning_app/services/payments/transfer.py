"""Moving money that is here already: two rows that add up to zero and share an id.

Nothing comes in and nothing goes out, so a transfer has no method of its own and carries no fee.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.ids import new_id
from cleaning_app.models import Deposit, Invoice, Payment


@dataclass(frozen=True)
class Transfer:
    """The two rows of a transfer: the one that takes away and the one that brings."""

    id: UUID
    away: Payment
    there: Payment

    @property
    def cents(self) -> int:
        """How much was moved."""
        return self.there.amount_cents


async def write(
    ctx: Ctx,
    source: Invoice | Deposit,
    target: Invoice | Deposit,
    cents: int,
    *,
    note: str,
    undoes: Payment | None = None,
) -> Transfer:
    """Move `cents` between two rows the caller has locked, and brings up to date afterwards.

    `undoes` is the row that brought the money where it is taken from.
    """
    moved, moment = new_id(), ctx.now()
    away = _row(ctx, source, -cents, moved, moment, note)
    there = _row(ctx, target, cents, moved, moment, note)
    away.refund_of_id = undoes.id if undoes else None
    ctx.session.add_all([away, there])
    await ctx.session.flush()
    return Transfer(moved, away, there)


def _row(
    ctx: Ctx, on: Invoice | Deposit, cents: int, moved: UUID, moment: datetime, note: str
) -> Payment:
    return Payment(
        org_id=ctx.org.id,
        invoice_id=on.id if isinstance(on, Invoice) else None,
        deposit_id=on.id if isinstance(on, Deposit) else None,
        kind="transfer",
        transfer_id=moved,
        amount_cents=cents,
        currency=on.currency,
        method="other",
        received_at=moment,
        note=note,
        created_by=ctx.actor.user_id,
    )


async def found(ctx: Ctx, transfer_id: UUID) -> Transfer | None:
    """A transfer by its id."""
    rows = list(
        await ctx.session.scalars(
            select(Payment)
            .where(col(Payment.org_id) == ctx.org.id, col(Payment.transfer_id) == transfer_id)
            .order_by(col(Payment.amount_cents))
        )
    )
    return Transfer(transfer_id, *rows) if len(rows) == 2 else None


async def was_undone(ctx: Ctx, transfer: Transfer) -> bool:
    """Whether it went back already."""
    back = await ctx.session.scalar(
        select(col(Payment.id)).where(
            col(Payment.org_id) == ctx.org.id, col(Payment.refund_of_id) == transfer.there.id
        )
    )
    return back is not None


async def of_deposits(
    ctx: Ctx, *, invoice_id: UUID | None = None, deposit_id: UUID | None = None
) -> list[Transfer]:
    """The transfers by which deposits came to an invoice, or by which one deposit went to invoices,
    and that weren't undone; the newest first."""
    away, there, back = aliased(Payment), aliased(Payment), aliased(Payment)
    mine = col(away.deposit_id) == deposit_id if deposit_id else col(there.invoice_id) == invoice_id
    rows = await ctx.session.execute(
        select(away, there)
        .join(
            there,
            (col(there.org_id) == ctx.org.id)
            & (col(there.transfer_id) == col(away.transfer_id))
            & col(there.invoice_id).is_not(None),
        )
        .outerjoin(
            back,
            (col(back.org_id) == ctx.org.id) & (col(back.refund_of_id) == col(there.id)),
        )
        .where(col(away.org_id) == ctx.org.id, col(away.deposit_id).is_not(None))
        .where(col(away.amount_cents) < 0, col(back.id).is_(None), mine)
        .order_by(col(there.received_at).desc(), col(there.id).desc())
    )
    return [Transfer(away.transfer_id, away, there) for away, there in rows if away.transfer_id]

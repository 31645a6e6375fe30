"""How paying by card stands for one invoice or deposit, for whoever looks after it in the office."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import CardDispute, CardPayment, Deposit, Invoice
from cleaning_app.services.card_links import Kind, Link, address, is_on
from cleaning_app.services.card_payments import by_hand
from cleaning_app.services.owed import owed_cents


@dataclass(frozen=True)
class DisputeView:
    """A payment that a bank wants back. `evidence_due_at` is None when there is nothing to do."""

    reason: str
    status: str
    amount_cents: int
    opened_at: datetime
    evidence_due_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """`link` is the whole address to pay under, "" while cards are off or nothing is owed.

    `last` is how the newest try stands (`CardPayment.status`, or "charging" while a card on file is
    charged), "" without one; `failure` why it was
    declined, as a code. `on_file` is the card that may be charged at once, "" for none.
    """

    link: str
    last: str
    failure: str
    on_file: str = ""
    disputes: list[DisputeView] = field(default_factory=list[DisputeView])


async def standing(ctx: Ctx, kind: Kind, id: UUID) -> Standing:
    """How paying by card stands for an invoice or a deposit."""
    ctx.require("invoices.view", "bookings.view")
    mine = col(CardPayment.invoice_id if kind == "invoice" else CardPayment.deposit_id) == id
    tries = list(
        await ctx.session.scalars(
            select(CardPayment)
            .where(col(CardPayment.org_id) == ctx.org.id, mine)
            .order_by(col(CardPayment.created_at).desc())
            .limit(20)
        )
    )
    disputes = await ctx.session.scalars(
        select(CardDispute)
        .where(
            col(CardDispute.org_id) == ctx.org.id,
            col(CardDispute.card_payment_id).in_([one.id for one in tries]),
        )
        .order_by(col(CardDispute.opened_at))
    )
    last = tries[0] if tries else None
    may_pay = is_on() and await _is_owed(ctx, kind, id)
    return Standing(
        link=address(Link(kind, ctx.org.id, id).page) if may_pay else "",
        last=_how(last) if last else "",
        failure=last.failure if last else "",
        on_file=await _on_file(ctx, id) if kind == "invoice" else "",
        disputes=[
            DisputeView(d.reason, d.status, d.amount_cents, d.opened_at, d.evidence_due_at)
            for d in disputes
        ],
    )


async def _on_file(ctx: Ctx, invoice_id: UUID) -> str:
    invoice = await ctx.session.scalar(
        select(Invoice).where(col(Invoice.org_id) == ctx.org.id, col(Invoice.id) == invoice_id)
    )
    card = await by_hand.offered(ctx, invoice) if invoice is not None else None
    return f"{card.brand.title()} •••• {card.last4}" if card is not None else ""


def _how(card: CardPayment) -> str:
    is_charge = card.purpose == "saved_card" and card.status == "opening"
    return "charging" if is_charge else card.status


async def _is_owed(ctx: Ctx, kind: Kind, id: UUID) -> bool:
    about = await ctx.session.get(Invoice if kind == "invoice" else Deposit, id)
    return about is not None and await owed_cents(ctx, about) > 0

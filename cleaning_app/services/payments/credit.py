"""A client's credit: what was paid beyond what is payable, put to another invoice or given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import OPEN
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import Invoice, Payment
from cleaning_app.money import to_decimal_string
from cleaning_app.services import audit, live, rows
from cleaning_app.services.invoices import state
from cleaning_app.services.payments import transfer

_LEAVING = (
    select(func.coalesce(func.sum(col(Payment.amount_cents)), 0))
    .where(col(Payment.org_id) == col(Invoice.org_id), col(Payment.invoice_id) == col(Invoice.id))
    .where(col(Payment.status) == "pending", col(Payment.amount_cents) < 0)
    .correlate(Invoice)
    .scalar_subquery()
)
"""What is on its way back to a card, as a negative sum."""
_PAYABLE = case(
    (col(Invoice.status) == "void", 0),
    else_=col(Invoice.total_cents) - col(Invoice.credited_cents),
)
_EXCESS = col(Invoice.paid_cents) + _LEAVING - _PAYABLE
_HAS_SOME = (
    col(Invoice.status).in_(("paid", "void")) & (col(Invoice.paid_cents) > _PAYABLE) & (_EXCESS > 0)
)
NO_TRANSFER = "There is no such transfer."


@dataclass(frozen=True)
class Held:
    """Credit that sits on an invoice, in cents."""

    invoice_id: UUID
    number: str
    cents: int


@dataclass(frozen=True)
class Used:
    """How much credit went to an invoice, and the transfers it took; `put_back` undoes each."""

    invoice_id: UUID
    cents: int
    transfers: list[UUID]


async def held(ctx: Ctx, client_id: UUID) -> list[Held]:
    """Where a client's credit sits, the oldest invoice first."""
    ctx.require("invoices.view")
    found = await ctx.session.execute(
        select(col(Invoice.id), col(Invoice.number), _EXCESS)
        .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.client_id) == client_id)
        .where(_HAS_SOME)
        .order_by(col(Invoice.issued_on), col(Invoice.id))
    )
    return [Held(*row) for row in found]


async def use(ctx: Ctx, invoice_id: UUID, *, amount_cents: int | None = None) -> Used:
    """Put a client's credit to one of their open invoices: all that is owed, or less.

    Undo: `put_back` for each transfer.

    Raises:
        NotFound: no such invoice.
        Conflict: nothing is owed on it, or there is no credit.
        Invalid: more than is owed, or than there is.
    """
    ctx.require("payments.record")
    client_id = (await rows.one(ctx, Invoice, invoice_id, state.MISSING)).client_id
    sources = await held(ctx, client_id)
    invoices = await _locked(ctx, [invoice_id, *(one.invoice_id for one in sources)])
    target = invoices.pop(invoice_id)
    owed = target.owed_cents
    if target.status not in OPEN or owed <= 0:
        raise Conflict(f"Nothing is owed on {target.number}.")
    there = {one.id: await state.credit_on(ctx, one) for one in invoices.values()}
    most = min(owed, sum(there.values()))
    if most <= 0:
        raise Conflict("This client has no credit.")
    wanted = most if amount_cents is None else amount_cents
    if not 0 < wanted <= most:
        raise Invalid.field("amount", f"Between 0.01 and {to_decimal_string(most)}.")
    moved: list[UUID] = []
    rest = wanted
    for one in sources:
        part = min(rest, there[one.invoice_id])
        if part > 0:
            moved.append(await _move(ctx, invoices[one.invoice_id], target, part))
            rest -= part
    return Used(invoice_id, wanted, moved)


async def put_back(ctx: Ctx, transfer_id: UUID) -> None:
    """Undo a transfer between invoices: its amount goes back to where it came from.

    Raises:
        NotFound: no such transfer.
        Conflict: it went back already, or is none between invoices.
    """
    ctx.require("payments.record")
    made = await transfer.found(ctx, transfer_id)
    if made is None:
        raise NotFound(NO_TRANSFER)
    there, away = made.there, made.away
    if there.invoice_id is None or away.invoice_id is None:
        raise Conflict("This was a deposit. Look at the deposit instead.")
    invoices = await _locked(ctx, [there.invoice_id, away.invoice_id])
    if there.refund_of_id or away.refund_of_id or await transfer.was_undone(ctx, made):
        raise Conflict("This went back already.")
    source, target = invoices[there.invoice_id], invoices[away.invoice_id]
    await _move(ctx, source, target, made.cents, undoes=there)


async def _move(
    ctx: Ctx, source: Invoice, target: Invoice, cents: int, *, undoes: Payment | None = None
) -> UUID:
    note = f"Credit from {source.number} to {target.number}"
    made = await transfer.write(ctx, source, target, cents, note=note, undoes=undoes)
    for invoice in (source, target):
        await state.refresh(ctx, invoice)
        audit.record(
            ctx,
            "credit.put_back" if undoes else "credit.use",
            "invoice",
            invoice.id,
            transfer_id=str(made.id),
            amount_cents=cents,
            source=source.number,
            target=target.number,
        )
        await live.announce(ctx, "invoices", invoice.id, "paid")
    return made.id


async def _locked(ctx: Ctx, invoice_ids: Sequence[UUID]) -> dict[UUID, Invoice]:
    """Invoices under lock, in one order for everybody."""
    return {id: await state.locked(ctx, id) for id in sorted(set(invoice_ids))}


async def total(ctx: Ctx, client_id: UUID) -> int:
    """A client's credit in cents, over all their invoices."""
    ctx.require("invoices.view")
    found = await ctx.session.scalar(
        select(func.coalesce(func.sum(_EXCESS), 0))
        .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.client_id) == client_id)
        .where(_HAS_SOME)
    )
    return int(found or 0)

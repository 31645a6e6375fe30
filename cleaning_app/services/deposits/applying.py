"""A deposit going to its booking's invoice, and coming back from it."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus
from cleaning_app.errors import Conflict, NotFound
from cleaning_app.models import Deposit, Invoice
from cleaning_app.services import audit, live
from cleaning_app.services.deposits import state
from cleaning_app.services.invoices import state as invoice_state
from cleaning_app.services.payments import transfer


async def apply_to(ctx: Ctx, invoice: Invoice) -> int:
    """Move what is held for an invoice's booking to it, up to what is owed; returns the cents.

    For a locked invoice at the moment it is sent: from then on the deposit is a payment, and its
    tax is owed. What is more than the invoice stays held, to be given back.
    """
    if invoice.booking_id is None:
        return 0
    moved = 0
    for deposit in await state.of_booking(ctx, invoice.booking_id):
        moved += await move(ctx, deposit, invoice)
    return moved


async def move(
    ctx: Ctx,
    deposit: Deposit,
    invoice: Invoice,
    emptied: DepositStatus = DepositStatus.USED,
) -> int:
    """Move what is held of a deposit to an invoice, both locked, up to what is owed on it."""
    cents = min(deposit.held_cents, invoice.payable_cents - invoice.paid_cents)
    if cents <= 0:
        return 0
    made = await transfer.write(ctx, deposit, invoice, cents, note=f"Deposit for {invoice.number}")
    await state.refresh(ctx, deposit, emptied)
    await invoice_state.refresh(ctx, invoice)
    details = {"transfer_id": str(made.id), "amount_cents": cents}
    await state.tell(ctx, deposit, "use", invoice=invoice.number, **details)
    audit.record(ctx, "deposit.use", "invoice", invoice.id, **details)
    await live.announce(ctx, "invoices", invoice.id, "paid")
    return cents


async def put_back(ctx: Ctx, transfer_id: UUID) -> None:
    """Undo a transfer of a deposit: the money is held again.

    Raises:
        NotFound: no such transfer of a deposit.
        Conflict: it went back already.
    """
    ctx.require("payments.record")
    made = await transfer.found(ctx, transfer_id)
    if made is None or made.there.invoice_id is None or made.away.deposit_id is None:
        raise NotFound("There is no such transfer of a deposit.")
    invoice = await invoice_state.locked(ctx, made.there.invoice_id)
    deposit = await state.locked(ctx, made.away.deposit_id)
    if await transfer.was_undone(ctx, made):
        raise Conflict("This went back already.")
    note = f"Deposit back from {invoice.number}"
    back = await transfer.write(ctx, invoice, deposit, made.cents, note=note, undoes=made.there)
    await state.refresh(ctx, deposit, DepositStatus(deposit.status))
    deposit.note = ""
    await invoice_state.refresh(ctx, invoice)
    details = {"transfer_id": str(back.id), "amount_cents": made.cents}
    await state.tell(ctx, deposit, "put_back", invoice=invoice.number, **details)
    audit.record(ctx, "deposit.put_back", "invoice", invoice.id, **details)
    await live.announce(ctx, "invoices", invoice.id, "paid")


async def release(ctx: Ctx, invoice: Invoice) -> None:
    """Put back every deposit that went to an invoice, before it is voided."""
    for transfer_id in await _transfers(ctx, invoice.id):
        await put_back(ctx, transfer_id)


async def _transfers(ctx: Ctx, invoice_id: UUID) -> list[UUID]:
    return await transfer.of_deposits(ctx, invoice_id)

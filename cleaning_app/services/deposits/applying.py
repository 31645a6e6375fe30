"""A deposit going to its booking's invoice, and coming back from it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus
from cleaning_app.domain.invoices import OPEN, InvoiceStatus
from cleaning_app.errors import Conflict, NotFound
from cleaning_app.models import Booking, Deposit, Invoice
from cleaning_app.services import audit, live, rows
from cleaning_app.services.deposits import state
from cleaning_app.services.invoices import state as invoice_state
from cleaning_app.services.payments import transfer
from cleaning_app.services.payments.transfer import Transfer


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


async def move(ctx: Ctx, deposit: Deposit, invoice: Invoice) -> int:
    """Move what is held of a deposit to an invoice, both locked, up to what is owed on it. What is
    on its way back to a card stays where it is."""
    cents = min(await state.free_cents(ctx, deposit), invoice.owed_cents)
    if cents <= 0:
        return 0
    made = await transfer.write(ctx, deposit, invoice, cents, note=f"Deposit for {invoice.number}")
    # Only what is kept (`keeping`) is billed without the booking.
    emptied = DepositStatus.USED if invoice.booking_id else DepositStatus.KEPT
    await state.refresh(ctx, deposit, emptied)
    await invoice_state.refresh(ctx, invoice)
    details = {"transfer_id": str(made.id), "amount_cents": cents}
    await state.tell(ctx, deposit, "use", invoice=invoice.number, **details)
    audit.record(ctx, "deposit.use", "invoice", invoice.id, **details)
    await live.announce(ctx, "invoices", invoice.id, "paid")
    return cents


async def pass_on(ctx: Ctx, deposit: Deposit, invoices: Sequence[Invoice]) -> None:
    """Move what is held to those of its locked invoices that are still owed."""
    for invoice in invoices:
        if invoice.status in OPEN:
            await move(ctx, deposit, invoice)


async def follow(
    ctx: Ctx, deposit: Deposit, invoices: Sequence[Invoice], emptied: DepositStatus
) -> None:
    """Bring a deposit in line with money that came or went without us, all of it `with_invoices`.

    What came goes on to the invoice that waits for it. What a bank or Stripe took of a deposit that
    had gone on already is missing on the invoice.
    """
    await state.refresh(ctx, deposit, emptied)
    why = deposit.note
    await bring_back(ctx, deposit, least=0)
    await pass_on(ctx, deposit, invoices)
    if deposit.status == DepositStatus.KEPT:
        deposit.note = why


async def with_invoices(ctx: Ctx, deposit_id: UUID) -> tuple[Deposit, list[Invoice]]:
    """A deposit and the invoices it may go to or went to, under lock.

    The booking first, so that nobody bills it meanwhile; then the invoices, the deposit last.
    Raises NotFound.
    """
    booking_id = (await rows.one(ctx, Deposit, deposit_id, state.MISSING)).booking_id
    await rows.locked(ctx, Booking, booking_id, state.MISSING)
    billed = await ctx.session.scalars(
        select(col(Invoice.id))
        .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.booking_id) == booking_id)
        .where(col(Invoice.status) != InvoiceStatus.VOID.value)
    )
    went = [one.there.invoice_id for one in await transfer.of_deposits(ctx, deposit_id=deposit_id)]
    wanted = sorted({*billed, *(id for id in went if id is not None)})
    invoices = [await invoice_state.locked(ctx, id) for id in wanted]
    return await state.locked(ctx, deposit_id), invoices


async def bring_back(ctx: Ctx, deposit: Deposit, least: int) -> None:
    """Undo transfers of a locked deposit, the newest first, until `least` cents are held."""
    for made in await transfer.of_deposits(ctx, deposit_id=deposit.id):
        if deposit.held_cents >= least:
            return
        await back(ctx, made)


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
    await back(ctx, made)


async def release(ctx: Ctx, invoice: Invoice) -> None:
    """Put back every deposit that went to an invoice, before it is voided."""
    for made in reversed(await transfer.of_deposits(ctx, invoice_id=invoice.id)):
        await back(ctx, made)


async def back(ctx: Ctx, made: Transfer) -> Deposit:
    """Undo a transfer from a deposit to an invoice; the deposit, which holds the money again.

    Raises Conflict: it went back already.
    """
    assert made.there.invoice_id is not None
    assert made.away.deposit_id is not None
    invoice = await invoice_state.locked(ctx, made.there.invoice_id)
    deposit = await state.locked(ctx, made.away.deposit_id)
    if await transfer.was_undone(ctx, made):
        raise Conflict("This went back already.")
    note = f"Deposit back from {invoice.number}"
    returned = await transfer.write(ctx, invoice, deposit, made.cents, note=note, undoes=made.there)
    # When nothing is left even so, the client has it back already.
    await state.refresh(ctx, deposit, DepositStatus.RETURNED)
    deposit.note = ""
    await invoice_state.refresh(ctx, invoice)
    details = {"transfer_id": str(returned.id), "amount_cents": made.cents}
    await state.tell(ctx, deposit, "put_back", invoice=invoice.number, **details)
    audit.record(ctx, "deposit.put_back", "invoice", invoice.id, **details)
    await live.announce(ctx, "invoices", invoice.id, "paid")
    return deposit

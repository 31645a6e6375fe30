"""Doing without a deposit, and asking for it again."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import LIVE, DepositStatus
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict
from cleaning_app.models import Booking, Client, Deposit
from cleaning_app.services import open_pages, rows
from cleaning_app.services.deposits import state
from cleaning_app.services.deposits.mailing import booking_of, queue_email, was_withdrawn, withdraw

CALLED_OFF = "The visit was called off."


async def waive(ctx: Ctx, deposit_id: UUID, reason: str) -> None:
    """Do without a deposit that was not paid; its e-mail is held back if it has not left yet.

    Undo: `ask_again`.

    Raises:
        NotFound: no such deposit.
        Invalid: no reason.
        Conflict: money came for it, or it is settled.
    """
    ctx.require("bookings.edit", "invoices.edit")
    form = Fields()
    reason = form.text("reason", reason, 500, required=True)
    form.finish("Say why it isn't needed.")
    deposit = await state.locked(ctx, deposit_id)
    if deposit.held_cents:
        raise Conflict("Money came for it already. Refund or keep it instead.")
    if deposit.status != DepositStatus.ASKED:
        raise Conflict("This deposit is settled already.")
    await _set(ctx, deposit, DepositStatus.WAIVED, reason, "waive")
    await withdraw(ctx, deposit_id)


async def ask_again(ctx: Ctx, deposit_id: UUID) -> None:
    """Undo `waive`. Raises NotFound; Conflict: it isn't waived, or the booking has another."""
    ctx.require("bookings.edit", "invoices.edit")
    # As everybody does, the booking before its deposits.
    found = await booking_of(
        ctx, (await rows.one(ctx, Deposit, deposit_id, state.MISSING)).booking_id
    )
    deposit = await state.locked(ctx, deposit_id)
    if deposit.status != DepositStatus.WAIVED:
        raise Conflict("This deposit isn't waived.")
    if any(one.status in LIVE for one in await state.of_booking(ctx, deposit.booking_id)):
        raise Conflict("This booking has another deposit by now.")
    await _set(ctx, deposit, DepositStatus.ASKED, "", "ask_again")
    await _mail_again(ctx, deposit, *found)


async def called_off(ctx: Ctx, booking_id: UUID) -> None:
    """Its visit was cancelled or deleted, or nobody was there: nothing more is asked for. For
    `bookings`, which has checked permission; what is held is settled by people (`settle`)."""
    for deposit in await state.of_booking(ctx, booking_id):
        if deposit.status != DepositStatus.ASKED:
            continue
        await withdraw(ctx, deposit.id)
        if deposit.held_cents:
            await open_pages.close_unwanted(ctx, deposit)
        else:
            await _set(ctx, deposit, DepositStatus.WAIVED, CALLED_OFF, "waive")


async def back_on(ctx: Ctx, booking_id: UUID) -> None:
    """Undo `called_off`, for a visit that takes place after all."""
    found = await state.of_booking(ctx, booking_id)
    if found and found[0].status == DepositStatus.WAIVED and found[0].note == CALLED_OFF:
        await _set(ctx, found[0], DepositStatus.ASKED, "", "ask_again")
        await _mail_again(ctx, found[0], *await booking_of(ctx, booking_id))


async def _mail_again(
    ctx: Ctx, deposit: Deposit, booking: Booking, client: Client, service: str
) -> None:
    """Queue the e-mail again that was held back; one that had left has said it already."""
    if await was_withdrawn(ctx, deposit.id) and client.email:
        await queue_email(ctx, deposit, booking, client, service)


async def _set(ctx: Ctx, deposit: Deposit, status: DepositStatus, note: str, verb: str) -> None:
    deposit.status, deposit.note = status.value, note
    deposit.version += 1
    await ctx.session.flush()
    await open_pages.close_unwanted(ctx, deposit)
    await state.tell(ctx, deposit, verb, reason=note)

"""Reminding clients of invoices that are owed: by the job, once per stage, and by hand."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.dunning import Stage, next_stage
from cleaning_app.domain.invoices import OPEN
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import InvoiceReminder
from cleaning_app.services import audit, live, outbox
from cleaning_app.services.invoices import state
from cleaning_app.services.invoices.reminder_letters import (
    Reminded,
    client_of,
    key_of,
    sent_for,
    write,
)


async def remind(ctx: Ctx, invoice_id: UUID, *, stage: Stage | None = None) -> Reminded:
    """Remind a client of an invoice: the next stage, unless one is named. Undo: `withdraw`.

    Raises:
        NotFound: no such invoice.
        Invalid: the client has no e-mail address.
        Conflict: nothing is owed, the client is blocked or wants no reminders, or was reminded today.
    """
    ctx.require("invoices.edit")
    invoice = await state.locked(ctx, invoice_id)
    client = await client_of(ctx, invoice)
    if invoice.status not in OPEN or invoice.paid_cents >= invoice.payable_cents:
        raise Conflict(f"Nothing is owed on {invoice.number}.")
    if client.is_blocked or client.no_reminders:
        why = "is blocked" if client.is_blocked else "wants no reminders"
        raise Conflict(f"{client.name} {why}.")
    if not client.email:
        raise Invalid.field("email", f"{client.name} has no e-mail address.")
    found = await sent_for(ctx, [invoice_id])
    if any(one.sent_on == ctx.today() for one in found[invoice_id]):
        raise Conflict(f"{client.name} was reminded of {invoice.number} today already.")
    chosen = stage or next_stage([Stage(one.stage) for one in found[invoice_id]])
    return await write(ctx, invoice, client, chosen, held=outbox.UNDO_WINDOW)


async def withdraw(ctx: Ctx, reminder_id: UUID) -> None:
    """Undo `remind` while its e-mail has not left.

    Raises:
        NotFound: no such reminder.
        Conflict: it is on its way.
    """
    ctx.require("invoices.edit")
    row = await ctx.session.scalar(
        select(InvoiceReminder).where(
            col(InvoiceReminder.org_id) == ctx.org.id, col(InvoiceReminder.id) == reminder_id
        )
    )
    if row is None:
        raise NotFound("There is no such reminder.")
    if not await outbox.withdraw(ctx, key_of(reminder_id)):
        raise Conflict("It's too late to undo this: the reminder is on its way.")
    await ctx.session.execute(
        delete(InvoiceReminder).where(
            col(InvoiceReminder.org_id) == ctx.org.id, col(InvoiceReminder.id) == reminder_id
        )
    )
    audit.record(ctx, "invoice.unremind", "invoice", row.invoice_id, stage=row.stage)
    await live.announce(ctx, "invoices", row.invoice_id, "changed")


async def stages_sent(ctx: Ctx, invoice_id: UUID) -> list[Stage]:
    """The stages a client was reminded of an invoice with, oldest first."""
    ctx.require("invoices.view")
    return [Stage(one.stage) for one in (await sent_for(ctx, [invoice_id]))[invoice_id]]

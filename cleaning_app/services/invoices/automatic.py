"""Billing visits as they are finished, for companies that want it so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import Booking, Client, Invoice
from cleaning_app.services import organisations, rows
from cleaning_app.services.deposits import state
from cleaning_app.services.invoices import state as invoice_state
from cleaning_app.services.invoices.create import create_from_booking
from cleaning_app.services.invoices.send import mail, send
from cleaning_app.services.saved_cards import charging

RECENT = timedelta(days=3)
"""How far back finished visits are looked for. Whoever switches this on does not want last year's
visits billed, and a job that stood still for a weekend catches up."""


async def to_bill(ctx: Ctx) -> Sequence[UUID]:
    """Visits that were finished lately, have a price, and were never on an invoice, not even a void
    one. None while the organisation bills by hand."""
    ctx.require("invoices.edit")
    if (await organisations.settings(ctx)).auto_invoice == "off":
        return []
    billed = exists().where(
        col(Invoice.org_id) == col(Booking.org_id), col(Invoice.booking_id) == col(Booking.id)
    )
    rows = await ctx.session.scalars(
        select(col(Booking.id))
        .where(
            col(Booking.org_id) == ctx.org.id,
            col(Booking.status) == "completed",
            col(Booking.finished_at) > ctx.now() - RECENT,
            col(Booking.price_cents) > 0,
            col(Booking.deleted_at).is_(None),
            ~billed,
        )
        .order_by(col(Booking.finished_at), col(Booking.id))
        .limit(500)
    )
    return list(rows)


async def bill(ctx: Ctx, booking_id: UUID) -> Mapping[str, int]:
    """Draft the invoice of one finished visit, and send it where the organisation wants that and the
    client has an e-mail address, or a card on file that pays it: then it is mailed with the outcome.

    Raises what `create_from_booking` raises: Conflict when somebody billed it meanwhile.
    """
    ctx.require("invoices.edit")
    # Deposits before the counter of numbers, as `deposits.keeping` takes them.
    await rows.locked(ctx, Booking, booking_id, "There is no such booking.")
    await state.of_booking(ctx, booking_id)
    invoice_id = await create_from_booking(ctx, booking_id)
    client_id, email = (
        await ctx.session.execute(
            select(col(Client.id), col(Client.email))
            .join(Invoice, col(Invoice.client_id) == col(Client.id))
            .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.id) == invoice_id)
        )
    ).one()
    if (await organisations.settings(ctx)).auto_invoice != "send":
        return {"drafted": 1}
    card = await charging.chargeable(ctx, client_id)
    if card is not None:
        await send(ctx, invoice_id, without_email=True)
        if await charging.queue(ctx, await invoice_state.locked(ctx, invoice_id), card):
            return {"sent": 1, "charged": 1}
        await mail(ctx, invoice_id)  # its deposit has paid it
        return {"sent": 1}
    if not email:
        return {"drafted": 1}
    await send(ctx, invoice_id)
    return {"sent": 1}

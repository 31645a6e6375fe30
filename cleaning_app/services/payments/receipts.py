"""The receipt of a payment, as an e-mail."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import Booking, Client, Deposit, Invoice, Payment
from cleaning_app.services import messages
from cleaning_app.services.owed import owed_cents
from cleaning_app.services.payments.methods import METHOD_NAMES


async def queue_receipt(ctx: Ctx, payment: Payment) -> None:
    """Queue the receipt of a payment, if its client has an e-mail address; once."""
    client, about = await _about(ctx, payment)
    if not client.email:
        return
    await messages.email(
        ctx,
        "receipt",
        client.email,
        {
            "client_name": client.name,
            "paid_cents": payment.amount_cents,
            "paid_on": payment.received_at.astimezone(ctx.zone).date(),
            "method": "" if payment.method == "other" else METHOD_NAMES[payment.method],
            **about,
        },
        dedupe_key=f"receipt:{payment.id}",
        paper=("receipt", payment.id),
    )


async def _about(ctx: Ctx, payment: Payment) -> tuple[Client, dict[str, object]]:
    """Whose payment it is, and what it is for: an invoice, or the deposit of a booking."""
    if payment.deposit_id is not None:
        deposit, number, client = (
            await ctx.session.execute(
                select(Deposit, col(Booking.number), Client)
                .join(Booking, col(Booking.id) == col(Deposit.booking_id))
                .join(Client, col(Client.id) == col(Deposit.client_id))
                .where(col(Deposit.org_id) == ctx.org.id, col(Deposit.id) == payment.deposit_id)
            )
        ).one()
        left = await owed_cents(ctx, deposit)
        return client, {"number": f"B-{number:05}", "is_deposit": True, "balance_cents": left}
    invoice, client = (
        await ctx.session.execute(
            select(Invoice, Client)
            .join(Client, col(Client.id) == col(Invoice.client_id))
            .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.id) == payment.invoice_id)
        )
    ).one()
    return client, {"number": invoice.number, "balance_cents": invoice.owed_cents}

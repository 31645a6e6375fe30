"""The receipt of a payment, as an e-mail."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import balance
from cleaning_app.models import Client, Invoice, Payment
from cleaning_app.services import messages

_METHOD_WORDS = {
    "card": "Card",
    "etransfer": "E-transfer",
    "cash": "Cash",
    "cheque": "Cheque",
    "other": "",
}


async def queue_receipt(ctx: Ctx, payment: Payment) -> None:
    """Queue the receipt of a payment on an invoice, if its client has an e-mail address; once."""
    found = (
        await ctx.session.execute(
            select(Invoice, Client)
            .join(Client, col(Client.id) == col(Invoice.client_id))
            .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.id) == payment.invoice_id)
        )
    ).one_or_none()
    if found is None:
        return
    invoice, client = found
    if not (address := client.email):
        return
    await messages.email(
        ctx,
        "receipt",
        address,
        {
            "client_name": client.name,
            "number": invoice.number,
            "paid_cents": payment.amount_cents,
            "paid_on": payment.received_at.astimezone(ctx.zone).date(),
            "method": _METHOD_WORDS[payment.method],
            "balance_cents": balance(invoice.payable_cents, invoice.paid_cents),
        },
        dedupe_key=f"receipt:{payment.id}",
        paper=("receipt", payment.id),
    )

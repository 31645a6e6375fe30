"""The note on a payment: the one thing about recorded money that may be put right later."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.models import Payment
from cleaning_app.services import audit, live, rows
from cleaning_app.services.payments.record import MISSING


async def annotate(ctx: Ctx, payment_id: UUID, note: str) -> None:
    """Change a payment's note; the audit row keeps the one before.

    Raises:
        NotFound: no such payment.
        Invalid: more than 500 characters.
    """
    ctx.require("payments.record")
    note = note.strip()
    if len(note) > 500:
        raise Invalid("Notes hold up to 500 characters.", [FieldError("note", "Shorten it.")])
    payment = await rows.locked(ctx, Payment, payment_id, MISSING)
    differing = rows.changes(payment, {"note": note})
    if differing:
        await ctx.session.flush()
        on = payment.invoice_id or payment_id
        audit.record(ctx, "payment.annotate", "invoice", on, note=differing["note"])
        await live.announce(ctx, "invoices", on, "changed")

"""Issuing a credit note, and giving a debt up."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import credit_notes as rules
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.money import to_decimal_string
from cleaning_app.services.credit_notes.choosing import Asked, creditable_invoice
from cleaning_app.services.credit_notes.left import left_of
from cleaning_app.services.credit_notes.writing import write


async def issue(
    ctx: Ctx,
    invoice_id: UUID,
    asked: Asked | None = None,
    *,
    reason: str,
    version: int | None = None,
) -> UUID:
    """Credit a client: the invoice asks for that much less from today on. Undo: `reverse`.

    What was paid beyond what is then payable becomes the client's credit. The tax is the
    invoice's own, whatever the rate is today (Excise Tax Act, s. 232).

    Raises:
        NotFound, PreconditionFailed: as for every change.
        Conflict: a draft or void invoice, or all of it is credited already.
        Invalid: no reason, or more than is left to credit.
    """
    ctx.require("invoices.edit")
    invoice = await creditable_invoice(ctx, invoice_id, version)
    left = await left_of(ctx, invoice)
    if rules.total(left.parts) <= 0:
        raise Conflict(rules.NOTHING_LEFT)
    return await write(ctx, invoice, left, asked or Asked(), "credit", reason)


async def write_off(
    ctx: Ctx,
    invoice_id: UUID,
    *,
    reason: str,
    amount_cents: int | None = None,
    version: int | None = None,
) -> UUID:
    """Give up what is owed on an invoice, or a part of it, as a bad debt. Undo: `reverse`.

    The tax in it comes back in proportion (Excise Tax Act, s. 231).

    Raises:
        NotFound, PreconditionFailed: as for every change.
        Conflict: a draft or void invoice.
        Invalid: no reason, or more than is owed.
    """
    ctx.require("invoices.edit")
    invoice = await creditable_invoice(ctx, invoice_id, version)
    owed = max(0, invoice.owed_cents)
    amount = owed if amount_cents is None else amount_cents
    if amount > owed or owed == 0:
        raise Invalid.field(
            "amount", f"Only what is owed can be written off: {to_decimal_string(owed)}."
        )
    left = await left_of(ctx, invoice)
    return await write(ctx, invoice, left, Asked(amount_cents=amount), "bad_debt", reason)

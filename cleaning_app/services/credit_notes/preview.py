"""What could be taken off an invoice, before anything is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import credit_notes as rules
from cleaning_app.services.credit_notes.choosing import Asked, chosen, creditable_invoice
from cleaning_app.services.credit_notes.left import left_of


@dataclass(frozen=True)
class LineLeft:
    """A line of the invoice after its discount, before tax, in cents."""

    position: int
    description: str
    net_cents: int


@dataclass(frozen=True)
class Creditable:
    """What can be taken off an invoice: `left_cents` with taxes by a credit note, `owed_cents` as a
    bad debt."""

    lines: list[LineLeft]
    left_cents: int
    owed_cents: int


@dataclass(frozen=True)
class Preview:
    """What a credit note would come to, in cents. `left_cents` is what could be credited at most,
    `to_client_cents` what the client would then have to their credit."""

    base_cents: int
    tax_cents: int
    provincial_tax_cents: int
    total_cents: int
    left_cents: int
    balance_cents: int
    to_client_cents: int


async def creditable(ctx: Ctx, invoice_id: UUID) -> Creditable:
    """What is left to take off an invoice. Changes nothing; raises NotFound, and Conflict for a
    draft or void one."""
    ctx.require("invoices.edit")
    invoice = await creditable_invoice(ctx, invoice_id)
    left = await left_of(ctx, invoice)
    return Creditable(
        [LineLeft(line.position, line.description, line.net) for line in left.lines],
        rules.total(left.parts),
        max(0, invoice.owed_cents),
    )


async def preview(ctx: Ctx, invoice_id: UUID, asked: Asked) -> Preview:
    """What `issue` would do. Changes nothing; raises what it would."""
    ctx.require("invoices.edit")
    invoice = await creditable_invoice(ctx, invoice_id)
    left = await left_of(ctx, invoice)
    parts = chosen(left, asked)
    total = rules.total(parts)
    rest = invoice.payable_cents - total - invoice.paid_cents
    return Preview(
        base_cents=sum(part.base for part in parts),
        tax_cents=sum(part.tax for part in parts),
        provincial_tax_cents=sum(part.provincial for part in parts),
        total_cents=total,
        left_cents=rules.total(left.parts),
        balance_cents=max(0, rest),
        to_client_cents=max(0, -rest) - max(0, invoice.paid_cents - invoice.payable_cents),
    )

"""What of an invoice is credited: everything, an amount, or some of its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import credit_notes as rules
from cleaning_app.domain.credit_notes import Part
from cleaning_app.domain.invoices import ISSUED, InvoiceStatus
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import Invoice
from cleaning_app.money import to_decimal_string
from cleaning_app.services.credit_notes.left import Left
from cleaning_app.services.invoices import state


@dataclass(frozen=True)
class Asked:
    """What to credit: an amount with its taxes, or amounts before tax by the lines' positions, or,
    with neither, all that is left."""

    amount_cents: int | None = None
    lines: Mapping[int, int] = field(default_factory=dict[int, int])


async def creditable_invoice(ctx: Ctx, invoice_id: UUID, version: int | None = None) -> Invoice:
    """An invoice under lock. Raises NotFound; Conflict: it is a draft or void."""
    invoice = await state.locked(ctx, invoice_id, version)
    if InvoiceStatus(invoice.status) not in ISSUED:
        what = "is still a draft: change it instead" if invoice.status == "draft" else "is void"
        raise Conflict(f"{invoice.number} {what}.")
    return invoice


def chosen(left: Left, asked: Asked) -> list[Part]:
    """What is credited of what is left, by tax code. Raises Invalid: more than is left, or both ways."""
    if asked.amount_cents is not None and asked.lines:
        raise Invalid("Credit either an amount or lines.")
    if asked.amount_cents is not None:
        return rules.by_amount(left.parts, asked.amount_cents)
    if not asked.lines:
        return rules.whole(left.parts)
    known = {line.position: line for line in left.lines}
    bases: dict[UUID, int] = {}
    for position, cents in asked.lines.items():
        line = known.get(position)
        if line is None or not 0 < cents <= line.net:
            most = to_decimal_string(max(0, line.net)) if line else "0.00"
            raise Invalid.field(
                "lines", f"{line.description if line else 'A line'}: at most {most} before tax."
            )
        bases[line.code] = bases.get(line.code, 0) + cents
    return rules.by_base(left.parts, bases)

"""Lines of an invoice: read with the tax codes of its issue date, added up, written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import tax
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.models import Invoice, InvoiceLine, TaxCode
from cleaning_app.money import MOST_CENTS, round_half_up
from cleaning_app.services import organisations

MOST_LINES = 200
# Amounts are stored in four bytes; twenty million dollars on one invoice is a slip of the hand.


@dataclass(frozen=True)
class NewLine:
    """A line as given: up to three decimals of quantity, price in cents, a tax code's key."""

    description: str
    unit_price_cents: int
    quantity: Decimal = Decimal(1)
    tax_code: str = "gst"


@dataclass(frozen=True)
class Priced:
    """Lines with the codes that hold on the issue date and what they come to."""

    lines: Sequence[NewLine]
    code_ids: dict[str, UUID]
    totals: tax.Totals
    discount_percent: Decimal | None = None


async def codes_on(ctx: Ctx, day: date) -> dict[str, TaxCode]:
    """The tax codes valid on a day, by key; of two that overlap, the younger one."""
    rows = await ctx.session.scalars(
        select(TaxCode)
        .where(col(TaxCode.org_id) == ctx.org.id, col(TaxCode.valid_from) <= day)
        .where(or_(col(TaxCode.valid_to).is_(None), col(TaxCode.valid_to) >= day))
        .order_by(col(TaxCode.valid_from), col(TaxCode.id))
    )
    return {row.key: row for row in rows}


async def standard(ctx: Ctx, day: date) -> TaxCode:
    """The tax code of ordinary work on a day, where the company is.

    Raises:
        Invalid: none of that day is taxable.
    """
    province = (await organisations.settings(ctx)).province
    code = next(iter(tax.usual_first((await codes_on(ctx, day)).values(), province)), None)
    if code is None or code.kind != "taxable":
        raise Invalid("There is no taxable code on that day. Look at Settings → Taxes.")
    return code


async def price(
    ctx: Ctx,
    lines: Sequence[NewLine],
    discount_cents: int,
    issued_on: date,
    discount_percent: Decimal | None = None,
) -> Priced:
    """Check lines and add them up with the tax codes of the issue date. A discount in percent is of
    the subtotal, rounded half-up once, and counts instead of the amount.

    Raises:
        Invalid: naming each line and field that is wrong.
    """
    _check(lines)
    codes = await codes_on(ctx, issued_on)
    known = [
        tax.TaxCode(code.key, tax.TaxKind(code.kind), code.rate, code.provincial_rate)
        for code in codes.values()
    ]
    wanted = [tax.Line(line.quantity, line.unit_price_cents, line.tax_code) for line in lines]
    if discount_percent is not None:
        discount_cents = _percent_of(discount_percent, wanted)
    totals = tax.totals(wanted, known, discount_cents)
    if totals.total < 0:
        raise Invalid("An invoice can't come to less than zero.")
    if totals.subtotal + totals.tax + totals.provincial > MOST_CENTS:
        raise Invalid("That is more than one invoice can hold.")
    return Priced(lines, {key: code.id for key, code in codes.items()}, totals, discount_percent)


async def reckon(
    ctx: Ctx,
    lines: Sequence[NewLine],
    discount_cents: int,
    issued_on: date,
    discount_percent: Decimal | None = None,
) -> tax.Totals:
    """What lines come to while they are being written; a line may still lack its description.

    Raises:
        Invalid: naming each line and field that is wrong.
    """
    ctx.require("invoices.edit")
    described = [replace(line, description=line.description.strip() or "…") for line in lines]
    return (await price(ctx, described, discount_cents, issued_on, discount_percent)).totals


def _percent_of(percent: Decimal, lines: Sequence[tax.Line]) -> int:
    if not percent.is_finite() or not 0 < percent <= 100 or percent != round(percent, 2):
        raise Invalid.field("discount_cents", "A discount is more than 0% and at most 100%.")
    return round_half_up(Fraction(percent) * sum(line.total for line in lines) / 100)


def _check(lines: Sequence[NewLine]) -> None:
    if not 1 <= len(lines) <= MOST_LINES:
        raise Invalid.field("lines", f"An invoice has 1 to {MOST_LINES} lines.")
    problems: list[FieldError] = []
    for n, line in enumerate(lines):
        if not line.description.strip() or len(line.description.strip()) > 255:
            problems.append(FieldError(f"lines.{n}.description", "Give 1 to 255 characters."))
        if not line.quantity.is_finite() or line.quantity > 1_000_000:
            problems.append(FieldError(f"lines.{n}.quantity", "That is too many."))
        elif line.quantity != round(line.quantity, 3):
            problems.append(FieldError(f"lines.{n}.quantity", "Use up to three decimals."))
        if abs(line.unit_price_cents) > MOST_CENTS:
            problems.append(FieldError(f"lines.{n}.unit_price", "That is too large."))
    if problems:
        raise Invalid("Some lines need another look.", problems)


def apply(invoice: Invoice, priced: Priced) -> None:
    """Put the totals of priced lines on an invoice."""
    totals = priced.totals
    invoice.subtotal_cents = totals.subtotal
    invoice.discount_cents = totals.discount
    invoice.discount_percent = priced.discount_percent
    invoice.taxable_cents = totals.taxable
    invoice.zero_rated_cents = totals.zero_rated
    invoice.exempt_cents = totals.exempt
    invoice.tax_cents = totals.tax
    invoice.provincial_tax_cents = totals.provincial
    invoice.total_cents = totals.total


async def write(ctx: Ctx, invoice_id: UUID, priced: Priced) -> None:
    """Replace the invoice's lines with these."""
    await ctx.session.execute(
        delete(InvoiceLine).where(
            col(InvoiceLine.org_id) == ctx.org.id, col(InvoiceLine.invoice_id) == invoice_id
        )
    )
    amounts = priced.totals.line_totals
    for position, (line, amount) in enumerate(zip(priced.lines, amounts, strict=True)):
        ctx.session.add(
            InvoiceLine(
                org_id=ctx.org.id,
                invoice_id=invoice_id,
                position=position,
                description=line.description.strip(),
                quantity=line.quantity,
                unit_price_cents=line.unit_price_cents,
                amount_cents=amount,
                tax_code_id=priced.code_ids[line.tax_code],
            )
        )
    await ctx.session.flush()

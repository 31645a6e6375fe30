"""An invoice as a paper, and as its public page: the same figures in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import tax
from cleaning_app.domain.invoices import OPEN
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.models import Invoice, InvoiceLine, OrganisationSettings, TaxCode
from cleaning_app.services import organisations
from cleaning_app.services.invoices import links
from cleaning_app.services.papers import letterhead, movements, qr, words
from cleaning_app.services.papers.movements import Movement
from cleaning_app.services.papers.paper import Paper, Party, file_name


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line, before the invoice's discount."""

    description: str
    quantity: Decimal
    unit_price_cents: int
    tax: str
    amount_cents: int


@dataclass(frozen=True, kw_only=True)
class Tax:
    """One tax: what it is reckoned on, and what it comes to. A province's has an entry of its own."""

    name: str
    base_cents: int
    tax_cents: int

    def on_top_of(self, other: Tax | None) -> Tax:
        """Both together, of two codes that charge the same tax."""
        if other is None:
            return self
        base, tax_cents = other.base_cents + self.base_cents, other.tax_cents + self.tax_cents
        return Tax(name=self.name, base_cents=base, tax_cents=tax_cents)


@dataclass(frozen=True, kw_only=True)
class Paying:
    """How to pay. `link` leads to the public page, `qr` is the same as an SVG; "" leaves out."""

    link: str = ""
    qr: str = ""
    etransfer: str = ""
    instructions: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoicePaper(Paper):
    """What an invoice's client reads. `balance_cents` is never below zero."""

    template: ClassVar[str] = "invoice"

    number: str
    status: str
    client: Party
    issued_on: date
    due_on: date
    paid_on: date | None
    lines: tuple[Line, ...]
    subtotal_cents: int
    discount_cents: int | None
    taxes: tuple[Tax, ...]
    total_cents: int
    payments: tuple[Movement, ...]
    balance_cents: int
    is_owed: bool
    pay: Paying
    notes: str
    terms: str

    @property
    def title(self) -> str:
        return f"{words.in_language(self.language)['invoice']} {self.number}"

    @property
    def filename(self) -> str:
        return file_name(self.number)


async def load(ctx: Ctx, invoice_id: UUID) -> InvoicePaper:
    """An invoice as it stands now, ready for `typeset`.

    Raises:
        NotFound: no such invoice here.
        Unavailable: the company's logo can't be reached.
    """
    ctx.require("invoices.view")
    invoice = await ctx.session.scalar(
        select(Invoice)
        .where(col(Invoice.org_id) == ctx.org.id, col(Invoice.id) == invoice_id)
        .execution_options(populate_existing=True)
    )
    if invoice is None:
        raise NotFound("There is no such invoice.")
    lang, settings = letterhead.language(ctx), await organisations.settings(ctx)
    lines = await _lines(ctx, invoice.id)
    moved = await movements.of_invoice(ctx, invoice, words.in_language(lang))
    void, paid = invoice.status == "void", invoice.status == "paid"
    balance = 0 if void else max(0, invoice.owed_cents)
    is_owed = invoice.status in OPEN and balance > 0
    return InvoicePaper(
        company=await letterhead.of_settings(ctx.org.name, settings),
        language=lang,
        currency=invoice.currency,
        made_on=invoice.issued_on,
        number=invoice.number,
        status=invoice.status,
        client=await party(ctx, invoice.client_id, invoice.booking_id),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        paid_on=max((one.on for one in moved), default=None) if paid else None,
        lines=tuple(_line(line, code) for line, code in lines),
        subtotal_cents=invoice.subtotal_cents,
        discount_cents=-invoice.discount_cents or None,
        taxes=_taxes(invoice, lines, lang),
        total_cents=invoice.total_cents,
        payments=() if void else moved,
        balance_cents=balance,
        is_owed=is_owed,
        pay=await paying(ctx, settings, invoice if is_owed else None),
        notes=invoice.notes,
        terms=settings.payment_terms,
    )


async def paying(
    ctx: Ctx, settings: OrganisationSettings, invoice: Invoice | None = None
) -> Paying:
    """How the organisation is paid; with the link of an invoice that is owed."""
    ways = {"etransfer": settings.etransfer_email, "instructions": settings.payment_instructions}
    if invoice is None:
        return Paying(**ways)
    links.open_for(invoice)
    await ctx.session.flush()
    link = links.address_of(invoice)
    return Paying(link=link, qr=qr.as_svg(link), **ways)


_CLIENT = text(
    """
    SELECT c.name, coalesce(c.email, '') AS email, a.street, a.city, a.province, a.postal_code
    FROM clients c LEFT JOIN LATERAL (
        SELECT p.* FROM addresses p
        LEFT JOIN bookings b ON b.org_id = p.org_id AND b.address_id = p.id AND b.id = :booking
        WHERE p.org_id = c.org_id AND p.client_id = c.id
          AND (p.deleted_at IS NULL OR b.id IS NOT NULL)
        ORDER BY b.id IS NULL, p.created_at, p.id LIMIT 1
    ) a ON true
    WHERE c.org_id = :org AND c.id = :client
    """
)


async def party(ctx: Ctx, client_id: UUID, booking_id: UUID | None = None) -> Party:
    """A client with the address of the booking, or else the first one they gave."""
    values = {"org": ctx.org.id, "client": client_id, "booking": booking_id}
    row: Any = (await ctx.session.execute(_CLIENT, values)).one()
    if row.street is None:
        return Party(name=row.name, email=row.email)
    region = " ".join(part for part in (row.province, row.postal_code) if part)
    town = ", ".join(part for part in (row.city, region) if part)
    return Party(name=row.name, email=row.email, lines=(row.street, town))


async def _lines(ctx: Ctx, invoice_id: UUID) -> list[tuple[InvoiceLine, TaxCode]]:
    rows = await ctx.session.execute(
        select(InvoiceLine, TaxCode)
        .join(TaxCode, col(TaxCode.id) == col(InvoiceLine.tax_code_id))
        .where(col(InvoiceLine.org_id) == ctx.org.id, col(InvoiceLine.invoice_id) == invoice_id)
        .order_by(col(InvoiceLine.position))
    )
    return [(line, code) for line, code in rows]


def _line(line: InvoiceLine, code: TaxCode) -> Line:
    return Line(
        description=line.description,
        quantity=line.quantity,
        unit_price_cents=line.unit_price_cents,
        tax=code.name,
        amount_cents=line.amount_cents,
    )


def _taxes(
    invoice: Invoice, lines: Sequence[tuple[InvoiceLine, TaxCode]], lang: str
) -> tuple[Tax, ...]:
    """The invoice's taxes by name: the GST of work with PST and of work without it is one. The stored
    sums are the truth: where the codes do not add up to them (books brought from elsewhere round in
    their own ways), there is one line for all GST and HST, and one for a province's."""
    codes = {str(code.id): code for _, code in lines}
    known = [
        tax.TaxCode(id, tax.TaxKind(code.kind), code.rate, code.provincial_rate)
        for id, code in codes.items()
    ]
    asked = [tax.Line(line.quantity, line.unit_price_cents, str(code.id)) for line, code in lines]
    try:
        totals = tax.totals(asked, known, invoice.discount_cents)
    except Invalid:
        totals = None
    if totals is not None and (totals.tax, totals.provincial, totals.total) == (
        invoice.tax_cents,
        invoice.provincial_tax_cents,
        invoice.total_cents,
    ):
        found: dict[str, Tax] = {}
        for key, part in totals.by_code.items():
            for one in _of_code(codes[key], part):
                found[one.name] = one.on_top_of(found.get(one.name))
        return tuple(found.values())
    said, base = words.in_language(lang), invoice.taxable_cents
    provincial = ", ".join({c.provincial_name: 0 for c in codes.values() if c.provincial_name})
    whole = (
        (said["tax"], invoice.tax_cents),
        (provincial or said["provincial_tax"], invoice.provincial_tax_cents),
    )
    return tuple(Tax(name=name, base_cents=base, tax_cents=cents) for name, cents in whole if cents)


def _of_code(code: TaxCode, part: tax.CodeTotal) -> list[Tax]:
    """The taxes of one code; a rate of nothing beside a provincial one is not worth a line."""
    found: list[Tax] = []
    if code.kind != "taxable":
        return found
    if code.rate or not code.provincial_rate:
        name = tax.federal_name(code.name, code.rate, code.provincial_name)
        found.append(Tax(name=name, base_cents=part.base, tax_cents=part.tax))
    if code.provincial_rate:
        found.append(
            Tax(name=code.provincial_name, base_cents=part.base, tax_cents=part.provincial)
        )
    return found

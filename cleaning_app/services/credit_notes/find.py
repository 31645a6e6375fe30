"""Credit notes to look at: of one invoice, of all, and one with its lines."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.models import Client, CreditNote, CreditNoteLine, Invoice, TaxCode
from cleaning_app.models.credit_notes import KINDS
from cleaning_app.services import listing, listing_people
from cleaning_app.services.credit_notes.reverse import MISSING
from cleaning_app.services.credit_notes.views import NoteRow, line_of, notes, row_of
from cleaning_app.services.listing_filters import day_filter, id_filter

ORDERS = {
    "issued_on": CreditNote.issued_on,
    "number": CreditNote.number,
    "total_cents": CreditNote.total_cents,
}


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[NoteRow]:
    """One page of credit notes, newest first.

    Filters: `kind`, `invoice_id`, `client_id`, `from` and `to` (days they were issued on, both
    included). Search: their numbers, the invoice's, the client's name.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    ctx.require("invoices.view")
    statement = notes(ctx)
    if query.search.strip():
        wanted = listing.contains(query.search)
        statement = statement.where(
            or_(
                col(CreditNote.number).ilike(wanted),
                col(Invoice.number).ilike(wanted),
                listing_people.named(Client.name, query.search),
            )
        )
    if kind := query.filters.get("kind"):
        if kind not in KINDS:
            raise Invalid("There is no such kind of credit note.")
        statement = statement.where(col(CreditNote.kind) == kind)
    if invoice_id := id_filter(query.filters, "invoice_id"):
        statement = statement.where(col(CreditNote.invoice_id) == invoice_id)
    if client_id := id_filter(query.filters, "client_id"):
        statement = statement.where(col(Invoice.client_id) == client_id)
    if first := day_filter(query.filters, "from"):
        statement = statement.where(col(CreditNote.issued_on) >= first)
    if last := day_filter(query.filters, "to"):
        statement = statement.where(col(CreditNote.issued_on) <= last)
    page = await listing.fetch(ctx, statement, query, ORDERS, default="-issued_on")
    return page.map(lambda row: row_of(*row))


async def of_invoice(ctx: Ctx, invoice_id: UUID) -> list[NoteRow]:
    """The credit notes of one invoice, oldest first."""
    ctx.require("invoices.view")
    found = await ctx.session.execute(
        notes(ctx)
        .where(col(CreditNote.invoice_id) == invoice_id)
        .order_by(col(CreditNote.created_at), col(CreditNote.number))
    )
    return [row_of(*row) for row in found]


async def get(ctx: Ctx, note_id: UUID) -> NoteRow:
    """One credit note with its lines.

    Raises:
        NotFound: no such credit note.
    """
    ctx.require("invoices.view")
    found: Any = (
        await ctx.session.execute(notes(ctx).where(col(CreditNote.id) == note_id))
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    lines = await ctx.session.execute(
        select(CreditNoteLine, TaxCode)
        .join(TaxCode, col(TaxCode.id) == col(CreditNoteLine.tax_code_id))
        .where(
            col(CreditNoteLine.org_id) == ctx.org.id, col(CreditNoteLine.credit_note_id) == note_id
        )
        .order_by(col(CreditNoteLine.position))
    )
    return row_of(*found, lines=[line_of(line, code) for line, code in lines])

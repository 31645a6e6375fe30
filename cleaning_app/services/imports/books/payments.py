"""Payments and refunds on invoices that are here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from cleaning_app.domain.importing.datasets.payments import PAYMENTS, PaymentRow
from cleaning_app.domain.invoices import InvoiceStatus
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.books.book import Book
from cleaning_app.services.imports.entries import Entry, Report, Stored
from cleaning_app.services.invoices import state

PROVIDER = "import"


class _Invoice(NamedTuple):
    id: UUID
    status: str


class Payments(Book[PaymentRow]):
    """Money that moved does not change: a changed file may only settle what was pending."""

    dataset = PAYMENTS
    table = "payments"
    key = "provider_ref"
    topic = "payments"

    async def known(self, external_ids: Sequence[str]) -> dict[str, UUID]:
        t = tables.table(self.table)
        chosen = select(t.c.provider_ref, t.c.id).where(
            t.c.org_id == self.ctx.org.id,
            t.c.provider == PROVIDER,
            t.c.provider_ref == func.any(list(external_ids)),
        )
        return dict((await self.ctx.session.execute(chosen)).all())

    async def look_up(self, rows: Sequence[PaymentRow]) -> None:
        t = tables.table("invoices")
        chosen = select(t.c.number, t.c.id, t.c.status).where(
            t.c.org_id == self.ctx.org.id,
            t.c.number == func.any(list({row.invoice_number for row in rows})),
        )
        found = await self.ctx.session.execute(chosen)
        self._invoices = {number: _Invoice(id, status) for number, id, status in found}

    def entry(self, row: PaymentRow, stored: Stored | None, report: Report) -> Entry | None:
        invoice = self._invoices.get(row.invoice_number)
        if invoice is None:
            report.add(row.row, "invoice_number", f"There is no invoice {row.invoice_number}.")
            return None
        if invoice.status in (InvoiceStatus.DRAFT, InvoiceStatus.VOID):
            message = f"{row.invoice_number} is {invoice.status}: this money pays for nothing."
            report.add(row.row, "invoice_number", message, "warning")
        fixed = {
            "invoice_id": invoice.id,
            "amount_cents": row.amount,
            "received_at": row.received_at,
        }
        values: dict[str, Any] = {"method": row.method, "status": row.status, "note": row.note}
        if stored is None:
            currency = row.currency or self.ctx.org.currency
            origin = {"provider": PROVIDER, "provider_ref": row.external_id, "currency": currency}
            return Entry(self.table, fixed | values | origin)
        if any(stored.values[column] != value for column, value in fixed.items()):
            message = f"{row.external_id} is recorded with other figures; add a row to correct it."
            report.add(row.row, "external_id", message)
            return None
        if stored.values["status"] not in ("pending", row.status):
            message = f"{row.external_id} has {stored.values['status']} here and stays so."
            report.add(row.row, "status", message)
            return None
        return Entry(self.table, {c: v for c, v in values.items() if c in self.mapped}, stored)

    async def dependants(self, ids: Sequence[UUID]) -> list[UUID]:
        t = tables.table(self.table)
        chosen = (
            select(t.c.invoice_id)
            .distinct()
            .where(t.c.org_id == self.ctx.org.id, t.c.id == func.any(list(ids)))
        )
        return list(await self.ctx.session.scalars(chosen))

    async def finish(self, dependants: Sequence[UUID]) -> None:
        await state.restate(self.ctx, list(dependants))

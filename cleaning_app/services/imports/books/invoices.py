"""Invoices under the numbers they were sent with, one line for each kind of tax."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from cleaning_app.domain.importing.datasets.invoices import INVOICES, InvoiceRow
from cleaning_app.domain.invoices import InvoiceStatus, derive_status
from cleaning_app.ids import new_id
from cleaning_app.services import organisations
from cleaning_app.services.imports import tables
from cleaning_app.services.imports.books import invoice_numbers
from cleaning_app.services.imports.books.book import Book
from cleaning_app.services.imports.books.tax_codes import Codes, TaxCodes
from cleaning_app.services.imports.entries import Entry, Report, Stored

VOID_BEFORE = "Void before it was imported"
_FIXED_ONCE_SENT = (
    "client_id",
    "booking_id",
    "issued_on",
    "due_on",
    "taxable_cents",
    "exempt_cents",
    "tax_cents",
    "total_cents",
)


class _Booking(NamedTuple):
    id: UUID
    client_id: UUID
    service: str
    invoice: str | None


class Invoices(Book[InvoiceRow]):
    """What was sent stays as it is: a changed file may only send or change a draft, or void."""

    dataset = INVOICES
    table = "invoices"
    key = "number"
    topic = "invoices"

    async def look_up(self, rows: Sequence[InvoiceRow]) -> None:
        clients = {row.client_id for row in rows}
        self._clients = await tables.ids_by(self.ctx, "clients", "external_id", clients)
        self._bookings = await self._load_bookings({r.booking_id for r in rows if r.booking_id})
        self._taxes = await TaxCodes.load(self.ctx)
        self._due_days = (await organisations.settings(self.ctx)).invoice_due_days
        self._billed: dict[str, str] = {}

    async def _load_bookings(self, external_ids: Iterable[str]) -> dict[str, _Booking]:
        b, s, i = (tables.table(name) for name in ("bookings", "service_types", "invoices"))
        chosen = (
            select(b.c.external_id, b.c.id, b.c.client_id, s.c.name, i.c.number)
            .join(s, (s.c.org_id == b.c.org_id) & (s.c.id == b.c.service_type_id))
            .outerjoin(
                i,
                (i.c.org_id == b.c.org_id)
                & (i.c.booking_id == b.c.id)
                & (i.c.status != InvoiceStatus.VOID),
            )
            .where(b.c.org_id == self.ctx.org.id)
            .where(b.c.external_id == func.any(list(external_ids)))
        )
        rows = await self.ctx.session.execute(chosen)
        return {external_id: _Booking(*rest) for external_id, *rest in rows}

    def entry(self, row: InvoiceRow, stored: Stored | None, report: Report) -> Entry | None:
        booking = self._bookings.get(row.booking_id or "")
        self._check_references(row, booking, report)
        codes = self._taxes.for_invoice(row, report)
        if codes is None or row.row in report.refused:
            return None
        values = self._values(row, booking, stored)
        if stored is None:
            values |= {"number": row.invoice_number, "currency": self.ctx.org.currency}
        elif why_not := self._fixed(row, stored, values):
            report.add(row.row, "invoice_number", why_not)
            return None
        entry = Entry(self.table, values, stored)
        if stored is None or stored.values["status"] == InvoiceStatus.DRAFT:
            entry.links["invoice_lines"] = _lines(entry.id, row, booking, codes)
        return entry

    def _check_references(self, row: InvoiceRow, booking: _Booking | None, report: Report) -> None:
        client = self._clients.get(row.client_id)
        if client is None:
            report.add(row.row, "client_id", f"There is no client {row.client_id}.")
        if not row.booking_id:
            return
        if booking is None:
            report.add(row.row, "booking_id", f"There is no booking {row.booking_id}.")
            return
        if client and booking.client_id != client:
            message = f"Booking {row.booking_id} belongs to another client."
            report.add(row.row, "booking_id", message)
        if row.status != "void":
            first = self._billed.setdefault(row.booking_id, booking.invoice or row.invoice_number)
            if first != row.invoice_number:
                message = f"Booking {row.booking_id} is already on invoice {first}."
                report.add(row.row, "booking_id", message)

    def _values(
        self, row: InvoiceRow, booking: _Booking | None, stored: Stored | None
    ) -> dict[str, Any]:
        due_on = row.due_on or row.issued_on + timedelta(days=self._due_days)
        paid = stored.values["paid_cents"] if stored else 0
        today = self.ctx.today()
        values: dict[str, Any] = {
            "client_id": self._clients[row.client_id],
            "booking_id": booking.id if booking else None,
            "issued_on": row.issued_on,
            "due_on": due_on,
            "subtotal_cents": row.taxable_amount + row.exempt_amount,
            "taxable_cents": row.taxable_amount,
            "exempt_cents": row.exempt_amount,
            "tax_cents": row.gst_amount,
            "total_cents": row.total_amount,
            "status": derive_status(row.status, row.total_amount, paid, due_on, today).value,
            "sent_at": None if row.status == "draft" else self._noon(row.issued_on),
            "void_reason": VOID_BEFORE if row.status == "void" else "",
        }
        if stored is not None:
            if "booking_id" not in self.mapped:
                values["booking_id"] = stored.values["booking_id"]
            if "due_on" not in self.mapped:
                values["due_on"] = stored.values["due_on"]
        return values

    def _fixed(self, row: InvoiceRow, stored: Stored, values: dict[str, Any]) -> str:
        """Why an invoice that is here already may not become what the file says, or ""."""
        number, was = row.invoice_number, stored.values["status"]
        if stored.digest is None:
            return f"{number} was issued here; the file's must be another one."
        if was == InvoiceStatus.DRAFT:
            return ""
        if any(stored.values[column] != values[column] for column in _FIXED_ONCE_SENT):
            return f"{number} was sent already and cannot change; void it and issue another."
        if was == InvoiceStatus.VOID and row.status != "void":
            return f"{number} is void and stays so."
        if row.status == "draft":
            return f"{number} was sent already and cannot be a draft again."
        if row.status == "void" and was != InvoiceStatus.VOID and stored.values["paid_cents"]:
            return f"{number} has payments on it; give them back before it is void."
        return ""

    def _noon(self, day: date) -> datetime:
        return datetime.combine(day, time(12), self.ctx.zone)

    async def finish(self, dependants: Sequence[UUID]) -> None:
        await invoice_numbers.recount(self.ctx)


def _lines(
    invoice_id: UUID, row: InvoiceRow, booking: _Booking | None, codes: Codes
) -> list[dict[str, Any]]:
    """One line per kind of tax; the file knows no more than these two sums."""
    what = booking.service if booking else "Cleaning"
    parts = [(what, row.taxable_amount, codes.taxable)]
    if row.exempt_amount:
        parts.append((f"{what}, exempt", row.exempt_amount, codes.exempt))
        parts = [part for part in parts if part[1]]
    return [
        {
            "id": new_id(),
            "invoice_id": invoice_id,
            "position": position,
            "description": description,
            "quantity": 1,
            "unit_price_cents": amount,
            "amount_cents": amount,
            "tax_code_id": code,
        }
        for position, (description, amount, code) in enumerate(parts)
    ]

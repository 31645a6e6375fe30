"""Invoices with the numbers they were sent under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cleaning_app.domain.importing.cells import cents_from, choice, day, text
from cleaning_app.domain.importing.columns import Field
from cleaning_app.domain.importing.rows import Dataset, Severity

STATUSES = ("draft", "sent", "void")
_FOLLOWS_FROM_PAYMENTS = {
    "partial": "sent",
    "paid": "sent",
    "overdue": "sent",
    "unpaid": "sent",
    "open": "sent",
    "voided": "void",
    "cancelled": "void",
}


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice; amounts in cents. `due_on` None: the organisation's usual days after issue."""

    row: int
    invoice_number: str
    booking_id: str | None
    client_id: str
    issued_on: date
    due_on: date | None
    taxable_amount: int
    exempt_amount: int
    gst_amount: int
    total_amount: int
    status: str

    @property
    def external_id(self) -> str:
        return self.invoice_number


def _examine(invoice: InvoiceRow) -> Iterator[tuple[str, str, Severity]]:
    if invoice.due_on and invoice.due_on < invoice.issued_on:
        yield "due_on", f"Due on {invoice.due_on}, before it was issued.", "error"
    adds_up_to = invoice.taxable_amount + invoice.exempt_amount + invoice.gst_amount
    if invoice.total_amount != adds_up_to:
        yield "total_amount", f"The parts add up to {adds_up_to / 100:.2f}.", "error"


INVOICES = Dataset(
    key="invoices",
    title="Invoices",
    row_type=InvoiceRow,
    identity="invoice_number",
    examine=_examine,
    fields=(
        Field(
            "invoice_number",
            text(20),
            "As printed on the invoice; it is kept.",
            required=True,
            aliases=("number", "invoice", "invoice_no", "invoice_id", "numero"),
        ),
        Field(
            "booking_id",
            text(60),
            "The booking's number in the old system, if there was one.",
            aliases=("booking", "booking_external_id", "job_id"),
        ),
        Field(
            "client_id",
            text(60),
            "The client's number in the old system.",
            required=True,
            aliases=("client", "client_external_id", "customer_id", "customer"),
        ),
        Field(
            "issued_on",
            day,
            "2026-04-30.",
            required=True,
            aliases=("issue_date", "invoice_date", "date", "issued"),
        ),
        Field("due_on", day, "2026-05-14.", aliases=("due_date", "due")),
        Field(
            "taxable_amount",
            cents_from(0),
            "Dollars that GST was charged on.",
            required=True,
            aliases=("taxable", "subtotal", "net_amount"),
        ),
        Field(
            "exempt_amount",
            cents_from(0),
            "Dollars without GST.",
            default=0,
            aliases=("exempt", "non_taxable"),
        ),
        Field(
            "gst_amount",
            cents_from(0),
            "GST in dollars.",
            required=True,
            aliases=("gst", "tax", "tax_amount", "gst_hst", "tps"),
        ),
        Field(
            "total_amount",
            cents_from(0),
            "Dollars with GST.",
            required=True,
            aliases=("total", "amount", "amount_due"),
        ),
        Field(
            "status",
            choice("status", STATUSES, _FOLLOWS_FROM_PAYMENTS),
            "draft, sent or void; paid and overdue follow from payments and dates.",
            required=True,
            aliases=("state", "statut"),
        ),
    ),
)

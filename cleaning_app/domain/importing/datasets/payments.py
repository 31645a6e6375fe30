"""Payments and refunds on invoices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cleaning_app.domain.importing.cells import choice, currency, moment_or_day, signed_cents, text
from cleaning_app.domain.importing.columns import Field
from cleaning_app.domain.importing.rows import Dataset, Severity

METHODS = ("card", "etransfer", "cash", "cheque", "other")
_METHOD_SPELLINGS = {
    "credit_card": "card",
    "debit": "card",
    "visa": "card",
    "mastercard": "card",
    "e_transfer": "etransfer",
    "interac": "etransfer",
    "interac_e_transfer": "etransfer",
    "check": "cheque",
    "comptant": "cash",
    "chèque": "cheque",
}
STATUSES = ("pending", "succeeded", "failed")
_STATUS_SPELLINGS = {
    "paid": "succeeded",
    "completed": "succeeded",
    "received": "succeeded",
    "declined": "failed",
}


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One movement of money in cents; negative: given back."""

    row: int
    external_id: str
    invoice_number: str
    received_at: datetime
    amount: int
    currency: str | None
    method: str
    status: str
    note: str


def _examine(_: PaymentRow) -> Iterator[tuple[str, str, Severity]]:
    return iter(())


PAYMENTS = Dataset(
    key="payments",
    title="Payments",
    row_type=PaymentRow,
    identity="external_id",
    examine=_examine,
    fields=(
        Field(
            "external_id",
            text(60),
            "The payment's number in the old system.",
            required=True,
            aliases=("id", "payment_id", "payment_number", "reference", "transaction_id", "no"),
        ),
        Field(
            "invoice_number",
            text(20),
            "The invoice it was for.",
            required=True,
            aliases=("invoice", "invoice_no", "invoice_id"),
        ),
        Field(
            "received_at",
            moment_or_day,
            "2026-04-30T09:00-06:00; without offset: local time; a bare date is enough.",
            required=True,
            aliases=("paid_at", "date", "payment_date", "received_on", "received"),
        ),
        Field(
            "amount",
            signed_cents,
            "Dollars; negative for a refund.",
            required=True,
            aliases=("payment", "total", "paid", "montant"),
        ),
        Field("currency", currency, "The organisation's own; others are refused."),
        Field(
            "method",
            choice("payment method", METHODS, _METHOD_SPELLINGS),
            "One of " + ", ".join(METHODS) + ".",
            default="other",
            aliases=("payment_method", "type", "mode"),
        ),
        Field(
            "status",
            choice("status", STATUSES, _STATUS_SPELLINGS),
            "succeeded unless it says pending or failed.",
            default="succeeded",
            aliases=("state", "statut"),
        ),
        Field("note", text(500), "Anything worth keeping.", default="", aliases=("notes", "memo")),
    ),
)

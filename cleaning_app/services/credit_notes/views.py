"""What pages and routes see of credit notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import Client, CreditNote, CreditNoteLine, Invoice, TaxCode

_AMOUNTS = (
    "taxable_cents",
    "zero_rated_cents",
    "exempt_cents",
    "tax_cents",
    "provincial_tax_cents",
    "total_cents",
)


@dataclass(frozen=True)
class NoteLine:
    """One line of a credit note, in cents."""

    description: str
    amount_cents: int
    tax_cents: int
    provincial_tax_cents: int
    tax_code: str
    tax_name: str


@dataclass(frozen=True)
class NoteRow:
    """A credit note. A reversal's amounts are negative; `reversed_by` is the number that took this
    one back, or "". `lines` are filled for a single one."""

    id: UUID
    number: str
    invoice_id: UUID
    invoice_number: str
    client_id: UUID
    client_name: str
    kind: str
    issued_on: date
    reason: str
    taxable_cents: int
    zero_rated_cents: int
    exempt_cents: int
    tax_cents: int
    provincial_tax_cents: int
    total_cents: int
    currency: str
    reversal_of_id: UUID | None
    reversed_by: str
    lines: list[NoteLine]


def notes(ctx: Ctx) -> Select[Any]:
    """The organisation's credit notes, as `row_of` takes them."""
    back = aliased(CreditNote)
    statement: Any = (
        select(CreditNote, Invoice, col(Client.name), col(back.number))
        .join(Invoice, col(Invoice.id) == col(CreditNote.invoice_id))
        .join(Client, col(Client.id) == col(Invoice.client_id))
        .outerjoin(
            back,
            (col(back.org_id) == col(CreditNote.org_id))
            & (col(back.reversal_of_id) == col(CreditNote.id)),
        )
        .where(col(CreditNote.org_id) == ctx.org.id)
    )
    return statement


def row_of(
    note: CreditNote,
    invoice: Invoice,
    client_name: str,
    reversed_by: str | None,
    lines: list[NoteLine] | None = None,
) -> NoteRow:
    """A credit note as it is shown; lists leave its lines out."""
    return NoteRow(
        id=note.id,
        number=note.number,
        invoice_id=invoice.id,
        invoice_number=invoice.number,
        client_id=invoice.client_id,
        client_name=client_name,
        kind=note.kind,
        issued_on=note.issued_on,
        reason=note.reason,
        **{name: getattr(note, name) for name in _AMOUNTS},
        currency=invoice.currency,
        reversal_of_id=note.reversal_of_id,
        reversed_by=reversed_by or "",
        lines=lines or [],
    )


def line_of(line: CreditNoteLine, code: TaxCode) -> NoteLine:
    """A line as it is shown."""
    return NoteLine(
        line.description,
        line.amount_cents,
        line.tax_cents,
        line.provincial_tax_cents,
        code.key,
        code.name,
    )

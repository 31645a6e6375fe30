"""Credit notes: what is taken off an invoice that was sent."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, one_of, tenant_fk, tenant_key

KINDS = ("credit", "bad_debt")


class CreditNote(OrgRow, table=True):
    """An amount taken off an invoice, with its tax: a credit to the client, or a debt given up.

    Never changed: one that was wrong is reversed by another with the amounts negated
    (`reversal_of_id`), dated when that happened, so that no filed period changes.
    """

    __tablename__ = "credit_notes"
    __table_args__ = (
        tenant_key("credit_notes"),
        tenant_fk("credit_notes", "invoice_id", "invoices"),
        tenant_fk("credit_notes", "reversal_of_id", "credit_notes"),
        one_of("credit_notes", "kind", KINDS),
        check(
            "credit_notes",
            "total",
            "total_cents = taxable_cents + zero_rated_cents + exempt_cents + tax_cents"
            " + provincial_tax_cents",
        ),
        check(
            "credit_notes",
            "sign",
            "CASE WHEN reversal_of_id IS NULL THEN total_cents > 0 ELSE total_cents < 0 END",
        ),
        Index("ix_credit_notes_org_number", "org_id", "number", unique=True),
        Index("ix_credit_notes_org_issued", "org_id", "issued_on", "id"),
        Index("ix_credit_notes_org_invoice", "org_id", "invoice_id"),
        Index("uq_credit_notes_reversal", "org_id", "reversal_of_id", unique=True),
    )

    number: str = Field(max_length=20)
    invoice_id: UUID
    kind: str = Field(default="credit", max_length=10)
    issued_on: date
    reason: str = Field(max_length=500)
    taxable_cents: int = 0
    zero_rated_cents: int = 0
    exempt_cents: int = 0
    tax_cents: int = 0
    provincial_tax_cents: int = 0
    total_cents: int
    reversal_of_id: UUID | None = None
    created_by: UUID | None = None


class CreditNoteLine(OrgRow, table=True):
    """One line of a credit note, before tax, under the tax code the invoice used, and the tax it
    takes back."""

    __tablename__ = "credit_note_lines"
    __table_args__ = (
        tenant_fk("credit_note_lines", "credit_note_id", "credit_notes", cascade=True),
        tenant_fk("credit_note_lines", "tax_code_id", "tax_codes"),
        Index("ix_credit_note_lines_note", "org_id", "credit_note_id", "position", unique=True),
    )

    credit_note_id: UUID
    position: int
    description: str = Field(max_length=255)
    amount_cents: int
    tax_cents: int = 0
    provincial_tax_cents: int = 0
    tax_code_id: UUID

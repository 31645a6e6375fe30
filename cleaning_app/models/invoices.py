"""Invoices, their lines, and the counters that keep numbers gapless."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Numeric, text
from sqlmodel import Field, SQLModel

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

STAGES = ("gentle", "second", "final")
STATUSES = ("draft", "sent", "partial", "paid", "overdue", "void")


class NumberCounter(SQLModel, table=True):
    """The last number given out per organisation, kind and year. Locked by whoever takes the next."""

    __tablename__ = "number_counters"

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    kind: str = Field(primary_key=True, max_length=20)
    year: int = Field(primary_key=True)
    last_number: int = 0


class Invoice(OrgRow, table=True):
    """What a client owes for work done. Amounts in cents; `status` follows from payments, credit
    notes and dates. `paid_cents` is Σ of succeeded payments, `credited_cents` Σ of credit notes.

    `tax_cents` is what is owed to the CRA (GST or HST); PST, RST and QST stand beside it, in
    `provincial_tax_cents`, so that no figure of the GST return has to know of them.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        tenant_key("invoices"),
        tenant_fk("invoices", "client_id", "clients"),
        tenant_fk("invoices", "booking_id", "bookings"),
        one_of("invoices", "status", STATUSES),
        check("invoices", "dates", "due_on >= issued_on"),
        check(
            "invoices",
            "total",
            "total_cents = subtotal_cents - discount_cents + tax_cents + provincial_tax_cents"
            " AND subtotal_cents - discount_cents = taxable_cents + zero_rated_cents + exempt_cents",
        ),
        check(
            "invoices",
            "discount_percent",
            "discount_percent > 0 AND discount_percent <= 100",
        ),
        Index("ix_invoices_org_number", "org_id", "number", unique=True),
        Index("ix_invoices_org_issued", "org_id", "issued_on", "id"),
        Index("ix_invoices_org_status", "org_id", "status", "due_on", "id"),
        Index("ix_invoices_org_client", "org_id", "client_id", "issued_on"),
        Index(
            "uq_invoices_live_booking",
            "org_id",
            "booking_id",
            unique=True,
            postgresql_where=text("booking_id IS NOT NULL AND status <> 'void'"),
        ),
    )

    number: str = Field(max_length=20)
    client_id: UUID
    booking_id: UUID | None = None
    issued_on: date
    due_on: date
    currency: str = Field(default="CAD", max_length=3)
    subtotal_cents: int = 0
    discount_cents: int = 0
    discount_percent: Decimal | None = Field(default=None, sa_type=Numeric(5, 2))
    taxable_cents: int = 0
    zero_rated_cents: int = 0
    exempt_cents: int = 0
    tax_cents: int = 0
    provincial_tax_cents: int = 0
    total_cents: int = 0
    paid_cents: int = 0
    credited_cents: int = 0
    status: str = Field(default="draft", max_length=20)
    sent_at: datetime | None = moment()
    voided_at: datetime | None = moment()
    void_reason: str = Field(default="", max_length=500)
    notes: str = Field(default="", max_length=1000)
    public_token_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    public_link_version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    created_by: UUID | None = None
    version: int = Field(default=1)

    @property
    def payable_cents(self) -> int:
        """What is to be paid in the end: the total less what was credited; nothing once it is void."""
        return 0 if self.status == "void" else self.total_cents - self.credited_cents

    @property
    def owed_cents(self) -> int:
        """What is still to be paid; below zero where more was paid than that."""
        return self.payable_cents - self.paid_cents


class InvoiceReminder(OrgRow, table=True):
    """That a client was reminded of an invoice; each stage once a day at most."""

    __tablename__ = "invoice_reminders"
    __table_args__ = (
        tenant_fk("invoice_reminders", "invoice_id", "invoices"),
        one_of("invoice_reminders", "stage", STAGES),
        Index(
            "uq_invoice_reminders_stage", "org_id", "invoice_id", "stage", "sent_on", unique=True
        ),
    )

    invoice_id: UUID
    stage: str = Field(max_length=10)
    sent_on: date
    created_by: UUID | None = None


class InvoiceLine(OrgRow, table=True):
    """One line of an invoice: quantity × unit price, under one tax code."""

    __tablename__ = "invoice_lines"
    __table_args__ = (
        tenant_fk("invoice_lines", "invoice_id", "invoices", cascade=True),
        tenant_fk("invoice_lines", "tax_code_id", "tax_codes"),
        Index("ix_invoice_lines_invoice", "org_id", "invoice_id", "position", unique=True),
    )

    invoice_id: UUID
    position: int
    description: str = Field(max_length=255)
    quantity: Decimal = Field(default=Decimal(1), sa_type=Numeric(12, 3))
    unit_price_cents: int
    amount_cents: int
    tax_code_id: UUID

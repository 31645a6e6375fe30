"""Money received and given back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

METHODS = ("card", "etransfer", "cash", "cheque", "other")
STATUSES = ("pending", "succeeded", "failed")


class Payment(OrgRow, table=True):
    """One movement of money on an invoice. A refund is a row of its own with a negative amount."""

    __tablename__ = "payments"
    __table_args__ = (
        tenant_key("payments"),
        tenant_fk("payments", "invoice_id", "invoices"),
        tenant_fk("payments", "refund_of_id", "payments"),
        one_of("payments", "method", METHODS),
        one_of("payments", "status", STATUSES),
        check("payments", "amount_cents", "amount_cents <> 0"),
        check("payments", "refund", "refund_of_id IS NULL OR amount_cents < 0"),
        Index("ix_payments_org_received", "org_id", "received_at", "id"),
        Index("ix_payments_org_invoice", "org_id", "invoice_id", "received_at", "id"),
        Index(
            "uq_payments_provider_ref",
            "org_id",
            "provider",
            "provider_ref",
            unique=True,
            postgresql_where=text("provider_ref IS NOT NULL"),
        ),
    )

    invoice_id: UUID
    amount_cents: int
    currency: str = Field(default="CAD", max_length=3)
    method: str = Field(max_length=20)
    status: str = Field(default="succeeded", max_length=20)
    received_at: datetime = moment(nullable=False)
    provider: str = Field(default="office", max_length=20)
    provider_ref: str | None = Field(default=None, max_length=120)
    refund_of_id: UUID | None = None
    note: str = Field(default="", max_length=500)
    created_by: UUID | None = None

"""Money received and given back, and the deposits it was received for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

METHODS = ("card", "etransfer", "cash", "cheque", "other")
STATUSES = ("pending", "succeeded", "failed")
KINDS = ("payment", "dispute", "transfer")
DEPOSIT_STATUSES = ("asked", "paid", "used", "returned", "kept", "waived")


class Payment(OrgRow, table=True):
    """One movement of money, on an invoice or on a deposit.

    A refund is a row of its own: a payment with a negative amount. So is a dispute, what a bank
    takes back (and a positive one, when it is won and comes again). A transfer is two rows that
    add up to zero and share `transfer_id`: a deposit or a client's credit going to an invoice,
    while no money moves. `fee_cents` is what the provider kept.
    """

    __tablename__ = "payments"
    __table_args__ = (
        tenant_key("payments"),
        tenant_fk("payments", "invoice_id", "invoices"),
        tenant_fk("payments", "deposit_id", "deposits"),
        tenant_fk("payments", "refund_of_id", "payments"),
        one_of("payments", "kind", KINDS),
        one_of("payments", "method", METHODS),
        one_of("payments", "status", STATUSES),
        check("payments", "amount_cents", "amount_cents <> 0"),
        check("payments", "belongs", "num_nonnulls(invoice_id, deposit_id) = 1"),
        check("payments", "transfer", "(kind = 'transfer') = (transfer_id IS NOT NULL)"),
        check("payments", "refund", "refund_of_id IS NULL OR amount_cents < 0"),
        Index("ix_payments_org_received", "org_id", "received_at", "id"),
        Index("ix_payments_org_invoice", "org_id", "invoice_id", "received_at", "id"),
        Index(
            "ix_payments_org_deposit",
            "org_id",
            "deposit_id",
            postgresql_where=text("deposit_id IS NOT NULL"),
        ),
        Index(
            "uq_payments_provider_ref",
            "org_id",
            "provider",
            "provider_ref",
            unique=True,
            postgresql_where=text("provider_ref IS NOT NULL"),
        ),
    )

    invoice_id: UUID | None = None
    deposit_id: UUID | None = None
    kind: str = Field(default="payment", max_length=10)
    amount_cents: int
    fee_cents: int = 0
    currency: str = Field(default="CAD", max_length=3)
    method: str = Field(max_length=20)
    status: str = Field(default="succeeded", max_length=20)
    received_at: datetime = moment(nullable=False)
    provider: str = Field(default="office", max_length=20)
    provider_ref: str | None = Field(default=None, max_length=120)
    refund_of_id: UUID | None = None
    transfer_id: UUID | None = None
    note: str = Field(default="", max_length=500)
    created_by: UUID | None = None


class Deposit(OrgRow, table=True):
    """Money asked for before a job is done. It is no sale, and carries no GST, until it is
    transferred to an invoice (Excise Tax Act, s. 168(9)).

    `held_cents` is Σ of its succeeded movements: what was paid, less what was given back or moved
    to an invoice. `status` follows from that, except `kept` and `waived`, which people decide;
    `note` says why.
    """

    __tablename__ = "deposits"
    __table_args__ = (
        tenant_key("deposits"),
        tenant_fk("deposits", "booking_id", "bookings"),
        tenant_fk("deposits", "client_id", "clients"),
        one_of("deposits", "status", DEPOSIT_STATUSES),
        check("deposits", "amount_cents", "amount_cents > 0"),
        Index("ix_deposits_org_status", "org_id", "status", "created_at", "id"),
        Index("ix_deposits_org_client", "org_id", "client_id"),
        Index(
            "uq_deposits_asked_booking",
            "org_id",
            "booking_id",
            unique=True,
            postgresql_where=text("status = 'asked'"),
        ),
    )

    booking_id: UUID
    client_id: UUID
    amount_cents: int
    currency: str = Field(default="CAD", max_length=3)
    held_cents: int = 0
    status: str = Field(default="asked", max_length=10)
    note: str = Field(default="", max_length=500)
    created_by: UUID | None = None
    version: int = Field(default=1)

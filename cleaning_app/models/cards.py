"""Paying by card: tries, disputes, saved cards, and what Stripe told us."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

PURPOSES = ("page", "saved_card")
SAVED_STATUSES = ("opening", "open", "saved", "removed", "ended")
CARD_STATUSES = ("opening", "open", "processing", "succeeded", "failed", "ended")
EVENT_STATUSES = ("pending", "working", "done", "ignored", "dead")


class CardPayment(OrgRow, table=True):
    """One try at paying an invoice or a deposit by card: a page of Stripe's, or a saved card.

    `reads` numbers the times Stripe was asked about it, `applied` is the newest answer that was
    written down: an older answer that arrives late is thrown away. What came of it are rows of
    `payments`, found by `intent_id`.
    """

    __tablename__ = "card_payments"
    __table_args__ = (
        tenant_key("card_payments"),
        tenant_fk("card_payments", "invoice_id", "invoices"),
        tenant_fk("card_payments", "deposit_id", "deposits"),
        tenant_fk("card_payments", "saved_card_id", "saved_cards"),
        one_of("card_payments", "purpose", PURPOSES),
        one_of("card_payments", "status", CARD_STATUSES),
        check("card_payments", "amount_cents", "amount_cents > 0"),
        check("card_payments", "belongs", "num_nonnulls(invoice_id, deposit_id) = 1"),
        check(
            "card_payments", "saved_card", "(purpose = 'saved_card') = (saved_card_id IS NOT NULL)"
        ),
        Index("ix_card_payments_invoice", "org_id", "invoice_id", "created_at"),
        Index("ix_card_payments_deposit", "org_id", "deposit_id", "created_at"),
        Index(
            "uq_card_payments_intent",
            "org_id",
            "intent_id",
            unique=True,
            postgresql_where=text("intent_id IS NOT NULL"),
        ),
    )

    invoice_id: UUID | None = None
    deposit_id: UUID | None = None
    saved_card_id: UUID | None = None
    purpose: str = Field(max_length=12)
    amount_cents: int
    currency: str = Field(max_length=3)
    status: str = Field(default="opening", max_length=12)
    session_id: str | None = Field(default=None, max_length=120)
    session_url: str | None = Field(default=None, max_length=1000)
    expires_at: datetime | None = moment()
    intent_id: str | None = Field(default=None, max_length=120)
    failure: str = Field(default="", max_length=60)
    reads: int = 0
    applied: int = 0
    created_by: UUID | None = None


class SavedCard(OrgRow, table=True):
    """A client's card on file, or the page of Stripe's on which one is to be left.

    The number is with Stripe only. `consent` are the words the client read beside the button,
    `consented_by` the name they gave with the card, `consented_at` when. Removed cards stay as the
    record of that.
    """

    __tablename__ = "saved_cards"
    __table_args__ = (
        tenant_key("saved_cards"),
        tenant_fk("saved_cards", "client_id", "clients"),
        one_of("saved_cards", "status", SAVED_STATUSES),
        check(
            "saved_cards",
            "consented",
            "status NOT IN ('saved', 'removed') OR num_nulls(method_id, consented_at) = 0",
        ),
        Index("ix_saved_cards_client", "org_id", "client_id", "created_at"),
        Index(
            "uq_saved_cards_client",
            "org_id",
            "client_id",
            unique=True,
            postgresql_where=text("status = 'saved'"),
        ),
    )

    client_id: UUID
    status: str = Field(default="opening", max_length=12)
    session_id: str | None = Field(default=None, max_length=120)
    session_url: str | None = Field(default=None, max_length=1000)
    expires_at: datetime | None = moment()
    customer_id: str | None = Field(default=None, max_length=120)
    method_id: str | None = Field(default=None, max_length=120)
    brand: str = Field(default="", max_length=30)
    last4: str = Field(default="", max_length=4)
    exp_month: int = 0
    exp_year: int = 0
    consent: str = Field(max_length=1000)
    consented_by: str = Field(default="", max_length=200)
    consented_at: datetime | None = moment()
    removed_at: datetime | None = moment()
    removed_by: UUID | None = None


class CardDispute(OrgRow, table=True):
    """A payment that a client's bank wants back. The money itself are rows of `payments`."""

    __tablename__ = "card_disputes"
    __table_args__ = (
        tenant_fk("card_disputes", "card_payment_id", "card_payments"),
        Index("uq_card_disputes_ref", "org_id", "provider_ref", unique=True),
        Index("ix_card_disputes_payment", "org_id", "card_payment_id"),
    )

    card_payment_id: UUID
    provider_ref: str = Field(max_length=120)
    status: str = Field(max_length=40)
    reason: str = Field(max_length=60)
    amount_cents: int
    opened_at: datetime = moment(nullable=False)
    evidence_due_at: datetime | None = moment()


class StripeEvent(SQLModel, table=True):
    """What Stripe told us, as it came; kept before anybody knows whose it is.

    `organisation_id` is filled in once that is known. Worked through by the jobs process.
    """

    __tablename__ = "stripe_events"
    __table_args__ = (
        one_of("stripe_events", "status", EVENT_STATUSES),
        Index(
            "ix_stripe_events_due",
            "next_attempt_at",
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "ix_stripe_events_working", "locked_until", postgresql_where=text("status = 'working'")
        ),
        Index("ix_stripe_events_received", "received_at"),
    )

    id: str = Field(primary_key=True, max_length=120)
    type: str = Field(max_length=100)
    happened_at: datetime = moment(nullable=False)
    received_at: datetime = moment(nullable=False)
    payload: dict[str, Any] = Field(sa_type=JSONB)
    status: str = Field(default="pending", max_length=10)
    attempts: int = 0
    next_attempt_at: datetime = moment(nullable=False)
    lease_token: UUID | None = None
    locked_until: datetime | None = moment()
    last_error: str = Field(default="", max_length=300)
    handled_at: datetime | None = moment()
    organisation_id: UUID | None = None

"""The border between services and jobs: what is to be sent, written in the transaction that meant it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, moment, one_of, tenant_key

STATUSES = ("pending", "sending", "sent", "skipped", "uncertain", "dead")


class OutboxEvent(OrgRow, table=True):
    """One message to the outside, delivered by jobs under a lease.

    `times_uncertain` counts how often a delivery was cut off so that nobody can say whether it
    arrived; `receipt` is what the provider calls the message.
    """

    __tablename__ = "outbox_events"
    __table_args__ = (
        tenant_key("outbox_events"),
        UniqueConstraint("org_id", "dedupe_key", name="uq_outbox_events_dedupe"),
        one_of("outbox_events", "status", STATUSES),
        Index(
            "ix_outbox_events_pending",
            "kind",
            "org_id",
            "next_attempt_at",
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "ix_outbox_events_leased",
            "kind",
            "locked_until",
            postgresql_where=text("status = 'sending'"),
        ),
        Index("ix_outbox_events_org", "org_id", "status", "created_at", "id"),
    )

    kind: str = Field(max_length=30)
    payload: dict[str, Any] = Field(sa_type=JSONB)
    dedupe_key: str = Field(max_length=200)
    status: str = Field(default="pending", max_length=20)
    attempts: int = 0
    next_attempt_at: datetime = moment(nullable=False)
    locked_until: datetime | None = moment()
    lease_token: UUID | None = None
    times_uncertain: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    receipt: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    last_error: str = Field(default="", max_length=500)
    sent_at: datetime | None = moment()

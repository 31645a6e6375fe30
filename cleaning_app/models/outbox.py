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
    """One message to the outside, delivered by jobs under a lease."""

    __tablename__ = "outbox_events"
    __table_args__ = (
        tenant_key("outbox_events"),
        UniqueConstraint("org_id", "dedupe_key", name="uq_outbox_events_dedupe"),
        one_of("outbox_events", "status", STATUSES),
        Index(
            "ix_outbox_events_ready",
            "next_attempt_at",
            postgresql_where=text("status IN ('pending', 'sending')"),
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
    last_error: str = Field(default="", max_length=500)
    sent_at: datetime | None = moment()

"""The audit log: append-only, hash-chained per organisation by a database trigger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, moment


class AuditLog(OrgRow, table=True):
    """Who did what to which thing, when. `metadata` is called `details` in Python.

    The trigger `admin_audit_logs_chain` fills in `seq`, `prev_hash` and `hash`; the app's role may
    insert and read, never change or delete.
    """

    __tablename__ = "admin_audit_logs"
    __table_args__ = (
        Index("ix_admin_audit_logs_seq", "org_id", "seq", unique=True),
        Index("ix_admin_audit_logs_created", "org_id", "created_at", "id"),
        Index("ix_admin_audit_logs_resource", "org_id", "resource_type", "resource_id", "seq"),
    )

    created_at: datetime = moment(nullable=False)
    actor_id: UUID | None = None
    actor_name: str = Field(default="", max_length=120)
    admin_role: str = Field(max_length=20)
    action: str = Field(max_length=60)
    resource_type: str = Field(max_length=40)
    resource_id: str = Field(default="", max_length=60)
    details: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSONB, sa_column_kwargs={"name": "metadata"}
    )
    request_id: str = Field(default="", max_length=64)
    seq: int | None = Field(default=None, sa_type=BigInteger, nullable=False)
    prev_hash: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=False)
    hash: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=False)

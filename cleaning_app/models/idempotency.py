"""Answers already given, so that a repeated request gets the same one and does nothing twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from cleaning_app.models.columns import moment


class IdempotencyKey(SQLModel, table=True):
    """A key, the fingerprint of the request it came with, and the answer."""

    __tablename__ = "idempotency_keys"

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    key: str = Field(primary_key=True, max_length=120)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    status_code: int | None = None
    body: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    created_at: datetime = moment(nullable=False, now=True)

"""Imported files, and what each changed, so that a batch can be undone."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, moment, one_of, tenant_fk, tenant_key


class ImportBatch(OrgRow, table=True):
    """One file taken over. A bank's file covers the days from `first_on` to `last_on`."""

    __tablename__ = "import_batches"
    __table_args__ = (
        tenant_key("import_batches"),
        one_of("import_batches", "status", ("done", "undone")),
        Index("ix_import_batches_org", "org_id", "created_at", "id"),
    )

    dataset: str = Field(max_length=30)
    filename: str = Field(max_length=200)
    sha256: bytes = Field(sa_type=LargeBinary)
    status: str = Field(default="done", max_length=10)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    created_by: UUID | None = None
    created_by_name: str = Field(default="", max_length=120)
    undone_at: datetime | None = moment()
    first_on: date | None = None
    last_on: date | None = None


class ImportRow(OrgRow, table=True):
    """A row a batch created, or changed (`previous` holds what it was).

    `digest` is a fingerprint of what the file said: the same again means that nothing is new.
    """

    __tablename__ = "import_rows"
    __table_args__ = (
        tenant_fk("import_rows", "batch_id", "import_batches", cascade=True),
        Index("ix_import_rows_batch", "org_id", "batch_id"),
        Index("ix_import_rows_row", "org_id", "table_name", "row_id"),
    )

    batch_id: UUID
    table_name: str = Field(max_length=40)
    row_id: UUID
    previous: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    digest: bytes | None = Field(default=None, sa_type=LargeBinary)

"""Checklists, and what crews send from a visit: notes, problems, photos.

Revision ID: 0010
Revises: 0009
"""

from typing import Any

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PHASES = "phase IN ('before', 'during', 'after')"


def upgrade() -> None:
    _checklists()
    _notes_and_problems()
    _photos()


def _table(name: str, *parts: Any) -> None:
    """A table of the organisation, with the key others point at and its row-level security."""
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        *parts,
        sa.UniqueConstraint("org_id", "id", name=f"uq_{name}_org_id_id"),
    )
    for statement in rls.protect(name):
        op.execute(statement)


def _inside(table: str, column: str, target: str, ondelete: str | None = None) -> Any:
    """A foreign key that cannot leave the organisation."""
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{target}.org_id", f"{target}.id"],
        name=f"fk_{table}_{column}",
        ondelete=ondelete,
    )


def _checklists() -> None:
    name = "checklist_templates"
    _table(
        name,
        sa.Column("service_type_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _inside(name, "service_type_id", "service_types"),
        sa.UniqueConstraint("org_id", "service_type_id", name="uq_checklist_templates_service"),
    )
    name = "checklist_template_items"
    _table(
        name,
        sa.Column("template_id", sa.Uuid(), nullable=False),
        *_line(name),
        _inside(name, "template_id", "checklist_templates", "CASCADE"),
        sa.CheckConstraint("length(btrim(label)) > 0", name=f"ck_{name}_label"),
        sa.UniqueConstraint("org_id", "template_id", "position", name=f"uq_{name}_position"),
    )
    name = "checklist_items"
    _table(
        name,
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        *_line(name),
        sa.Column("ticked_at", MOMENT, nullable=True),
        sa.Column("ticked_by", sa.Uuid(), nullable=True),
        _inside(name, "booking_id", "bookings", "CASCADE"),
        _inside(name, "ticked_by", "workers"),
        sa.CheckConstraint("(ticked_at IS NULL) = (ticked_by IS NULL)", name=f"ck_{name}_ticked"),
    )
    op.create_index(
        "uq_checklist_items_position", name, ["org_id", "booking_id", "position"], unique=True
    )


def _line(table: str) -> list[Any]:
    return [
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.CheckConstraint(PHASES, name=f"ck_{table}_phase"),
    ]


def _notes_and_problems() -> None:
    name = "booking_notes"
    _table(
        name,
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        _inside(name, "booking_id", "bookings", "CASCADE"),
        _inside(name, "worker_id", "workers"),
        sa.CheckConstraint("length(btrim(text)) > 0", name="ck_booking_notes_text"),
    )
    op.create_index("ix_booking_notes_booking", name, ["org_id", "booking_id", "written_at"])
    name = "booking_problems"
    _table(
        name,
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column("resolved_by", sa.String(length=120), nullable=False),
        sa.Column("resolution", sa.String(length=500), nullable=False),
        _inside(name, "booking_id", "bookings", "CASCADE"),
        _inside(name, "worker_id", "workers"),
        sa.CheckConstraint(
            "kind IN ('no_access', 'damage', 'safety', 'client_absent', 'running_late', 'other')",
            name="ck_booking_problems_kind",
        ),
    )
    op.create_index("ix_booking_problems_booking", name, ["org_id", "booking_id", "reported_at"])
    op.create_index(
        "ix_booking_problems_open",
        name,
        ["org_id", "reported_at"],
        postgresql_where=sa.text("resolved_at IS NULL"),
    )


def _photos() -> None:
    name = "booking_photos"
    _table(
        name,
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deleted_by", sa.String(length=120), nullable=False),
        _inside(name, "booking_id", "bookings"),
        _inside(name, "worker_id", "workers"),
        sa.CheckConstraint("kind IN ('before', 'after', 'problem')", name="ck_booking_photos_kind"),
        sa.CheckConstraint("width > 0 AND height > 0 AND bytes > 0", name="ck_booking_photos_size"),
        sa.UniqueConstraint("org_id", "upload_id", name="uq_booking_photos_upload"),
    )
    op.create_index("ix_booking_photos_booking", name, ["org_id", "booking_id", "taken_at"])

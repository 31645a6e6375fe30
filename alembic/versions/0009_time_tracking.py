"""Clocks of workers on bookings, and the language a person reads.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op
from cleaning_app import rls

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("users", sa.Column("language", sa.String(length=5), nullable=True))
    op.create_check_constraint("ck_users_language", "users", "language IN ('en', 'fr')")
    _entries()
    _segments()
    for table in ("time_entries", "time_segments"):
        for statement in rls.protect(table):
            op.execute(statement)


def _entries() -> None:
    op.create_table(
        "time_entries",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("overrun_reason", sa.String(length=20), nullable=True),
        sa.Column("overrun_note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("org_id", "id", name="uq_time_entries_org_id_id"),
        sa.UniqueConstraint("org_id", "booking_id", "worker_id", name="uq_time_entries_worker"),
        _inside("time_entries", "booking_id", "bookings"),
        _inside("time_entries", "worker_id", "workers"),
        sa.CheckConstraint(
            "state IN ('not_started', 'running', 'paused', 'finished')",
            name="ck_time_entries_state",
        ),
        sa.CheckConstraint(
            "overrun_reason IN ('access_delay', 'extra_dirt', 'client_request',"
            " 'supplies_missing', 'estimate_wrong', 'parking_delay', 'other')",
            name="ck_time_entries_overrun_reason",
        ),
        sa.CheckConstraint(
            "(state = 'finished') = (finished_at IS NOT NULL)", name="ck_time_entries_finished"
        ),
        sa.CheckConstraint("planned_minutes > 0", name="ck_time_entries_planned_minutes"),
    )
    op.create_index("ix_time_entries_worker", "time_entries", ["org_id", "worker_id", "started_at"])


def _segments() -> None:
    op.create_table(
        "time_segments",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.UniqueConstraint("org_id", "id", name="uq_time_segments_org_id_id"),
        _inside("time_segments", "entry_id", "time_entries", ondelete="CASCADE"),
        _inside("time_segments", "worker_id", "workers"),
        sa.CheckConstraint("ended_at >= started_at", name="ck_time_segments_span"),
        postgresql.ExcludeConstraint(
            (sa.column("org_id"), "="),
            (sa.column("worker_id"), "="),
            (sa.text("tstzrange(started_at, ended_at)"), "&&"),
            using="gist",
            name="time_segments_one_place",
        ),
    )
    op.create_index("ix_time_segments_entry", "time_segments", ["org_id", "entry_id", "started_at"])
    op.create_index("ix_time_segments_started", "time_segments", ["org_id", "started_at"])


def _inside(
    table: str, column: str, target: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    """A foreign key that cannot leave the organisation."""
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{target}.org_id", f"{target}.id"],
        name=f"fk_{table}_{column}",
        ondelete=ondelete,
    )

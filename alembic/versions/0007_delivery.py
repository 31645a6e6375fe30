"""Delivery under leases, and what the jobs process tells the dashboard.

The two partial indexes hold only rows that still have to go out, one for each question a runner
asks: what is due in each organisation, and whose lease has run out.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "outbox_events",
        sa.Column("times_uncertain", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column(
        "outbox_events",
        sa.Column("receipt", sa.String(length=200), nullable=False, server_default=""),
    )
    op.create_index(
        "ix_outbox_events_pending",
        "outbox_events",
        ["kind", "org_id", "next_attempt_at"],
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_outbox_events_leased",
        "outbox_events",
        ["kind", "locked_until"],
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.drop_index("ix_outbox_events_ready", "outbox_events")
    # A queue turns over its rows all day; dead index entries must not pile up between runs.
    op.execute("ALTER TABLE outbox_events SET (autovacuum_vacuum_scale_factor = 0.02)")

    op.create_table(
        "scheduled_jobs",
        sa.Column("name", sa.String(length=60), primary_key=True),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("cadence", sa.String(length=80), nullable=False),
        sa.Column("next_due_at", MOMENT, nullable=True),
        sa.Column("wanted_at", MOMENT, nullable=True),
    )
    op.create_table(
        "job_heartbeats",
        sa.Column("job", sa.String(length=60), primary_key=True),
        sa.Column("runner", sa.String(length=100), primary_key=True),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.execute("REVOKE INSERT, UPDATE, DELETE ON scheduled_jobs, job_heartbeats FROM cleaning_app")
    op.execute("GRANT UPDATE (wanted_at) ON scheduled_jobs TO cleaning_app")

"""Runs of the optimiser.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op
from cleaning_app import rls

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "optimisation_runs",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("wishes", postgresql.JSONB(), nullable=False),
        sa.Column("progress", postgresql.JSONB(), nullable=False),
        sa.Column("draft", postgresql.JSONB(), nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("applied", postgresql.JSONB(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("enough", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("runner", sa.String(length=100), nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.UniqueConstraint("org_id", "id", name="uq_optimisation_runs_org_id_id"),
        sa.ForeignKeyConstraint(
            ["org_id", "worker_id"],
            ["workers.org_id", "workers.id"],
            name="fk_optimisation_runs_worker_id",
        ),
        sa.CheckConstraint("kind IN ('day', 'absence')", name="ck_optimisation_runs_kind"),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'done', 'cancelled', 'failed', 'applied', 'undone')",
            name="ck_optimisation_runs_status",
        ),
        sa.CheckConstraint(
            "(kind = 'absence') = (worker_id IS NOT NULL)", name="ck_optimisation_runs_worker"
        ),
    )
    op.create_index("ix_optimisation_runs_org", "optimisation_runs", ["org_id", "created_at", "id"])
    op.create_index(
        "ix_optimisation_runs_waiting",
        "optimisation_runs",
        ["org_id", "created_at"],
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )
    for statement in rls.protect("optimisation_runs"):
        op.execute(statement)
    # Runners find out where somebody waits without visiting every organisation; they enter one to
    # claim a run.
    # Written as the database writes it down, so that a restored one reads the same.
    waiting = "status = 'queued' OR status = 'running'"
    op.execute(
        rls.allow("optimisation_runs", "jobs_see_waiting", "SELECT", waiting, to="cleaning_jobs")
    )

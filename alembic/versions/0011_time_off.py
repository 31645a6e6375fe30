"""Time off that workers ask for, certificates that end, and blocks that say where they came from.

A block from a calendar elsewhere only warns: somebody's private appointment must never undo a
promise made to a client. So it stays out of worker_time, which refuses.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op
from cleaning_app.rls import protect

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

BLOCK_CHANGED = """
CREATE OR REPLACE FUNCTION worker_time_follow_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM worker_time WHERE org_id = NEW.org_id AND block_id = NEW.id;
    IF NEW.scope = 'worker' AND NEW.deleted_at IS NULL AND NEW.source <> 'calendar' THEN
        INSERT INTO worker_time (id, org_id, worker_id, kind, block_id, during)
        VALUES (gen_random_uuid(), NEW.org_id, NEW.worker_id, 'block', NEW.id,
                tstzrange(NEW.starts_at, NEW.ends_at));
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    _blocks()
    _requests()
    _certificates()
    # Which public holidays the company works on, and days of its own on which it doesn't.
    op.add_column(
        "organisation_settings",
        sa.Column(
            "closures",
            postgresql.JSONB(),
            nullable=False,
            server_default=sa.text("'{}'::jsonb"),
        ),
    )
    for table in ("time_off_requests", "worker_certificates"):
        for statement in protect(table):
            op.execute(statement)


def _blocks() -> None:
    table = "availability_blocks"
    op.add_column(
        table, sa.Column("source", sa.String(length=20), nullable=False, server_default="office")
    )
    op.add_column(table, sa.Column("external_id", sa.String(length=200), nullable=True))
    op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_check_constraint(
        "ck_availability_blocks_source",
        table,
        "source IN ('office', 'request', 'training', 'calendar')",
    )
    op.create_check_constraint(
        "ck_availability_blocks_calendar",
        table,
        "source <> 'calendar' OR (scope = 'worker' AND external_id IS NOT NULL)",
    )
    op.create_index(
        "uq_availability_blocks_external_id",
        table,
        ["org_id", "worker_id", "external_id"],
        unique=True,
        postgresql_where=sa.text("source = 'calendar'"),
    )
    op.execute(BLOCK_CHANGED)


def _requests() -> None:
    table = "time_off_requests"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("whole_days", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("block_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('vacation', 'sick', 'training', 'other')", name=f"ck_{table}_kind"
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'declined', 'withdrawn', 'revoked')",
            name=f"ck_{table}_status",
        ),
        sa.CheckConstraint("ends_at > starts_at", name=f"ck_{table}_span"),
        sa.CheckConstraint(
            "(status = 'approved') = (block_id IS NOT NULL)", name=f"ck_{table}_block"
        ),
        sa.CheckConstraint(
            "(status IN ('approved', 'declined', 'revoked')) = (decided_at IS NOT NULL)",
            name=f"ck_{table}_decided",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "worker_id"], ["workers.org_id", "workers.id"], name=f"fk_{table}_worker_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "block_id"],
            ["availability_blocks.org_id", "availability_blocks.id"],
            name=f"fk_{table}_block_id",
        ),
        sa.UniqueConstraint("org_id", "id", name=f"uq_{table}_org_id_id"),
    )
    op.create_index(f"ix_{table}_worker", table, ["org_id", "worker_id", "starts_at"])
    op.create_index(
        f"ix_{table}_pending",
        table,
        ["org_id", "starts_at"],
        postgresql_where=sa.text("status = 'pending'"),
    )


def _certificates() -> None:
    op.add_column(
        "skills",
        sa.Column("certificate", sa.String(length=100), nullable=False, server_default=""),
    )
    table = "worker_certificates"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on",
            name=f"ck_{table}_span",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "worker_id"], ["workers.org_id", "workers.id"], name=f"fk_{table}_worker_id"
        ),
        sa.UniqueConstraint("org_id", "id", name=f"uq_{table}_org_id_id"),
    )
    op.create_index(f"ix_{table}_worker", table, ["org_id", "worker_id"])
    op.create_index(
        f"ix_{table}_expires",
        table,
        ["org_id", "expires_on"],
        postgresql_where=sa.text("deleted_at IS NULL"),
    )

"""Whom a client would like to come and whom not; moves a client asked for, and what they cost.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "client_workers",
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("client_id", sa.Uuid(), primary_key=True),
        sa.Column("worker_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.ForeignKeyConstraint(
            ["org_id", "client_id"],
            ["clients.org_id", "clients.id"],
            name="fk_client_workers_client_id",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "worker_id"],
            ["workers.org_id", "workers.id"],
            name="fk_client_workers_worker_id",
        ),
        sa.CheckConstraint("kind IN ('preferred', 'banned')", name="ck_client_workers_kind"),
    )
    op.create_index("ix_client_workers_worker", "client_workers", ["org_id", "worker_id"])
    for statement in rls.protect("client_workers"):
        op.execute(statement)
    for name in ("moves_by_client", "move_fee_cents"):
        op.add_column("bookings", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "ALTER TABLE bookings ADD CONSTRAINT ck_bookings_moves "
        "CHECK (moves_by_client >= 0 AND move_fee_cents >= 0) NOT VALID"
    )
    op.execute("ALTER TABLE bookings VALIDATE CONSTRAINT ck_bookings_moves")

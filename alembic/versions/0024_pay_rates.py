"""What a worker's hour is paid, by the day from which it holds.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pay_rates",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate_cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "worker_id"],
            ["workers.org_id", "workers.id"],
            name="fk_pay_rates_worker_id",
        ),
        sa.UniqueConstraint("org_id", "id", name="uq_pay_rates_org_id_id"),
        sa.UniqueConstraint("org_id", "worker_id", "valid_from", name="uq_pay_rates_day"),
        sa.CheckConstraint("rate_cents >= 0", name="ck_pay_rates_rate_cents"),
    )
    for statement in rls.protect("pay_rates"):
        op.execute(statement)

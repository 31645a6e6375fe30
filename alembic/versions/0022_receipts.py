"""Receipts of expenses.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "expense_receipts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("expense_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.UniqueConstraint("org_id", "id", name="uq_expense_receipts_org_id_id"),
        sa.ForeignKeyConstraint(
            ["org_id", "expense_id"],
            ["expenses.org_id", "expenses.id"],
            name="fk_expense_receipts_expense_id",
        ),
        sa.CheckConstraint("kind IN ('picture', 'pdf')", name="ck_expense_receipts_kind"),
        sa.CheckConstraint("bytes > 0", name="ck_expense_receipts_bytes"),
    )
    op.create_index(
        "uq_expense_receipts_current",
        "expense_receipts",
        ["org_id", "expense_id"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL AND expense_id IS NOT NULL"),
    )
    for statement in rls.protect("expense_receipts"):
        op.execute(statement)

"""What accounts, products and taxes are called in QuickBooks and Xero.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounting_names",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.UniqueConstraint("org_id", "system", "use", "key", name="uq_accounting_names_key"),
        sa.CheckConstraint("system IN ('quickbooks', 'xero')", name="ck_accounting_names_system"),
        sa.CheckConstraint(
            "use IN ('income', 'expense', 'sales_tax', 'purchase_tax', 'account', 'dates')",
            name="ck_accounting_names_use",
        ),
        sa.CheckConstraint("name <> ''", name="ck_accounting_names_name"),
    )
    for statement in rls.protect("accounting_names"):
        op.execute(statement)

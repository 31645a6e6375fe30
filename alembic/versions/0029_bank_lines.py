"""Lines of bank files that became expenses, and rules for filing them.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def _row(*columns: sa.Column) -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        *columns,
    ]


def _key(table: str, column: str, target: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{target}.org_id", f"{target}.id"],
        name=f"fk_{table}_{column}",
        **more,
    )


def upgrade() -> None:
    op.create_table(
        "bank_lines",
        *_row(
            sa.Column("batch_id", sa.Uuid(), nullable=False),
            sa.Column("expense_id", sa.Uuid(), nullable=False),
            sa.Column("outcome", sa.String(length=10), nullable=False),
            sa.Column("posted_on", sa.Date(), nullable=False),
            sa.Column("description", sa.String(length=620), nullable=False),
            sa.Column("amount_cents", sa.Integer(), nullable=False),
            sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        ),
        _key("bank_lines", "batch_id", "import_batches", ondelete="CASCADE"),
        _key("bank_lines", "expense_id", "expenses"),
        sa.UniqueConstraint("org_id", "id", name="uq_bank_lines_org_id_id"),
        sa.UniqueConstraint("org_id", "fingerprint", name="uq_bank_lines_fingerprint"),
        sa.UniqueConstraint("org_id", "expense_id", name="uq_bank_lines_expense"),
        sa.CheckConstraint("outcome IN ('entered', 'linked')", name="ck_bank_lines_outcome"),
        sa.CheckConstraint("amount_cents < 0", name="ck_bank_lines_amount"),
    )
    op.create_table(
        "expense_rules",
        *_row(
            sa.Column("contains", sa.String(length=100), nullable=False),
            sa.Column("category_id", sa.Uuid(), nullable=False),
            sa.Column("vendor", sa.String(length=200), nullable=False),
            sa.Column("has_gst", sa.Boolean(), nullable=False),
            sa.Column("created_by", sa.Uuid(), nullable=True),
        ),
        _key("expense_rules", "category_id", "expense_categories"),
        sa.UniqueConstraint("org_id", "id", name="uq_expense_rules_org_id_id"),
        sa.UniqueConstraint("org_id", "contains", name="uq_expense_rules_contains"),
        sa.CheckConstraint("length(contains) >= 3", name="ck_expense_rules_contains"),
    )
    for table in ("bank_lines", "expense_rules"):
        for statement in rls.protect(table):
            op.execute(statement)

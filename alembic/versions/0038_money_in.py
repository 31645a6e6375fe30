"""Lines of money in are kept and matched with payments; which days a bank's file covers.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

OUT = "outcome IN ('entered', 'linked')"


def upgrade() -> None:
    op.drop_constraint("ck_bank_lines_outcome", "bank_lines")
    op.drop_constraint("ck_bank_lines_amount", "bank_lines")
    op.alter_column("bank_lines", "expense_id", nullable=True)
    op.add_column(
        "bank_lines",
        sa.Column("aside_as", sa.String(length=10), nullable=False, server_default=""),
    )
    for name, rule in (
        ("outcome", "outcome IN ('entered', 'linked', 'open', 'matched', 'aside')"),
        ("amount", f"amount_cents <> 0 AND (amount_cents < 0) = ({OUT})"),
        ("expense", f"(expense_id IS NOT NULL) = ({OUT})"),
        ("aside_as", "aside_as IN ('', 'owner', 'transfer', 'refund', 'other')"),
        ("aside", "(aside_as <> '') = (outcome = 'aside')"),
    ):
        op.create_check_constraint(f"ck_bank_lines_{name}", "bank_lines", rule)
    op.create_index("ix_bank_lines_outcome", "bank_lines", ["org_id", "outcome", "posted_on", "id"])
    op.create_table(
        "bank_matches",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["org_id", f"{name}_id"],
                [f"{table}.org_id", f"{table}.id"],
                name=f"fk_bank_matches_{name}_id",
            )
            for name, table in (("line", "bank_lines"), ("payment", "payments"))
        ),
        sa.UniqueConstraint("org_id", "id", name="uq_bank_matches_org_id_id"),
        sa.UniqueConstraint("org_id", "payment_id", name="uq_bank_matches_payment"),
    )
    op.create_index("ix_bank_matches_line", "bank_matches", ["org_id", "line_id"])
    for statement in rls.protect("bank_matches"):
        op.execute(statement)
    op.add_column("import_batches", sa.Column("first_on", sa.Date()))
    op.add_column("import_batches", sa.Column("last_on", sa.Date()))

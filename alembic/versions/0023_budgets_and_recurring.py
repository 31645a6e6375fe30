"""Budgets for categories, and expenses that come back.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _row(*columns: sa.Column) -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        *columns,
    ]


def _category(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", "category_id"],
        ["expense_categories.org_id", "expense_categories.id"],
        name=f"fk_{table}_category_id",
    )


def _budgets() -> None:
    op.create_table(
        "expense_budgets",
        *_row(
            sa.Column("span", sa.String(length=10), nullable=False),
            sa.Column("from_on", sa.Date(), nullable=False),
            sa.Column("amount_cents", sa.Integer(), nullable=False),
        ),
        _category("expense_budgets"),
        sa.UniqueConstraint("org_id", "id", name="uq_expense_budgets_org_id_id"),
        sa.UniqueConstraint(
            "org_id", "category_id", "span", "from_on", name="uq_expense_budgets_from_on"
        ),
        sa.CheckConstraint("span IN ('month', 'year')", name="ck_expense_budgets_span"),
        sa.CheckConstraint("amount_cents >= 0", name="ck_expense_budgets_amount"),
        sa.CheckConstraint(
            "extract(day FROM from_on) = 1 AND (span = 'month' OR extract(month FROM from_on) = 1)",
            name="ck_expense_budgets_from_on",
        ),
    )


def _recurring() -> None:
    op.create_table(
        "recurring_expenses",
        *_row(
            sa.Column("vendor", sa.String(length=200), nullable=False),
            sa.Column("description", sa.String(length=500), nullable=False),
            sa.Column("total_cents", sa.Integer(), nullable=False),
            sa.Column("tax_cents", sa.Integer(), nullable=False),
            sa.Column("supplier_gst_number", sa.String(length=20), nullable=False),
            sa.Column("every", sa.String(length=10), nullable=False),
            sa.Column("starts_on", sa.Date(), nullable=False),
            sa.Column("ends_on", sa.Date(), nullable=True),
            sa.Column("settled_until", sa.Date(), nullable=True),
            sa.Column("paused_at", MOMENT, nullable=True),
            sa.Column("deleted_at", MOMENT, nullable=True),
            sa.Column("created_by", sa.Uuid(), nullable=True),
            sa.Column("version", sa.Integer(), nullable=False),
        ),
        _category("recurring_expenses"),
        sa.UniqueConstraint("org_id", "id", name="uq_recurring_expenses_org_id_id"),
        sa.CheckConstraint(
            "every IN ('week', 'two_weeks', 'month', 'quarter', 'year')",
            name="ck_recurring_expenses_every",
        ),
        sa.CheckConstraint("total_cents <> 0", name="ck_recurring_expenses_total"),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_recurring_expenses_days"),
    )
    op.create_index("ix_recurring_expenses_due", "recurring_expenses", ["org_id", "settled_until"])
    op.add_column("expenses", sa.Column("recurring_id", sa.Uuid(), nullable=True))
    op.add_column("expenses", sa.Column("recurring_on", sa.Date(), nullable=True))
    op.create_foreign_key(
        "fk_expenses_recurring_id", "expenses", "recurring_expenses",
        ["org_id", "recurring_id"], ["org_id", "id"],
    )  # fmt: skip
    op.create_check_constraint(
        "ck_expenses_recurring", "expenses", "(recurring_id IS NULL) = (recurring_on IS NULL)"
    )
    op.create_index(
        "uq_expenses_recurring",
        "expenses",
        ["org_id", "recurring_id", "recurring_on"],
        unique=True,
        postgresql_where=sa.text("recurring_id IS NOT NULL"),
    )


def upgrade() -> None:
    _budgets()
    _recurring()
    for table in ("expense_budgets", "recurring_expenses"):
        for statement in rls.protect(table):
            op.execute(statement)

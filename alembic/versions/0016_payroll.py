"""How a company pays: its periods and overtime rule, what is paid beside hours, what was approved.

An approved period keeps a copy of what it said with its hash; no day is approved twice.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op
from cleaning_app.rls import protect

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RULES = "AB BC MB NB NL NS NT NU ON PE QC SK YT none".split()


def upgrade() -> None:
    _settings()
    _items()
    _periods()
    for table in ("pay_items", "pay_periods"):
        for statement in protect(table):
            op.execute(statement)


def _settings() -> None:
    table = "organisation_settings"
    op.add_column(
        table, sa.Column("pay_period", sa.String(20), nullable=False, server_default="biweekly")
    )
    # A Sunday, so that paid weeks are work weeks.
    op.add_column(
        table, sa.Column("pay_anchor", sa.Date(), nullable=False, server_default="2026-01-04")
    )
    op.add_column(
        table, sa.Column("overtime_rule", sa.String(4), nullable=False, server_default="AB")
    )
    op.create_check_constraint(
        f"ck_{table}_pay_period",
        table,
        "pay_period IN ('weekly', 'biweekly', 'semi_monthly', 'monthly')",
    )
    rules = ", ".join(f"'{rule}'" for rule in RULES)
    op.create_check_constraint(f"ck_{table}_overtime_rule", table, f"overtime_rule IN ({rules})")


def _items() -> None:
    table = "pay_items"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('tip', 'reimbursement', 'bonus', 'deduction', 'other')",
            name=f"ck_{table}_kind",
        ),
        sa.CheckConstraint(
            "amount_cents <> 0 AND (kind <> 'deduction' OR amount_cents < 0)"
            " AND (kind IN ('deduction', 'other') OR amount_cents > 0)",
            name=f"ck_{table}_amount",
        ),
        sa.CheckConstraint("counts_on >= occurred_on", name=f"ck_{table}_counts_on"),
        sa.ForeignKeyConstraint(
            ["org_id", "worker_id"], ["workers.org_id", "workers.id"], name=f"fk_{table}_worker_id"
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "booking_id"],
            ["bookings.org_id", "bookings.id"],
            name=f"fk_{table}_booking_id",
        ),
        sa.UniqueConstraint("org_id", "id", name=f"uq_{table}_org_id_id"),
    )
    op.create_index(f"ix_{table}_counts_on", table, ["org_id", "counts_on", "worker_id"])


def _periods() -> None:
    table = "pay_periods"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("approved_at", MOMENT, nullable=False),
        sa.Column("approved_by", sa.String(length=120), nullable=False),
        sa.Column("reopened_at", MOMENT, nullable=True),
        sa.Column("sheet", postgresql.JSONB(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("status IN ('approved', 'reopened')", name=f"ck_{table}_status"),
        sa.CheckConstraint("ends_on >= starts_on", name=f"ck_{table}_span"),
        sa.CheckConstraint(
            "(status = 'reopened') = (reopened_at IS NOT NULL)", name=f"ck_{table}_reopened"
        ),
        sa.UniqueConstraint("org_id", "id", name=f"uq_{table}_org_id_id"),
        postgresql.ExcludeConstraint(
            ("org_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name=f"{table}_no_day_twice",
            where=sa.text("status = 'approved'"),
        ),
    )

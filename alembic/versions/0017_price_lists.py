"""The estimator's prices in versions; extras of a booking, and what its price was worked out from.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op
from cleaning_app import rls

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _row() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "price_lists",
        *_row(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=80), nullable=False),
        sa.Column("prices", JSONB(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("org_id", "version", name="uq_price_lists_version"),
        sa.CheckConstraint("version > 0", name="ck_price_lists_version"),
    )
    op.create_table(
        "booking_add_ons",
        *_row(),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_cents", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.UniqueConstraint("org_id", "booking_id", "key", name="uq_booking_add_ons_key"),
        sa.ForeignKeyConstraint(
            ["org_id", "booking_id"],
            ["bookings.org_id", "bookings.id"],
            name="fk_booking_add_ons_booking_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 100", name="ck_booking_add_ons_quantity"),
        sa.CheckConstraint("unit_cents >= 0 AND minutes >= 0", name="ck_booking_add_ons_amounts"),
    )
    for table in ("price_lists", "booking_add_ons"):
        for statement in rls.protect(table):
            op.execute(statement)
    op.add_column(
        "bookings",
        sa.Column("pricing", JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")),
    )

"""What clients thought of their visits.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "booking_ratings",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.UniqueConstraint("org_id", "id", name="uq_booking_ratings_org_id_id"),
        sa.UniqueConstraint("org_id", "booking_id", name="uq_booking_ratings_booking"),
        sa.ForeignKeyConstraint(
            ["org_id", "booking_id"],
            ["bookings.org_id", "bookings.id"],
            name="fk_booking_ratings_booking_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="ck_booking_ratings_stars"),
        sa.CheckConstraint("source IN ('office', 'client')", name="ck_booking_ratings_source"),
    )
    for statement in rls.protect("booking_ratings"):
        op.execute(statement)

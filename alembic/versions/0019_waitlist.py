"""Clients who wait for a time to become free.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{target}.org_id", f"{target}.id"],
        name=f"fk_waitlist_entries_{column}",
    )


def upgrade() -> None:
    op.create_table(
        "waitlist_entries",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=True),
        sa.Column("service_type_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("not_before", sa.Time(), nullable=True),
        sa.Column("not_after", sa.Time(), nullable=True),
        sa.Column("notes", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        _key("client_id", "clients"),
        _key("address_id", "addresses"),
        _key("service_type_id", "service_types"),
        _key("booking_id", "bookings"),
        sa.CheckConstraint(
            "status IN ('open', 'booked', 'closed')", name="ck_waitlist_entries_status"
        ),
        sa.CheckConstraint(
            "(status = 'booked') = (booking_id IS NOT NULL)", name="ck_waitlist_entries_booked"
        ),
        sa.CheckConstraint("minutes BETWEEN 15 AND 1440", name="ck_waitlist_entries_minutes"),
        sa.CheckConstraint("last_day >= first_day", name="ck_waitlist_entries_days"),
        sa.CheckConstraint("not_before < not_after", name="ck_waitlist_entries_hours"),
    )
    op.create_index(
        "ix_waitlist_entries_open",
        "waitlist_entries",
        ["org_id", "last_day"],
        postgresql_where=sa.text("status = 'open'"),
    )
    for statement in rls.protect("waitlist_entries"):
        op.execute(statement)

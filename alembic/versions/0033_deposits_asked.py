"""A booking has one deposit that is asked for; money that comes for an earlier one is held too.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

COLUMNS = ["org_id", "booking_id"]


def upgrade() -> None:
    op.drop_index("uq_deposits_live_booking", "deposits")
    asked = sa.text("status = 'asked'")
    op.create_index(
        "uq_deposits_asked_booking", "deposits", COLUMNS, unique=True, postgresql_where=asked
    )


def downgrade() -> None:
    op.drop_index("uq_deposits_asked_booking", "deposits")
    live = sa.text("status IN ('asked', 'paid')")
    op.create_index(
        "uq_deposits_live_booking", "deposits", COLUMNS, unique=True, postgresql_where=live
    )

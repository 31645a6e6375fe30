"""A series keeps the quote from the client's home, and its visits are made with it.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "booking_series",
        sa.Column("pricing", JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")),
    )

"""A series keeps the quote from the client's home, and its visits are made with it.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "booking_series",
        sa.Column("pricing", JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")),
    )

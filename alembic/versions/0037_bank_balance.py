"""What was in the bank at the end of a day, for the cash flow to count from.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation_settings", sa.Column("bank_cents", sa.BigInteger()))
    op.add_column("organisation_settings", sa.Column("bank_on", sa.Date()))
    op.create_check_constraint(
        "ck_organisation_settings_bank",
        "organisation_settings",
        "(bank_cents IS NULL) = (bank_on IS NULL)",
    )

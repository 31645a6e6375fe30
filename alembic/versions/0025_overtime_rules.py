"""Two more overtime rules: Saskatchewan's days of ten hours, and the Canada Labour Code.

Revision ID: 0025
Revises: 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

RULES = (
    "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "SK10", "YT", "CA",
    "none",
)  # fmt: skip


def upgrade() -> None:
    table, name = "organisation_settings", "ck_organisation_settings_overtime_rule"
    rules = ", ".join(f"'{rule}'" for rule in RULES)
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"overtime_rule IN ({rules})")

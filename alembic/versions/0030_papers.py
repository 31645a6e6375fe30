"""What a company prints on its papers, and public links of invoices that can be made anew.

A link is found by its token's hash before anything says whose it is, like a calendar's address.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app.rls import TOKEN, allow

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TEXTS = {
    "postal_address": 300,
    "phone": 40,
    "contact_email": 254,
    "etransfer_email": 254,
    "payment_instructions": 500,
    "payment_terms": 500,
    "paper_footer": 200,
    "logo_key": 200,
}


def upgrade() -> None:
    for name, longest in TEXTS.items():
        column = sa.Column(name, sa.String(longest), nullable=False, server_default="")
        op.add_column("organisation_settings", column)
    op.add_column(
        "invoices",
        sa.Column("public_link_version", sa.Integer(), nullable=False, server_default="1"),
    )
    op.execute(allow("invoices", "bearer_reads", "SELECT", f"public_token_hash = {TOKEN}"))

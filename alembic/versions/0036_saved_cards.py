"""Cards on file: what may be shown of them, and the client's consent to be charged.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATUSES = "'opening', 'open', 'saved', 'removed', 'ended'"


def upgrade() -> None:
    op.create_table(
        "saved_cards",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("session_id", sa.String(length=120)),
        sa.Column("session_url", sa.String(length=1000)),
        sa.Column("expires_at", MOMENT),
        sa.Column("customer_id", sa.String(length=120)),
        sa.Column("method_id", sa.String(length=120)),
        sa.Column("brand", sa.String(length=30), nullable=False),
        sa.Column("last4", sa.String(length=4), nullable=False),
        sa.Column("exp_month", sa.Integer(), nullable=False),
        sa.Column("exp_year", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(length=1000), nullable=False),
        sa.Column("consented_by", sa.String(length=200), nullable=False),
        sa.Column("consented_at", MOMENT),
        sa.Column("removed_at", MOMENT),
        sa.Column("removed_by", sa.Uuid()),
        sa.UniqueConstraint("org_id", "id", name="uq_saved_cards_org_id_id"),
        sa.ForeignKeyConstraint(
            ["org_id", "client_id"],
            ["clients.org_id", "clients.id"],
            name="fk_saved_cards_client_id",
        ),
        sa.CheckConstraint(f"status IN ({STATUSES})", name="ck_saved_cards_status"),
        sa.CheckConstraint(
            "status NOT IN ('saved', 'removed') OR num_nulls(method_id, consented_at) = 0",
            name="ck_saved_cards_consented",
        ),
    )
    op.create_index("ix_saved_cards_client", "saved_cards", ["org_id", "client_id", "created_at"])
    op.create_index(
        "uq_saved_cards_client",
        "saved_cards",
        ["org_id", "client_id"],
        unique=True,
        postgresql_where=sa.text("status = 'saved'"),
    )
    for statement in rls.protect("saved_cards"):
        op.execute(statement)
    op.add_column("card_payments", sa.Column("saved_card_id", sa.Uuid()))
    op.create_foreign_key(
        "fk_card_payments_saved_card_id",
        "card_payments",
        "saved_cards",
        ["org_id", "saved_card_id"],
        ["org_id", "id"],
    )
    op.create_check_constraint(
        "ck_card_payments_saved_card",
        "card_payments",
        "(purpose = 'saved_card') = (saved_card_id IS NOT NULL)",
    )
    off = sa.Column("charge_saved_card", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("organisation_settings", off)


def downgrade() -> None:
    op.drop_column("organisation_settings", "charge_saved_card")
    op.drop_constraint("ck_card_payments_saved_card", "card_payments")
    op.drop_constraint("fk_card_payments_saved_card_id", "card_payments")
    op.drop_column("card_payments", "saved_card_id")
    op.drop_table("saved_cards")

"""Paying by card, disputes, and the inbox for what Stripe tells us.

An event comes before anybody knows whose it is, so its table belongs to the installation: the app
may only put events in, the jobs process works through them, and an organisation sees those that
turned out to be its own. What never found its owner is seen where there is only one.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op
from cleaning_app import rls

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _card_payments()
    _disputes()
    for table in ("card_payments", "card_disputes"):
        for statement in rls.protect(table):
            op.execute(statement)
    _events()


def _own() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
    ]


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{target}.org_id", f"{target}.id"],
        name=f"fk_{table}_{column}",
    )


def _card_payments() -> None:
    table = "card_payments"
    op.create_table(
        table,
        *_own(),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("deposit_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("session_id", sa.String(120), nullable=True),
        sa.Column("session_url", sa.String(1000), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("intent_id", sa.String(120), nullable=True),
        sa.Column("failure", sa.String(60), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("org_id", "id", name=f"uq_{table}_org_id_id"),
        _key(table, "invoice_id", "invoices"),
        _key(table, "deposit_id", "deposits"),
        sa.CheckConstraint("purpose IN ('page', 'saved_card')", name=f"ck_{table}_purpose"),
        sa.CheckConstraint(
            "status IN ('opening', 'open', 'processing', 'succeeded', 'failed', 'ended')",
            name=f"ck_{table}_status",
        ),
        sa.CheckConstraint("amount_cents > 0", name=f"ck_{table}_amount_cents"),
        sa.CheckConstraint("num_nonnulls(invoice_id, deposit_id) = 1", name=f"ck_{table}_belongs"),
    )
    for column in ("invoice", "deposit"):
        op.create_index(f"ix_{table}_{column}", table, ["org_id", f"{column}_id", "created_at"])
    op.create_index(
        f"uq_{table}_intent",
        table,
        ["org_id", "intent_id"],
        unique=True,
        postgresql_where=sa.text("intent_id IS NOT NULL"),
    )


def _disputes() -> None:
    table = "card_disputes"
    op.create_table(
        table,
        *_own(),
        sa.Column("card_payment_id", sa.Uuid(), nullable=False),
        sa.Column("provider_ref", sa.String(120), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("evidence_due_at", MOMENT, nullable=True),
        _key(table, "card_payment_id", "card_payments"),
    )
    op.create_index(f"uq_{table}_ref", table, ["org_id", "provider_ref"], unique=True)
    op.create_index(f"ix_{table}_payment", table, ["org_id", "card_payment_id"])


def _events() -> None:
    table = "stripe_events"
    op.create_table(
        table,
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("payload", JSONB(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(300), nullable=False),
        sa.Column("handled_at", MOMENT, nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'working', 'done', 'ignored', 'dead')",
            name=f"ck_{table}_status",
        ),
    )
    indexes = {
        "due": ("next_attempt_at", "status = 'pending'"),
        "working": ("locked_until", "status = 'working'"),
    }
    for name, (column, where) in indexes.items():
        op.create_index(f"ix_{table}_{name}", table, [column], postgresql_where=sa.text(where))
    op.create_index(f"ix_{table}_received", table, ["received_at"])
    for statement in rls.enable(table):
        op.execute(statement)
    fresh = "status = 'pending' AND organisation_id IS NULL"
    op.execute(rls.allow(table, "be_received", "INSERT", fresh))
    op.execute(rls.allow(table, "jobs_work", "ALL", "true", to="cleaning_jobs"))
    ours = (
        f"organisation_id = {rls.ORG}"
        f" OR (organisation_id IS NULL AND (SELECT sole_organisation()) = {rls.ORG})"
    )
    op.execute(rls.allow(table, "own_events", "SELECT", ours))
    op.execute(rls.allow(table, "try_again", "UPDATE", ours))
    op.execute(f"REVOKE UPDATE, DELETE ON {table} FROM cleaning_app")
    op.execute(
        f"GRANT UPDATE (status, attempts, next_attempt_at, last_error) ON {table} TO cleaning_app"
    )

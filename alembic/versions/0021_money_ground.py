"""Credit notes, deposits, and what a payment row is.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _own() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
    ]


def _key(table: str, column: str, target: str, **how: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{target}.org_id", f"{target}.id"],
        name=f"fk_{table}_{column}",
        **how,
    )


def upgrade() -> None:
    _deposits()
    _payments()
    _credit_notes()
    op.add_column(
        "invoices", sa.Column("credited_cents", sa.Integer(), nullable=False, server_default="0")
    )
    for table in ("deposits", "credit_notes", "credit_note_lines"):
        for statement in rls.protect(table):
            op.execute(statement)


def _deposits() -> None:
    op.create_table(
        "deposits",
        *_own(),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("held_cents", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("org_id", "id", name="uq_deposits_org_id_id"),
        _key("deposits", "booking_id", "bookings"),
        _key("deposits", "client_id", "clients"),
        sa.CheckConstraint(
            "status IN ('asked', 'paid', 'used', 'returned', 'kept', 'waived')",
            name="ck_deposits_status",
        ),
        sa.CheckConstraint("amount_cents > 0", name="ck_deposits_amount_cents"),
    )
    op.create_index("ix_deposits_org_status", "deposits", ["org_id", "status", "created_at", "id"])
    op.create_index("ix_deposits_org_client", "deposits", ["org_id", "client_id"])
    op.create_index(
        "uq_deposits_live_booking",
        "deposits",
        ["org_id", "booking_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('asked', 'paid')"),
    )


def _payments() -> None:
    op.add_column("payments", sa.Column("deposit_id", sa.Uuid(), nullable=True))
    op.add_column(
        "payments",
        sa.Column("kind", sa.String(length=10), nullable=False, server_default="payment"),
    )
    op.add_column(
        "payments", sa.Column("fee_cents", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("payments", sa.Column("transfer_id", sa.Uuid(), nullable=True))
    op.alter_column("payments", "invoice_id", nullable=True)
    rules = {
        "kind": "kind IN ('payment', 'dispute', 'transfer')",
        "belongs": "num_nonnulls(invoice_id, deposit_id) = 1",
        "transfer": "(kind = 'transfer') = (transfer_id IS NOT NULL)",
    }
    for name, rule in rules.items():
        op.create_check_constraint(f"ck_payments_{name}", "payments", rule)
    op.create_foreign_key(
        "fk_payments_deposit_id",
        "payments",
        "deposits",
        ["org_id", "deposit_id"],
        ["org_id", "id"],
    )
    op.create_index(
        "ix_payments_org_deposit",
        "payments",
        ["org_id", "deposit_id"],
        postgresql_where=sa.text("deposit_id IS NOT NULL"),
    )


def _credit_notes() -> None:
    amounts = ("taxable_cents", "zero_rated_cents", "exempt_cents", "tax_cents", "total_cents")
    op.create_table(
        "credit_notes",
        *_own(),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in amounts),
        sa.Column("reversal_of_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("org_id", "id", name="uq_credit_notes_org_id_id"),
        _key("credit_notes", "invoice_id", "invoices"),
        _key("credit_notes", "reversal_of_id", "credit_notes"),
        sa.CheckConstraint("kind IN ('credit', 'bad_debt')", name="ck_credit_notes_kind"),
        sa.CheckConstraint(
            "total_cents = taxable_cents + zero_rated_cents + exempt_cents + tax_cents",
            name="ck_credit_notes_total",
        ),
        sa.CheckConstraint(
            "CASE WHEN reversal_of_id IS NULL THEN total_cents > 0 ELSE total_cents < 0 END",
            name="ck_credit_notes_sign",
        ),
    )
    indexes = {
        "ix_credit_notes_org_number": (["org_id", "number"], True),
        "ix_credit_notes_org_issued": (["org_id", "issued_on", "id"], False),
        "ix_credit_notes_org_invoice": (["org_id", "invoice_id"], False),
        "uq_credit_notes_reversal": (["org_id", "reversal_of_id"], True),
    }
    for name, (columns, unique) in indexes.items():
        op.create_index(name, "credit_notes", columns, unique=unique)
    op.create_table(
        "credit_note_lines",
        *_own(),
        sa.Column("credit_note_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("tax_code_id", sa.Uuid(), nullable=False),
        _key("credit_note_lines", "credit_note_id", "credit_notes", ondelete="CASCADE"),
        _key("credit_note_lines", "tax_code_id", "tax_codes"),
    )
    op.create_index(
        "ix_credit_note_lines_note",
        "credit_note_lines",
        ["org_id", "credit_note_id", "position"],
        unique=True,
    )

"""Provincial sales tax beside GST, discounts in percent, reminders of invoices, and notes on deposits.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
_SUPPLIES = "taxable_cents + zero_rated_cents + exempt_cents"


def _cents(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def upgrade() -> None:
    _provincial_tax()
    _terms()
    op.add_column(
        "invoices", sa.Column("discount_percent", sa.Numeric(precision=5, scale=2), nullable=True)
    )
    op.create_check_constraint(
        "ck_invoices_discount_percent",
        "invoices",
        "discount_percent > 0 AND discount_percent <= 100",
    )
    op.add_column(
        "deposits",
        sa.Column("note", sa.String(length=500), nullable=False, server_default=""),
    )
    _reminders()


def _provincial_tax() -> None:
    op.add_column(
        "tax_codes",
        sa.Column(
            "provincial_rate",
            sa.Numeric(precision=7, scale=5),
            nullable=False,
            server_default="0",
        ),
    )
    op.add_column(
        "tax_codes",
        sa.Column("provincial_name", sa.String(length=20), nullable=False, server_default=""),
    )
    op.create_check_constraint(
        "ck_tax_codes_provincial",
        "tax_codes",
        "provincial_rate >= 0 AND provincial_rate < 1 AND (kind = 'taxable' OR provincial_rate = 0)"
        " AND (provincial_rate > 0) = (provincial_name <> '')",
    )
    op.add_column("invoices", _cents("provincial_tax_cents"))
    op.drop_constraint("ck_invoices_total", "invoices")
    op.create_check_constraint(
        "ck_invoices_total",
        "invoices",
        "total_cents = subtotal_cents - discount_cents + tax_cents + provincial_tax_cents"
        f" AND subtotal_cents - discount_cents = {_SUPPLIES}",
    )
    op.add_column("credit_notes", _cents("provincial_tax_cents"))
    op.drop_constraint("ck_credit_notes_total", "credit_notes")
    op.create_check_constraint(
        "ck_credit_notes_total",
        "credit_notes",
        f"total_cents = {_SUPPLIES} + tax_cents + provincial_tax_cents",
    )
    op.add_column("credit_note_lines", _cents("tax_cents"))
    op.add_column("credit_note_lines", _cents("provincial_tax_cents"))


def _terms() -> None:
    terms = (
        sa.Column("auto_invoice", sa.String(length=10), nullable=False, server_default="off"),
        sa.Column("remind_invoices", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("remind_gentle_days", sa.Integer(), nullable=False, server_default="3"),
        sa.Column("remind_second_days", sa.Integer(), nullable=False, server_default="10"),
        sa.Column("remind_final_days", sa.Integer(), nullable=False, server_default="21"),
    )
    for column in terms:
        op.add_column("organisation_settings", column)
    op.create_check_constraint(
        "ck_organisation_settings_auto_invoice",
        "organisation_settings",
        "auto_invoice IN ('off', 'draft', 'send')",
    )
    op.create_check_constraint(
        "ck_organisation_settings_reminders",
        "organisation_settings",
        "0 < remind_gentle_days AND remind_gentle_days < remind_second_days"
        " AND remind_second_days < remind_final_days AND remind_final_days <= 365",
    )
    op.add_column(
        "clients",
        sa.Column("no_reminders", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def _reminders() -> None:
    op.create_table(
        "invoice_reminders",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "invoice_id"],
            ["invoices.org_id", "invoices.id"],
            name="fk_invoice_reminders_invoice_id",
        ),
        sa.CheckConstraint(
            "stage IN ('gentle', 'second', 'final')", name="ck_invoice_reminders_stage"
        ),
    )
    op.create_index(
        "uq_invoice_reminders_stage",
        "invoice_reminders",
        ["org_id", "invoice_id", "stage", "sent_on"],
        unique=True,
    )
    for statement in rls.protect("invoice_reminders"):
        op.execute(statement)

"""Returns that were filed, and that what they covered does not change.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op
from cleaning_app import rls

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

# Whoever files holds the organisation's lock alone, so nothing is written behind its back.
REFUSE = """
CREATE FUNCTION refuse_filed(org uuid, first date, second date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    filed date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('gst_filings ' || org, 0));
    SELECT max(last_on) INTO filed FROM gst_filings WHERE org_id = org AND withdrawn_at IS NULL;
    IF first <= filed OR second <= filed THEN
        RAISE EXCEPTION 'dated in a period that was filed'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'gst_filings_closed';
    END IF;
END $$
"""
REFUSE_MOMENT = """
CREATE FUNCTION refuse_filed(org uuid, first timestamptz, second timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    filed timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('gst_filings ' || org, 0));
    SELECT max(ends_at) INTO filed FROM gst_filings WHERE org_id = org AND withdrawn_at IS NULL;
    IF first < filed OR second < filed THEN
        RAISE EXCEPTION 'dated in a period that was filed'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'gst_filings_closed';
    END IF;
END $$
"""

# Per table: when a row counts on a return, which day it is dated, and what of it the return shows.
TABLES = {
    "payments": (
        "{row}.status = 'succeeded' AND {row}.invoice_id IS NOT NULL",
        "received_at",
        "invoice_id, amount_cents, received_at, status",
    ),
    "invoices": (
        "{row}.status NOT IN ('draft', 'void')",
        "issued_on",
        "issued_on, taxable_cents, zero_rated_cents, exempt_cents, tax_cents, total_cents",
    ),
    "credit_notes": (
        "true",
        "issued_on",
        "issued_on, invoice_id, kind, taxable_cents, zero_rated_cents, exempt_cents, tax_cents",
    ),
    "expenses": (
        "{row}.deleted_at IS NULL",
        "occurred_on",
        "occurred_on, net_cents, tax_cents, total_cents",
    ),
    "gst_instalments": (
        "{row}.paid_on IS NOT NULL",
        "paid_on",
        "paid_on, tax_type, amount_cents",
    ),
}


def _follow(table: str, counts: str, day: str, shown: str) -> str:
    """The trigger's function: nothing to say while the row counts as before with the same figures."""
    columns = [name.strip() for name in shown.split(",")]
    same = " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in columns)
    was, is_ = counts.format(row="OLD"), counts.format(row="NEW")
    kind = "timestamptz" if day.endswith("_at") else "date"
    return f"""
CREATE FUNCTION {table}_keep_filed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before {kind};
    after {kind};
BEGIN
    IF TG_OP <> 'INSERT' AND {was} THEN before := OLD.{day}; END IF;
    IF TG_OP <> 'DELETE' AND {is_} THEN after := NEW.{day}; END IF;
    IF TG_OP = 'UPDATE' AND before IS NOT DISTINCT FROM after AND {same} THEN RETURN NULL; END IF;
    IF before IS NOT NULL OR after IS NOT NULL THEN
        PERFORM refuse_filed(coalesce(NEW.org_id, OLD.org_id), before, after);
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "gst_filings",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("confirmation", sa.String(length=60), nullable=False),
        sa.Column("figures", JSONB(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=200), nullable=False),
        sa.Column("filed_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdraw_reason", sa.String(length=500), nullable=False),
        sa.UniqueConstraint("org_id", "id", name="uq_gst_filings_org_id_id"),
        sa.CheckConstraint("basis IN ('accrual', 'cash')", name="ck_gst_filings_basis"),
        sa.CheckConstraint(
            "last_on >= first_on AND ends_at > starts_at", name="ck_gst_filings_days"
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdraw_reason = '')", name="ck_gst_filings_withdrawn"
        ),
    )
    op.create_index(
        "uq_gst_filings_standing",
        "gst_filings",
        ["org_id", "last_on"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    for statement in (*rls.protect("gst_filings"), REFUSE, REFUSE_MOMENT):
        op.execute(statement)
    for table, (counts, day, shown) in TABLES.items():
        op.execute(_follow(table, counts, day, shown))
        op.execute(
            f"CREATE TRIGGER {table}_filed AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_keep_filed()"
        )

"""Recurring series: their tables, and which visit stands for which day of which series.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op
from cleaning_app import rls

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _series()
    _crew_and_exceptions()
    _bookings()
    _conflicts()
    for table in ("booking_series", "series_crew", "series_exceptions", "series_conflicts"):
        for statement in rls.protect(table):
            op.execute(statement)


def _series() -> None:
    op.create_table(
        "booking_series",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=True),
        sa.Column("service_type_id", sa.Uuid(), nullable=False),
        sa.Column("rrule", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("notes", sa.String(length=2000), nullable=False),
        sa.Column("access_notes", sa.LargeBinary(), nullable=True),
        sa.Column("consent_photos", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("holiday_policy", sa.String(length=10), nullable=False),
        sa.Column("paused_from", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("ended_from", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=500), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("made_until", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("org_id", "id", name="uq_booking_series_org_id_id"),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"]),
        _key("booking_series", "client_id", "clients"),
        _key("booking_series", "address_id", "addresses"),
        _key("booking_series", "service_type_id", "service_types"),
        _key("booking_series", "previous_id", "booking_series"),
        sa.CheckConstraint(
            "holiday_policy IN ('keep', 'skip', 'move')", name="ck_booking_series_holiday_policy"
        ),
        sa.CheckConstraint("minutes BETWEEN 15 AND 1440", name="ck_booking_series_minutes"),
        sa.CheckConstraint("price_cents >= 0", name="ck_booking_series_price_cents"),
        sa.CheckConstraint("rrule LIKE 'FREQ=%'", name="ck_booking_series_rrule"),
        sa.CheckConstraint(
            "(paused_until IS NULL OR paused_from IS NOT NULL) AND paused_until >= paused_from",
            name="ck_booking_series_pause",
        ),
    )
    op.create_index("ix_booking_series_client", "booking_series", ["org_id", "client_id"])
    op.create_index("ix_booking_series_due", "booking_series", ["org_id", "made_until"])


def _crew_and_exceptions() -> None:
    op.create_table(
        "series_crew",
        sa.Column("org_id", sa.Uuid(), primary_key=True),
        sa.Column("series_id", sa.Uuid(), primary_key=True),
        sa.Column("worker_id", sa.Uuid(), primary_key=True),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"]),
        _key("series_crew", "series_id", "booking_series", cascade=True),
        _key("series_crew", "worker_id", "workers"),
    )
    op.create_index("ix_series_crew_worker", "series_crew", ["org_id", "worker_id"])
    op.create_table(
        "series_exceptions",
        sa.Column("org_id", sa.Uuid(), primary_key=True),
        sa.Column("series_id", sa.Uuid(), primary_key=True),
        sa.Column("on_day", sa.Date(), primary_key=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"]),
        _key("series_exceptions", "series_id", "booking_series", cascade=True),
        sa.CheckConstraint("kind IN ('skipped', 'detached')", name="ck_series_exceptions_kind"),
    )


def _bookings() -> None:
    op.add_column("bookings", sa.Column("series_id", sa.Uuid(), nullable=True))
    op.add_column("bookings", sa.Column("series_on", sa.Date(), nullable=True))
    op.create_foreign_key(
        "fk_bookings_series_id",
        "bookings",
        "booking_series",
        ["org_id", "series_id"],
        ["org_id", "id"],
        postgresql_not_valid=True,
    )
    op.create_check_constraint(
        "ck_bookings_series",
        "bookings",
        "series_on IS NULL OR series_id IS NOT NULL",
        postgresql_not_valid=True,
    )
    # Both indexes hold nothing yet: no booking has a series before this migration.
    op.create_index(
        "uq_bookings_series_on",
        "bookings",
        ["org_id", "series_id", "series_on"],
        unique=True,
        postgresql_where=sa.text("series_on IS NOT NULL"),
    )
    op.create_index(
        "ix_bookings_series",
        "bookings",
        ["org_id", "series_id", "starts_at"],
        postgresql_where=sa.text("series_id IS NOT NULL"),
    )
    # Old rows hold none, so proving it reads the table once without keeping writers away.
    op.execute("ALTER TABLE bookings VALIDATE CONSTRAINT fk_bookings_series_id")
    op.execute("ALTER TABLE bookings VALIDATE CONSTRAINT ck_bookings_series")


def _conflicts() -> None:
    op.create_table(
        "series_conflicts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("missing", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column("resolution", sa.String(length=20), nullable=False),
        sa.UniqueConstraint("org_id", "series_id", "on_day", name="uq_series_conflicts_day"),
        sa.ForeignKeyConstraint(["org_id"], ["organisations.id"]),
        _key("series_conflicts", "series_id", "booking_series", cascade=True),
        _key("series_conflicts", "booking_id", "bookings", cascade=True),
        sa.CheckConstraint("kind IN ('crew', 'not_made')", name="ck_series_conflicts_kind"),
        sa.CheckConstraint(
            "resolution IN ('', 'assigned', 'moved', 'skipped', 'dismissed')",
            name="ck_series_conflicts_resolution",
        ),
        sa.CheckConstraint(
            "(resolution = '') = (resolved_at IS NULL)", name="ck_series_conflicts_resolved"
        ),
        sa.CheckConstraint(
            "(kind = 'crew') = (booking_id IS NOT NULL)", name="ck_series_conflicts_booking"
        ),
    )
    op.create_index(
        "ix_series_conflicts_open",
        "series_conflicts",
        ["org_id", "on_day"],
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_index("ix_series_conflicts_booking", "series_conflicts", ["org_id", "booking_id"])


def _key(table: str, column: str, target: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column],
        [f"{target}.org_id", f"{target}.id"],
        name=f"fk_{table}_{column}",
        ondelete="CASCADE" if cascade else None,
    )

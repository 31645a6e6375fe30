"""What every visit of a series carries: extras, a promised window and a team.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "series_add_ons",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_cents", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.UniqueConstraint("org_id", "series_id", "key", name="uq_series_add_ons_key"),
        sa.ForeignKeyConstraint(
            ["org_id", "series_id"],
            ["booking_series.org_id", "booking_series.id"],
            name="fk_series_add_ons_series_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 100", name="ck_series_add_ons_quantity"),
        sa.CheckConstraint("unit_cents >= 0 AND minutes >= 0", name="ck_series_add_ons_amounts"),
    )
    for statement in rls.protect("series_add_ons"):
        op.execute(statement)
    op.add_column("booking_series", sa.Column("team_id", sa.Uuid(), nullable=True))
    op.add_column("booking_series", sa.Column("earliest_at", sa.Time(), nullable=True))
    op.add_column("booking_series", sa.Column("latest_at", sa.Time(), nullable=True))
    op.create_foreign_key(
        "fk_booking_series_team_id",
        "booking_series",
        "teams",
        ["org_id", "team_id"],
        ["org_id", "id"],
        postgresql_not_valid=True,
    )
    op.create_check_constraint(
        "ck_booking_series_window",
        "booking_series",
        "(earliest_at IS NULL) = (latest_at IS NULL) AND earliest_at <= latest_at",
        postgresql_not_valid=True,
    )
    # The columns are empty, so proving both reads the table once without keeping writers away.
    op.execute("ALTER TABLE booking_series VALIDATE CONSTRAINT fk_booking_series_team_id")
    op.execute("ALTER TABLE booking_series VALIDATE CONSTRAINT ck_booking_series_window")

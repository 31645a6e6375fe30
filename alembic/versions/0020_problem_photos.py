"""A photo of a problem belongs to its report.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("booking_problems", sa.Column("report_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(
        "uq_booking_problems_report", "booking_problems", ["org_id", "report_id"]
    )
    op.add_column("booking_photos", sa.Column("problem_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_booking_photos_problem_id",
        "booking_photos",
        "booking_problems",
        ["org_id", "problem_id"],
        ["org_id", "id"],
    )
    op.create_check_constraint(
        "ck_booking_photos_problem", "booking_photos", "problem_id IS NULL OR kind = 'problem'"
    )

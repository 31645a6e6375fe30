"""Views of lists that people gave a name, and which of them a page opens with.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app import rls

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("org_id", "id", name="uq_saved_views_org_id_id"),
    )
    op.create_index(
        "uq_saved_views_name",
        "saved_views",
        ["org_id", "page", "user_id", sa.text("lower(name)")],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "saved_view_defaults",
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("page", sa.String(length=60), primary_key=True),
        sa.Column("view_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "view_id"],
            ["saved_views.org_id", "saved_views.id"],
            name="fk_saved_view_defaults_view_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_saved_view_defaults_view", "saved_view_defaults", ["org_id", "view_id"])
    for table in ("saved_views", "saved_view_defaults"):
        for statement in rls.protect(table):
            op.execute(statement)

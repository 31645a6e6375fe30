"""A worker's jobs in their phone's calendar, behind an address nobody can guess.

Like an API token, a feed is found by its token's hash before anything says whose it is.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa

from alembic import op
from cleaning_app.rls import TOKEN, allow, protect

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    table = "calendar_feeds"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("org_id", sa.Uuid(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "worker_id"], ["workers.org_id", "workers.id"], name=f"fk_{table}_worker_id"
        ),
        sa.UniqueConstraint("org_id", "id", name=f"uq_{table}_org_id_id"),
        sa.UniqueConstraint("token_hash", name=f"{table}_token_hash_key"),
    )
    op.create_index(
        f"uq_{table}_live",
        table,
        ["org_id", "worker_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    for statement in protect(table):
        op.execute(statement)
    op.execute(allow(table, "bearer_reads", "SELECT", f"token_hash = {TOKEN}"))

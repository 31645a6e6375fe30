"""Remember what a file said of each row, to recognise it when the file comes again.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_rows", sa.Column("digest", sa.LargeBinary(), nullable=True))
    op.create_index("ix_import_rows_row", "import_rows", ["org_id", "table_name", "row_id"])

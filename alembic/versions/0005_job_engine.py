"""The job engine's own tables and functions (procrastinate 3.10), for the jobs login only.

Revision ID: 0005
Revises: 0004
"""

from procrastinate.schema import SchemaManager

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The driver reads % as the start of a parameter.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(
        """
        DO $$
        DECLARE
            name text;
        BEGIN
            FOR name IN SELECT tablename FROM pg_tables
                        WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%' LOOP
                EXECUTE format('REVOKE ALL ON %I FROM cleaning_app', name);
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO cleaning_jobs', name);
            END LOOP;
        END $$
        """
    )
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO cleaning_jobs")

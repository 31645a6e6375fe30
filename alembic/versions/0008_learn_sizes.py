"""Let an import tell the planner how large the tables have become.

Foreign keys and triggers keep the plans they were first given. Made while the statistics say that a
table is empty, such a plan may walk every row of the organisation for each one inserted, and a file
of fifty thousand rows takes minutes. ANALYZE gives them new plans, but only a table's owner may run
it, hence a function that runs as the owner, on tables far larger than was known, and never waits.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION learn_sizes(expected bigint) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        DECLARE
            name text;
        BEGIN
            FOREACH name IN ARRAY ARRAY[
                'clients', 'addresses', 'workers', 'bookings', 'booking_crew', 'worker_time',
                'invoices', 'invoice_lines', 'payments', 'expenses', 'import_batches', 'import_rows'
            ] LOOP
                IF (SELECT reltuples FROM pg_class WHERE oid = name::regclass) < expected THEN
                    EXECUTE format('ANALYZE (SKIP_LOCKED) %I', name);
                END IF;
            END LOOP;
        END $$
        """
    )

"""Row-level security on every table that belongs to an organisation, and what each login may do.

Besides the plain rule (rows of the current organisation), a few tables show one row to whoever
already holds its key: a session or API token to its bearer, a user to who names their e-mail or
phone at sign-in, a membership to its own user.

Revision ID: 0002
Revises: 0001
"""

from alembic import op
from cleaning_app.rls import LOGIN, ORG, SLUG, TOKEN, USER, allow, enable, protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANT_TABLES = (
    "addresses admin_audit_logs api_tokens availability_blocks booking_crew bookings clients"
    " expense_categories expenses gst_instalments idempotency_keys import_batches import_rows"
    " invoice_lines invoices memberships number_counters organisation_modules"
    " organisation_settings outbox_events payments roles service_prices service_types sessions"
    " skills tax_codes teams worker_skills worker_time workers"
).split()


def upgrade() -> None:
    for table in TENANT_TABLES:
        for statement in protect(table):
            op.execute(statement)

    bearer = f"token_hash = {TOKEN}"
    for table in ("sessions", "api_tokens"):
        op.execute(allow(table, "bearer_reads", "SELECT", bearer))
    op.execute(allow("memberships", "own_memberships", "SELECT", f"user_id = {USER}"))
    op.execute(allow("outbox_events", "jobs_lease", "ALL", "true", to="cleaning_jobs"))

    for statement in [*enable("organisations"), *enable("users")]:
        op.execute(statement)
    member = (
        "EXISTS (SELECT 1 FROM memberships m"
        f" WHERE m.org_id = organisations.id AND m.user_id = {USER})"
    )
    op.execute(f"CREATE POLICY tenant ON organisations USING (id = {ORG}) WITH CHECK (id = {ORG})")
    op.execute(allow("organisations", "named_or_member", "SELECT", f"slug = {SLUG} OR {member}"))
    op.execute(allow("organisations", "jobs_visit_each", "SELECT", "true", to="cleaning_jobs"))
    colleague = (
        f"EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = users.id AND m.org_id = {ORG})"
    )
    mine = f"id = {USER} OR email = {LOGIN} OR phone = {LOGIN} OR {colleague}"
    op.execute(allow("users", "known", "SELECT", mine))
    op.execute(allow("users", "change_known", "UPDATE", mine))
    op.execute(allow("users", "be_added", "INSERT", "true"))

    for login in ("cleaning_app", "cleaning_jobs"):
        op.execute(f"GRANT USAGE ON SCHEMA public TO {login}")
        op.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {login}"
        )
        op.execute(f"REVOKE UPDATE, DELETE ON admin_audit_logs FROM {login}")
        op.execute(f"REVOKE DELETE ON users, organisations FROM {login}")
        op.execute(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {login}")
    op.execute("REVOKE INSERT, UPDATE, DELETE ON job_runs FROM cleaning_app")

    # A program on an installation with one organisation need not name it. The function runs as the
    # tables' owner and tells nothing when there are several.
    op.execute(
        "CREATE POLICY owner_counts ON organisations FOR SELECT TO CURRENT_USER USING (true)"
    )
    op.execute(
        """
        CREATE FUNCTION sole_organisation() RETURNS uuid
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
            SELECT CASE WHEN count(*) = 1 THEN (array_agg(id))[1] END
            FROM organisations WHERE closed_at IS NULL
        $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION any_organisation() RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
            SELECT EXISTS (SELECT 1 FROM organisations)
        $$
        """
    )

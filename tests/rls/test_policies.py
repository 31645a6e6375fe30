"""The rules themselves: every table held, by roles that cannot step over, with keys that stay inside."""

from __future__ import annotations

import psycopg
import pytest

from cleaning_app.settings import APP_ROLE, JOBS_ROLE
from tests import databases
from tests.rls.catalogue import JOB_ENGINE, gaps, other_tables, tenant_tables, unique_keys

ACROSS_ORGANISATIONS = {
    "api_tokens_token_hash_key": "whoever sends a token says nothing else about themselves",
    "calendar_feeds_token_hash_key": "the same for a calendar's address",
    "sessions_token_hash_key": "the same for a session's cookie",
    "invoices_public_token_hash_key": "the same for a link to an invoice",
    "organisations_slug_key": "an organisation's own name in addresses",
}
"""Unique keys that do not start with the organisation, and why they must not."""

NOBODYS_TABLES = {"alembic_version", "job_heartbeats", "job_runs", "scheduled_jobs"}
"""What belongs to the installation."""

OWN_POLICIES = {"users", "stripe_events"}
"""The same, but held by policies of their own: Stripe's events come before anybody knows whose."""

OWNERS_FUNCTIONS = {
    "any_organisation": "whether there is one at all: sign-in or first use",
    "sole_organisation": "a program need not name the only one; says nothing when there are several",
    "learn_sizes": "lets an import have tables analysed; reads and returns no row",
}
"""All that runs with the schema owner's rights, and what for."""


@pytest.fixture(scope="module")
def superuser(server, database_urls):
    conninfo = databases.superuser_conninfo(server, databases.name_of(database_urls))
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


def test_every_table_of_an_organisation_is_held(superuser):
    found = gaps(superuser)
    assert {table: missing for table, missing in found.items() if missing} == {}
    assert set(found) == set(tenant_tables(superuser)) - {"organisations"}
    print(f"{len(found)} of {len(found)} tables: enabled, forced, USING and WITH CHECK")


@pytest.mark.parametrize(
    ("spoil", "table", "gap"),
    [
        ("CREATE TABLE surprises (org_id uuid NOT NULL)", "surprises", "not enabled"),
        ("ALTER TABLE bookings NO FORCE ROW LEVEL SECURITY", "bookings", "not forced"),
        ("DROP POLICY tenant ON sessions", "sessions", "no policy"),
        ("ALTER POLICY tenant ON bookings USING (true)", "bookings", "USING is open"),
        ("ALTER POLICY tenant ON bookings WITH CHECK (true)", "bookings", "WITH CHECK is open"),
        (
            "ALTER POLICY tenant ON bookings USING (org_id = (SELECT"
            " current_setting('app.org_id')::uuid) OR true)",
            "bookings",
            "USING is open",
        ),
    ],
)
def test_a_table_left_open_fails_the_build(superuser, spoil, table, gap):
    with superuser.transaction(force_rollback=True):
        superuser.execute(spoil)
        assert gap in gaps(superuser)[table]
    assert gap not in gaps(superuser).get(table, [])


def test_tables_that_belong_to_nobody_are_known(superuser):
    assert set(other_tables(superuser)) == NOBODYS_TABLES | OWN_POLICIES


def test_unique_keys_start_with_the_organisation(superuser):
    """Otherwise one organisation could tell from a refusal what another has."""
    astray = {
        key.name
        for key in unique_keys(superuser)
        if key.columns[0] != "org_id" and key.columns != ("id",)
    }
    assert astray == set(ACROSS_ORGANISATIONS)


def test_the_organisation_is_never_optional_and_never_made_up(superuser):
    rows = superuser.execute(
        "SELECT table_name, is_nullable, column_default FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'org_id'"
    ).fetchall()
    assert [row for row in rows if row[1:] != ("NO", None)] == []
    assert len(rows) >= 31


@pytest.mark.parametrize("role", [APP_ROLE, JOBS_ROLE])
def test_the_programs_logins_cannot_step_over_the_rules(superuser, role):
    [powers] = superuser.execute(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
        " FROM pg_roles WHERE rolname = %s",
        [role],
    ).fetchone()
    assert powers is False
    owned = superuser.execute(
        "SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [role]
    ).fetchone()
    member_of = superuser.execute(
        "SELECT count(*) FROM pg_auth_members WHERE member = %s::regrole", [role]
    ).fetchone()
    assert (owned, member_of) == ((0,), (0,))


def test_hardly_anything_runs_with_the_owners_rights(superuser):
    rows = superuser.execute(
        "SELECT proname, proconfig FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    ).fetchall()
    assert {name for name, _ in rows} == set(OWNERS_FUNCTIONS)
    assert all("search_path=public" in (config or []) for _, config in rows)


def test_a_view_would_have_to_look_with_its_readers_eyes(superuser):
    careless = superuser.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND (relkind = 'm' OR relkind = 'v'"
        " AND NOT coalesce(reloptions, '{}') @> ARRAY['security_invoker=true'])"
        " AND relname NOT LIKE 'pg_stat_statements%%'"
    ).fetchall()
    assert careless == []


def test_the_app_cannot_touch_the_job_engine(superuser):
    allowed = superuser.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s"
        " AND has_table_privilege(%s, oid, 'SELECT, INSERT, UPDATE, DELETE')",
        [JOB_ENGINE, APP_ROLE],
    ).fetchall()
    assert allowed == []
    writes = superuser.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s)"
        " AND has_table_privilege(%s, oid, 'INSERT, UPDATE, DELETE')",
        [sorted(NOBODYS_TABLES), APP_ROLE],
    ).fetchall()
    assert writes == []

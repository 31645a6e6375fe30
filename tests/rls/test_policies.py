"""The rules themselves: every table held, by roles that cannot step over, with keys that stay inside."""

from __future__ import annotations

import psycopg
import pytest

from cleaning_app.settings import APP_ROLE, JOBS_ROLE
from deploy import audit_rls_coverage as coverage
from tests import databases
from tests.rls.catalogue import JOB_ENGINE, other_tables, tenant_tables, unique_keys

ACROSS_ORGANISATIONS = {
    "api_tokens_token_hash_key": "whoever sends a token says nothing else about themselves",
    "sessions_token_hash_key": "the same for a session's cookie",
    "invoices_public_token_hash_key": "the same for a link to an invoice",
    "organisations_slug_key": "an organisation's own name in addresses",
}
"""Unique keys that do not start with the organisation, and why they must not."""

NOBODYS_TABLES = {"alembic_version", "job_heartbeats", "job_runs", "scheduled_jobs"}
"""What belongs to the installation. `users` too, but that is held by policies of its own."""

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
    tables = coverage.from_database(superuser)
    assert {table.name: table.gaps for table in tables if table.gaps} == {}
    assert {table.name for table in tables} == set(tenant_tables(superuser)) - {"organisations"}
    print(f"{len(tables)} of {len(tables)} tables: enabled, forced, USING and WITH CHECK")


def test_models_and_migrations_promise_what_the_database_has(superuser):
    assert {t.name: (t.gaps, sorted(t.policies)) for t in coverage.from_metadata()} == {
        t.name: (t.gaps, t.policies) for t in coverage.from_database(superuser)
    }


@pytest.mark.parametrize(
    ("spoil", "gap"),
    [
        ("CREATE TABLE surprises (id uuid PRIMARY KEY, org_id uuid NOT NULL)", "not enabled"),
        ("ALTER TABLE bookings NO FORCE ROW LEVEL SECURITY", "not forced"),
        ("DROP POLICY tenant ON bookings", "no policy"),
        ("ALTER POLICY tenant ON bookings USING (true)", "no USING on the organisation"),
        ("ALTER POLICY tenant ON bookings WITH CHECK (true)", "no WITH CHECK on the organisation"),
    ],
)
def test_a_table_left_open_is_found(superuser, spoil, gap):
    with superuser.transaction(force_rollback=True):
        superuser.execute(spoil)
        found = [gap for table in coverage.from_database(superuser) for gap in table.gaps]
    assert gap in found


def test_a_core_table_left_open_fails_the_build(new_database, monkeypatch, capsys, tmp_path):
    urls = new_database()
    with psycopg.connect(urls.conninfo("owner"), autocommit=True) as owner:
        owner.execute("ALTER TABLE clients DISABLE ROW LEVEL SECURITY")

    class Elsewhere:
        def conninfo_for(self, login: str) -> str:
            return urls.conninfo(login)

    monkeypatch.setattr(coverage, "load_or_exit", Elsewhere)
    report = tmp_path / "rls-audit.md"
    assert coverage.main(["--fail-on-core-missing", "--output", str(report)]) == 1
    assert "clients is not held" in capsys.readouterr().err
    assert "| `clients` | no | yes | tenant | **not enabled** |" in report.read_text()
    assert coverage.main(["--output", str(report)]) == 0
    assert coverage.main(["--source", "metadata", "--fail-on-core-missing"]) == 0


def test_tables_that_belong_to_nobody_are_known(superuser):
    assert set(other_tables(superuser)) == NOBODYS_TABLES | {"users"}


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

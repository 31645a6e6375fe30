"""The RLS audit sees every table with `org_id`, from the catalogue and from the migrations alike."""

from __future__ import annotations

import sys

import psycopg

from cleaning_app.settings import ROOT
from deploy import audit_rls_coverage as audit
from tests.ops.commands import run

SCRIPT = ROOT / "deploy" / "audit_rls_coverage.py"


def _shape(tables: list[audit.Table]) -> dict[str, tuple[bool, bool, frozenset[str]]]:
    return {t.name: (t.enabled, t.forced, frozenset(t.policies)) for t in tables}


def test_both_sources_tell_the_same(database_urls):
    from_catalogue = audit.from_database(database_urls.conninfo("owner"))
    from_migrations = audit.from_metadata(audit.model_tables(), audit.migration_sql())
    print(f"{len(from_catalogue)} tables with org_id")
    assert len(from_catalogue) >= 30
    assert _shape(from_catalogue) == _shape(from_migrations)
    assert all(table.covered for table in from_catalogue)


def test_a_bare_core_table_fails_the_build(new_database, tmp_path):
    urls = new_database()
    with psycopg.connect(urls.conninfo("owner")) as connection:
        connection.execute("ALTER TABLE invoices NO FORCE ROW LEVEL SECURITY")
        connection.execute("CREATE TABLE scribbles (org_id uuid)")
    page = tmp_path / "rls-audit.md"
    arguments = ("--fail-on-core-missing", "--output", str(page))
    outcome = run(sys.executable, SCRIPT, *arguments, DATABASE_URL=urls.conninfo("owner"))
    assert outcome.returncode == 1
    assert outcome.stderr == "Core tables without row-level security: invoices\n"
    text = page.read_text()
    [row] = [line for line in text.splitlines() if line.startswith("| `invoices` |")]
    assert row.startswith("| `invoices` | yes | yes |  | ")
    assert row.endswith("| **FAILS** |")
    assert "- `scribbles` is not covered." in text


def test_a_gap_elsewhere_only_warns(new_database):
    urls = new_database()
    with psycopg.connect(urls.conninfo("owner")) as connection:
        connection.execute("DROP POLICY tenant ON teams")
    outcome = run(
        sys.executable, SCRIPT, "--fail-on-core-missing", DATABASE_URL=urls.conninfo("owner")
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "| `teams` |  | yes | yes | none | warning |" in outcome.stdout


def test_metadata_needs_no_database():
    nowhere = "postgresql://nobody:x@127.0.0.1:1/nothing"
    asked = (sys.executable, SCRIPT, "--source", "metadata")
    assert run(*asked, DATABASE_URL=nowhere).returncode == 0
    assert run(*asked[:2], DATABASE_URL=nowhere).returncode == 2


def test_statements_are_read_in_their_order():
    sql = """
    ALTER TABLE clients ENABLE ROW LEVEL SECURITY; ALTER TABLE clients FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON clients USING (true); DROP POLICY tenant ON clients;
    ALTER TABLE clients DISABLE ROW LEVEL SECURITY;
    """
    assert audit.from_metadata(["clients"], sql) == [audit.Table("clients", False, True, [])]

"""Which tables belong to an organisation, and whether row-level security holds each of them.

Usage: python deploy/audit_rls_coverage.py [--source database|metadata] [--fail-on-core-missing]
                                           [--output rls-audit.md]

`database` (the default) asks the database's own catalogue; `metadata` needs none and reads the
models and what the migrations would run. Prints a Markdown report. Exit code 1 when a core table is
not fully held and --fail-on-core-missing is given; other gaps are warnings in the report.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402
from sqlmodel import SQLModel  # noqa: E402

from cleaning_app import models  # noqa: E402, F401  (fills the metadata)
from cleaning_app.settings import load_or_exit  # noqa: E402

CORE = ("bookings", "invoices", "leads", "clients", "workers")


@dataclass
class Table:
    """A table with `org_id` and what protects it. `policies` are the clauses of its own rule."""

    name: str
    enabled: bool = False
    forced: bool = False
    policies: list[str] = field(default_factory=list[str])
    reads_checked: bool = False
    writes_checked: bool = False

    @property
    def gaps(self) -> list[str]:
        """What is missing, in words; empty when the table is held."""
        missing = {
            "not enabled": self.enabled,
            "not forced": self.forced,
            "no policy": bool(self.policies),
            "no USING on the organisation": self.reads_checked,
            "no WITH CHECK on the organisation": self.writes_checked,
        }
        return [words for words, there in missing.items() if not there]


def from_database(connection: psycopg.Connection) -> list[Table]:
    """Every table with `org_id`, as the catalogue describes it."""
    rows = connection.execute(
        """
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
               coalesce(array_agg(p.polname::text ORDER BY p.polname)
                        FILTER (WHERE p.polname IS NOT NULL), '{}'),
               coalesce(bool_or(pg_get_expr(p.polqual, c.oid) ~ 'org_id = .*app\\.org_id'
                                AND p.polcmd = '*'), false),
               coalesce(bool_or(pg_get_expr(p.polwithcheck, c.oid) ~ 'org_id = .*app\\.org_id'
                                AND p.polcmd = '*'), false)
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
        LEFT JOIN pg_policy p ON p.polrelid = c.oid
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        GROUP BY c.oid, c.relname ORDER BY c.relname
        """
    )
    return [Table(*row) for row in rows]


def from_metadata() -> list[Table]:
    """Every model with `org_id`, and the row-level security the migrations give it."""
    tables = {
        table.name: Table(table.name)
        for table in SQLModel.metadata.sorted_tables
        if "org_id" in table.columns
    }
    for statement in migration_statements():
        _apply(statement, tables)
    return [tables[name] for name in sorted(tables)]


def _apply(statement: str, tables: dict[str, Table]) -> None:
    altered = re.match(r"ALTER TABLE (\w+) (ENABLE|FORCE) ROW LEVEL SECURITY", statement)
    made = re.match(r"CREATE POLICY (\w+) ON (\w+)(.*)", statement, re.DOTALL)
    if altered and (table := tables.get(altered[1])):
        table.enabled |= altered[2] == "ENABLE"
        table.forced |= altered[2] == "FORCE"
    if made and (table := tables.get(made[2])):
        table.policies.append(made[1])
        rule = r"\(org_id = [^)]*app\.org_id"
        table.reads_checked |= bool(re.search("USING " + rule, made[3]))
        table.writes_checked |= bool(re.search("WITH CHECK " + rule, made[3]))


def migration_statements() -> list[str]:
    """The SQL every migration would run, without running it."""
    statements: list[str] = []
    for path in sorted((ROOT / "alembic" / "versions").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"migration_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        migration.op = _Notes(statements)  # pyright: ignore[reportAttributeAccessIssue]
        migration.upgrade()
    return statements


class _Notes:
    """Stands in for `alembic.op`: writes statements down and does nothing else."""

    def __init__(self, statements: list[str]) -> None:
        self._statements = statements

    def execute(self, statement: object, *_: object, **__: object) -> None:
        self._statements.append(str(statement).strip())

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: self


def report(tables: Iterable[Table], source: str) -> str:
    """The report, as Markdown."""
    lines = [
        f"# Row-level security of tables with `org_id` (from the {source})",
        "",
        "| table | enabled | forced | policies | missing |",
        "|---|---|---|---|---|",
    ]
    listed = list(tables)
    for table in listed:
        gaps = ", ".join(table.gaps)
        mark = f"**{gaps}**" if gaps and table.name in CORE else gaps
        lines.append(
            f"| `{table.name}` | {_yes(table.enabled)} | {_yes(table.forced)} "
            f"| {', '.join(table.policies)} | {mark} |"
        )
    held = sum(not table.gaps for table in listed)
    lines += ["", f"{held} of {len(listed)} tables are held.", ""]
    return "\n".join(lines)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the report; 1 when a core table has gaps and that was to fail."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--source", choices=("database", "metadata"), default="database")
    parser.add_argument("--fail-on-core-missing", action="store_true")
    parser.add_argument("--output", type=Path, help="write the report there instead of to stdout")
    asked = parser.parse_args(arguments)
    if asked.source == "database":
        with psycopg.connect(load_or_exit().conninfo_for("owner")) as connection:
            tables = from_database(connection)
    else:
        tables = from_metadata()
    text = report(tables, asked.source)
    if asked.output:
        asked.output.write_text(text)
    else:
        print(text)
    open_core = [table.name for table in tables if table.gaps and table.name in CORE]
    for name in open_core:
        print(f"{name} is not held by row-level security.", file=sys.stderr)
    return 1 if open_core and asked.fail_on_core_missing else 0


if __name__ == "__main__":
    sys.exit(main())

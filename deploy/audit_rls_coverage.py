#!/usr/bin/env python3
"""Reports, in Markdown, whether every table with `org_id` is behind row-level security.

Usage: python deploy/audit_rls_coverage.py [--source database|metadata] [--fail-on-core-missing]
                                           [--output rls-audit.md]

`database` asks the catalogue of the database the settings name, `metadata` needs none: it reads the
models and writes down what the migrations would do. Exit 1 when a core table is not covered and
--fail-on-core-missing is given; gaps in other tables are warnings.
"""

from __future__ import annotations

import argparse
import importlib
import io
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from cleaning_app.settings import ROOT, load_or_exit

CORE = ("bookings", "invoices", "leads", "clients", "workers")
"""Tables whose rows must never be seen by another organisation, whatever else is unfinished."""


@dataclass
class Table:
    """What guards one table with `org_id`."""

    name: str
    enabled: bool = False
    forced: bool = False
    policies: list[str] = field(default_factory=list[str])

    @property
    def covered(self) -> bool:
        return self.enabled and self.forced and bool(self.policies)

    @property
    def is_core(self) -> bool:
        return self.name in CORE


_CATALOGUE = """
    SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
           ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid ORDER BY polname)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
    ORDER BY c.relname
"""


def from_database(conninfo: str) -> list[Table]:
    """The tables of a migrated database. Raises psycopg.Error."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        return [Table(*row) for row in connection.execute(_CATALOGUE)]


class _Writes:
    """Stands where a migration expects a connection: writes statements down instead of running them."""

    def __init__(self, statements: io.StringIO) -> None:
        self._statements = statements

    def execute(self, statement: Any, *_: Any, **__: Any) -> Any:
        self._statements.write(f"{statement};\n")
        return iter(())

    exec_driver_sql = execute


def migration_sql() -> str:
    """Every statement of every migration, oldest first, without a database."""
    statements = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": statements}
    )
    context.impl.connection = _Writes(statements)  # pyright: ignore
    scripts = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    with Operations.context(context):
        for script in reversed(list(scripts.walk_revisions())):
            script.module.upgrade()
    return statements.getvalue()


_SWITCHED = re.compile(
    r"ALTER TABLE (?:ONLY )?\"?(\w+)\"? (ENABLE|FORCE|DISABLE|NO FORCE) ROW LEVEL SECURITY", re.I
)
_POLICY = re.compile(r"(CREATE|DROP) POLICY (?:IF EXISTS )?\"?(\w+)\"? ON \"?(\w+)\"?", re.I)


def from_metadata(names: Iterable[str], sql: str) -> list[Table]:
    """The tables called `names`, guarded by what the statements in `sql` do, in their order."""
    tables = {name: Table(name) for name in sorted(names)}
    for name, what in _SWITCHED.findall(sql):
        if name in tables:
            attribute = "enabled" if what.upper() in ("ENABLE", "DISABLE") else "forced"
            setattr(tables[name], attribute, what.upper() in ("ENABLE", "FORCE"))
    for verb, policy, name in _POLICY.findall(sql):
        if name in tables and verb.upper() == "CREATE":
            tables[name].policies.append(policy)
        elif name in tables and policy in tables[name].policies:
            tables[name].policies.remove(policy)
    return list(tables.values())


def model_tables() -> list[str]:
    """The tables of the models that have `org_id`."""
    importlib.import_module("cleaning_app.models")
    return [name for name, table in SQLModel.metadata.tables.items() if "org_id" in table.columns]


def report(tables: list[Table], source: str) -> str:
    """The audit as a Markdown page."""
    gaps = [table for table in tables if not table.covered]
    absent = [name for name in CORE if name not in {table.name for table in tables}]
    lines = [
        "# Row-level security",
        "",
        f"Source: {source}. {len(tables)} tables with `org_id`, {len(tables) - len(gaps)} covered.",
        "",
        "| table | core | enabled | forced | policies | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for table in tables:
        verdict = "covered" if table.covered else "**FAILS**" if table.is_core else "warning"
        marks = ["yes" if mark else "" for mark in (table.is_core, table.enabled, table.forced)]
        policies = ", ".join(table.policies) or "none"
        lines.append(f"| `{table.name}` | {' | '.join(marks)} | {policies} | {verdict} |")
    lines += ["", "## Warnings", ""]
    lines += [f"- `{table.name}` is not covered." for table in gaps if not table.is_core]
    lines += [f"- Core table `{name}` does not exist in this version." for name in absent]
    lines += [] if lines[-1] else ["None."]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--source", choices=("database", "metadata"), default="database")
    parser.add_argument("--fail-on-core-missing", action="store_true")
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    if asked.source == "database":
        try:
            tables = from_database(load_or_exit().conninfo_for("owner"))
        except psycopg.OperationalError as error:
            print(f"The database cannot be reached: {type(error).__name__}", file=sys.stderr)
            return 2
    else:
        tables = from_metadata(model_tables(), migration_sql())
    text = report(tables, asked.source)
    if asked.output:
        asked.output.write_text(text, encoding="utf-8")
    print(text, end="")
    core = [table.name for table in tables if table.is_core and not table.covered]
    if core:
        print(f"Core tables without row-level security: {', '.join(core)}", file=sys.stderr)
    return 1 if core and asked.fail_on_core_missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""PostgreSQL for one test run: a server of its own, a migrated template, and clones of it."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from alembic.config import Config
from fasteners import InterProcessLock
from psycopg import sql
from sqlalchemy.engine import make_url

from alembic import command
from cleaning_app import embedded
from cleaning_app.settings import ROOT, get_settings

TEMPLATE = "cleaning_template"
_RUN = "CLEANING_TEST_RUN"
_PREFIX = "cleaning-tests-"


@dataclass(frozen=True)
class DatabaseUrls:
    """SQLAlchemy URLs of one database, one for each login."""

    owner: str
    app: str
    jobs: str

    def conninfo(self, login: str) -> str:
        """The address of `owner`, `app` or `jobs` as psycopg and libpq want it."""
        return getattr(self, login).replace("postgresql+psycopg", "postgresql")


def run_dir() -> tuple[Path, bool]:
    """The folder all processes of this test run share, and whether this process made it."""
    if _RUN in os.environ:
        return Path(os.environ[_RUN]), False
    _sweep()
    made = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    os.environ[_RUN] = str(made)
    return made, True


def _sweep() -> None:
    """Clear away servers of runs that were killed before they could."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        match = re.match(rf"{_PREFIX}(\d+)-", left.name)
        if match and not psutil.pid_exists(int(match[1])):
            end(left)


def end(run: Path) -> None:
    """Stop the run's server and remove all it left."""
    embedded.stop(run / "pg")
    shutil.rmtree(run, ignore_errors=True)


def owner_url(run: Path, database: str) -> str:
    """Where a database of this run will be; starts nothing."""
    planned = make_url(embedded.address(run / "pg").owner_url)
    return planned.set(database=database).render_as_string(hide_password=False)


def urls_of(database: str) -> DatabaseUrls:
    """The three logins of a database of this run."""
    settings = get_settings()

    def url(login: str) -> str:
        there = make_url(settings.database_url_for(login)).set(database=database)  # pyright: ignore
        return there.render_as_string(hide_password=False)

    return DatabaseUrls(url("owner"), url("app"), url("jobs"))


def name_of(urls: DatabaseUrls) -> str:
    """The name of the database these URLs lead to."""
    return make_url(urls.owner).database or ""


def superuser_conninfo(server: embedded.EmbeddedServer, name: str) -> str:
    """A login that row-level security does not hold, for tests that must see everything."""
    there = make_url(server.superuser_url).set(database=name)
    return there.render_as_string(hide_password=False)


def template(run: Path) -> embedded.EmbeddedServer:
    """The run's server with the migrated template on it; whoever comes first makes it."""
    server = embedded.start(run / "pg", fsync=False)
    done = run / "template.done"
    with InterProcessLock(run / "template.lock"):
        if not done.exists():
            create(server, TEMPLATE, source="template1")
            migrate(owner_url(run, TEMPLATE))
            done.touch()
    return server


def migrate(conninfo: str, revision: str = "head") -> None:
    """Bring a database to a revision."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["conninfo"] = conninfo
    command.upgrade(config, revision)


def create(server: embedded.EmbeddedServer, name: str, source: str = TEMPLATE) -> None:
    """Make a database that is a copy of another."""
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
                *map(sql.Identifier, (name, embedded.OWNER, source))
            )
        )


def drop(server: embedded.EmbeddedServer, name: str) -> None:
    """Remove a database, whoever is still connected."""
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def empty(server: embedded.EmbeddedServer, name: str) -> None:
    """Delete every row the migrations did not bring.

    Deleting from the few tables that hold rows is many times faster than truncating all of them.
    Triggers and foreign keys are off meanwhile, as the audit trail refuses deletion. What a test that
    failed left in the middle of a transaction is ended first, or its locks would hold up all others.
    """
    with psycopg.connect(superuser_conninfo(server, name)) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        )
        connection.execute("SET session_replication_role = replica")
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname NOT IN ('alembic_version')"
        ).fetchall()
        filled = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(table), sql.Identifier(table)
            )
            for (table,) in tables
        )
        for (table,) in connection.execute(filled).fetchall():
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))

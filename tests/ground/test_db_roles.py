"""The database's roles come out the same whoever migrates: an owner, or the superuser of an image."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from alembic import command
from cleaning_app import db_roles, embedded
from cleaning_app.embedded import EmbeddedServer
from cleaning_app.settings import APP_ROLE, JOBS_ROLE, ROOT, get_settings
from tests import databases


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of its own, as roles belong to the whole server."""
    yield from _server(tmp_path_factory.mktemp("roles"))


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server on which only the superuser has ever been at work."""
    yield from _server(tmp_path_factory.mktemp("image"))


def _server(folder: Path) -> Iterator[EmbeddedServer]:
    yield embedded.start(folder, fsync=False)
    embedded.stop(folder)


def _rows(conninfo: str, query: str) -> list[tuple]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query).fetchall()


def _as(conninfo: str, user: str, password: str) -> str:
    there = make_url(conninfo).set(username=user, password=password)
    return there.render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def production(image: EmbeddedServer) -> str:
    """A database made and migrated by a superuser, as the postgres image has it."""
    with psycopg.connect(image.superuser_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE production")
    conninfo = databases.superuser_conninfo(image, "production")
    databases.migrate(conninfo)
    return conninfo


def test_a_superuser_migrates_and_owns_nothing(production):
    owners = _rows(
        production,
        "SELECT DISTINCT relowner::regrole::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_class.oid AND deptype = 'e')",
    )
    assert owners == [("cleaning_owner",)]
    assert _rows(production, "SELECT rolsuper FROM pg_roles WHERE rolname = 'cleaning_owner'") == [
        (False,)
    ]


def test_both_programs_sign_in_to_a_superusers_database(production):
    for role in (APP_ROLE, JOBS_ROLE):
        conninfo = _as(production, role, get_settings().role_password(role))
        assert _rows(conninfo, "SELECT count(*) FROM organisations") == [(0,)]


def test_the_extensions_are_there(production):
    names = {name for (name,) in _rows(production, "SELECT extname FROM pg_extension")}
    assert names >= {"btree_gist", "pg_trgm", "pg_stat_statements"}


def test_the_programs_may_not_change_the_schema(production):
    conninfo = _as(production, APP_ROLE, get_settings().role_password(APP_ROLE))
    for statement in (
        "CREATE TABLE mine (id int)",
        "DROP TABLE organisations",
        "UPDATE alembic_version SET version_num = '0'",
        "ALTER TABLE organisations DISABLE ROW LEVEL SECURITY",
        "SET ROLE cleaning_owner",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _rows(conninfo, statement)


def test_migrating_again_changes_nothing(production):
    count = "SELECT count(*) FROM pg_class"
    before = _rows(production, count)
    databases.migrate(production)
    assert _rows(production, count) == before


def test_models_and_migrations_agree(production):

    config = Config(ROOT / "alembic.ini")
    config.attributes["conninfo"] = production
    assert command.check(config) is None


def test_a_new_secret_key_gives_new_passwords_at_the_next_migration(apart):
    settings = get_settings().model_copy()
    old = _as(apart.owner_url, APP_ROLE, settings.role_password(APP_ROLE))
    db_roles.provision(settings, apart.owner_url)
    assert _rows(old, "SELECT 1") == [(1,)]
    settings.auth_secret_key = SecretStr("another-key-" * 4)
    db_roles.provision(settings, apart.owner_url)
    with pytest.raises(psycopg.OperationalError):
        _rows(old, "SELECT 1")
    new = _as(apart.owner_url, APP_ROLE, settings.role_password(APP_ROLE))
    assert _rows(new, "SELECT 1") == [(1,)]
    db_roles.provision(get_settings(), apart.owner_url)


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "REPLICATION"])
def test_a_role_that_could_walk_past_row_level_security_is_refused(apart, power):
    db_roles.provision(get_settings(), apart.owner_url)
    with psycopg.connect(apart.superuser_url, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE cleaning_app {power}")
        try:
            with pytest.raises(RuntimeError, match="row-level security"):
                db_roles.provision(get_settings(), apart.superuser_url)
        finally:
            connection.execute(f"ALTER ROLE cleaning_app NO{power}")

"""The database's roles: one owns the schema, two restricted ones run the programs.

`provision` is the one place where they are made. It runs before every migration, in development,
tests and production alike, and may run any number of times.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from cleaning_app.embedded import OWNER
from cleaning_app.settings import APP_ROLE, JOBS_ROLE, Settings

# Trusted extensions: the owner of a database may create them (PostgreSQL, "CREATE EXTENSION").
EXTENSIONS = ("btree_gist", "pg_trgm")


def provision(settings: Settings, conninfo: str | None = None) -> str:
    """Create or refresh both restricted roles and their grants; return the role that owns the schema.

    `conninfo` is the owner's or a superuser's login, by default DATABASE_URL. A superuser hands the
    schema to `cleaning_owner`, so that nothing of ours belongs to a superuser; any other login owns
    it itself and needs CREATEROLE. Raises psycopg.Error when the login may not do that.
    """
    with psycopg.connect(conninfo or settings.conninfo_for("owner")) as connection:
        # Two programs migrating at once would collide in the catalogue.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('cleaning roles'))")
        owner = _owner(connection)
        for role in (APP_ROLE, JOBS_ROLE):
            _login_role(connection, role, settings.role_password(role))
            _grants(connection, owner, role)
        for name in EXTENSIONS:
            extension = sql.Identifier(name)
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(extension))
    return owner


def _owner(connection: psycopg.Connection) -> str:
    """The current login, or for a superuser `cleaning_owner`, made and put in charge."""
    row = connection.execute(
        "SELECT current_user, rolsuper, current_database() "
        "FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None  # every session has a role
    login, is_superuser, database = row
    if not is_superuser:
        return login
    if not _role_exists(connection, OWNER):
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(OWNER)))
    connection.execute(
        sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(
            sql.Identifier(database), sql.Identifier(OWNER)
        )
    )
    connection.execute(
        sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(sql.Identifier(OWNER))
    )
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    return OWNER


def _login_role(connection: psycopg.Connection, role: str, password: str) -> None:
    """A login that row-level security holds: neither superuser nor owner nor BYPASSRLS."""
    name = sql.Identifier(role)
    if not _role_exists(connection, role):
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOCREATEDB NOCREATEROLE").format(name))
    _refuse_powers(connection, role)
    # The server would log the statement in clear if it failed, so only the digest is sent.
    digest = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(digest.decode()))
    )


def _refuse_powers(connection: psycopg.Connection, role: str) -> None:
    powerful = connection.execute(
        "SELECT FROM pg_roles WHERE rolname = %s "
        "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)",
        [role],
    ).fetchone()
    if powerful is not None:
        raise RuntimeError(f"database role {role} can walk past row-level security: drop it first")


def _grants(connection: psycopg.Connection, owner: str, role: str) -> None:
    names = {"owner": sql.Identifier(owner), "role": sql.Identifier(role)}
    names["database"] = sql.Identifier(connection.info.dbname)
    for statement in (
        "GRANT CONNECT ON DATABASE {database} TO {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def _role_exists(connection: psycopg.Connection, role: str) -> bool:
    row = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    return row is not None

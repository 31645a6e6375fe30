"""Runs the migrations: makes the database's roles first, then works as the role that owns the schema."""

from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, pool
from sqlmodel import SQLModel

import cleaning_app.models  # noqa: F401  (fills the metadata)
from alembic import context
from cleaning_app import db_roles, logs
from cleaning_app.settings import load_or_exit

# A migration that would have to wait longer for a table in use fails and is run again later,
# instead of queueing everybody behind it.
LOCK_TIMEOUT = "1s"


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The job engine brings its own tables, which no model describes."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def _migrate(connection: Connection, owner: str) -> None:
    # Two replicas starting together: the second waits here and then finds nothing to do.
    connection.exec_driver_sql("SELECT pg_advisory_lock(hashtext('cleaning migrations'))")
    quoted = connection.dialect.identifier_preparer.quote(owner)
    connection.exec_driver_sql(f"SET ROLE {quoted}")
    connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_name=_is_ours,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    if context.is_offline_mode():
        raise CommandError("migrations need a database: leave out --sql")
    settings = load_or_exit()
    if context.config.cmd_opts is not None:
        logs.configure(settings)
    # Tests migrate a database of their own choice.
    conninfo = context.config.attributes.get("conninfo") or settings.conninfo_for("owner")
    owner = db_roles.provision(settings, conninfo)
    url = conninfo.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        _migrate(connection, owner)


main()

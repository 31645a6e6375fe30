"""The run's databases: emptied between tests, cloned for tests that break things."""

from __future__ import annotations

import psycopg

from tests import databases


def _organisations(conninfo: str) -> int:
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SELECT count(*) FROM organisations").fetchone()
    return row[0] if row else -1


def _add_organisation(conninfo: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET ROLE cleaning_owner")
        connection.execute("ALTER TABLE organisations NO FORCE ROW LEVEL SECURITY")
        connection.execute(
            "INSERT INTO organisations (id, slug, name) VALUES (gen_random_uuid(), 'one', 'One')"
        )
        connection.execute("ALTER TABLE organisations FORCE ROW LEVEL SECURITY")


def test_emptying_removes_rows_that_row_level_security_hides(server, clean_database):
    everything = databases.superuser_conninfo(server, databases.name_of(clean_database))
    _add_organisation(clean_database.conninfo("owner"))
    assert _organisations(everything) == 1
    databases.empty(server, databases.name_of(clean_database))
    assert _organisations(everything) == 0


def test_a_new_database_is_migrated_and_independent(server, clean_database, new_database):
    other = new_database()
    _add_organisation(other.conninfo("owner"))
    everything = databases.superuser_conninfo(server, databases.name_of(clean_database))
    assert _organisations(everything) == 0


def test_the_programs_logins_are_neither_superuser_nor_owner(clean_database):
    for login in ("app", "jobs"):
        with psycopg.connect(clean_database.conninfo(login)) as connection:
            powers = connection.execute(
                "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
            owned = connection.execute(
                "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
            ).fetchone()
        assert powers == (False, False, False)
        assert owned == (0,)

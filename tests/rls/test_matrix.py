"""Every table of an organisation × every verb, as both logins, against another organisation.

Generated from the catalogue: a new table is in the matrix without anybody remembering it.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.rls.catalogue import Reference, org_column, references, tenant_tables
from tests.rls.conftest import LOGINS, Pair

REFUSED = "42501"  # insufficient_privilege
NO_SUCH_ROW = "23503"  # foreign_key_violation

VISITS_ALL = {("jobs", "outbox_events"), ("jobs", "organisations")}
"""What the jobs process may see across organisations: what to deliver, and for whom."""

WRITES_ALL = {("jobs", "outbox_events")}
"""What it may change across organisations: whether a message is being delivered."""


@pytest.fixture(scope="module")
def tables(everything: psycopg.Connection) -> list[str]:
    return tenant_tables(everything)


def row_of(everything: psycopg.Connection, table: str, org_id: object) -> dict[str, Any]:
    """One row of an organisation, whatever row-level security says."""
    query = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE {} = %s LIMIT 1").format(
        sql.Identifier(table), sql.Identifier(org_column(table))
    )
    found = everything.execute(query, [org_id]).fetchone()
    assert found is not None, f"tests/full_house.py leaves {table} empty: give it a row"
    return found[0]


def statement(text: str, table: str) -> sql.Composed:
    return sql.SQL(text).format(table=sql.Identifier(table), org=sql.Identifier(org_column(table)))


def test_both_organisations_have_a_row_in_every_table(pair: Pair, everything, tables):
    for table in tables:
        row_of(everything, table, pair.ours.org_id)
        row_of(everything, table, pair.theirs.org_id)
    assert len(tables) >= 32


@pytest.mark.parametrize("login", LOGINS)
def test_rows_of_another_organisation_are_not_there(pair: Pair, tables, login):
    checked = 0
    for table in tables:
        with pair.as_(login, pair.ours.org_id) as connection:
            query = statement("SELECT count(*) FROM {table} WHERE {org} = %s", table)
            [theirs] = connection.execute(query, [pair.theirs.org_id]).fetchone() or [None]
            [ours] = connection.execute(query, [pair.ours.org_id]).fetchone() or [None]
        assert (theirs > 0) is ((login, table) in VISITS_ALL), table
        assert ours > 0, table
        checked += 1
    print(f"{login}: select × {checked} tables, 0 foreign rows")


@pytest.mark.parametrize("login", LOGINS)
def test_rows_cannot_be_put_into_another_organisation(pair: Pair, everything, tables, login):
    for table in tables:
        query = statement(
            "INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)", table
        )
        theirs = row_of(everything, table, pair.theirs.org_id)
        refusal = pair.refusal(login, pair.ours.org_id, query, Jsonb(theirs))
        # The runner gets as far as the key that is taken already.
        expected = "23505" if (login, table) in WRITES_ALL else REFUSED
        assert refusal == expected, table


@pytest.mark.parametrize("login", LOGINS)
def test_foreign_rows_cannot_be_changed_or_removed(pair: Pair, tables, login):
    for table in tables:
        for text in (
            "UPDATE {table} SET {org} = {org} WHERE {org} = %s",
            "DELETE FROM {table} WHERE {org} = %s",
        ):
            refusal = pair.refusal(
                login, pair.ours.org_id, statement(text, table), pair.theirs.org_id
            )
            if (login, table) in WRITES_ALL:
                assert refusal.startswith("changed")
            else:
                assert refusal in {REFUSED, "changed 0"}, (table, text)


@pytest.mark.parametrize("login", LOGINS)
def test_a_row_cannot_be_given_to_another_organisation(pair: Pair, tables, login):
    for table in tables:
        query = statement("UPDATE {table} SET {org} = %s WHERE {org} = %s", table)
        refusal = pair.refusal(login, pair.ours.org_id, query, pair.theirs.org_id, pair.ours.org_id)
        if (login, table) not in WRITES_ALL:
            assert refusal == REFUSED, table


@pytest.mark.parametrize("login", LOGINS)
def test_nothing_can_be_emptied(pair: Pair, tables, login):
    for table in tables:
        query = statement("TRUNCATE {table} CASCADE", table)
        assert pair.refusal(login, pair.ours.org_id, query) == REFUSED, table


def test_a_reference_cannot_leave_the_organisation(pair: Pair, everything, tables):
    """Foreign keys look past row-level security, so the key itself carries the organisation."""
    checked = 0
    for reference in references(everything):
        if reference.target not in tables or reference.columns == ("org_id",):
            continue
        assert reference.columns[0] == reference.target_columns[0] == "org_id", reference.name
        [column] = reference.columns[1:]
        assert _points_outside(pair, everything, reference, column) == NO_SUCH_ROW, reference.name
        checked += 1
    print(f"foreign keys inside an organisation: {checked}, none can be crossed")
    assert checked >= 25


def _points_outside(
    pair: Pair, everything: psycopg.Connection, reference: Reference, column: str
) -> str:
    """How pointing a row of ours at a row of theirs is refused. CHECKs and triggers are off
    meanwhile: they must not be what saves us."""
    theirs = row_of(everything, reference.target, pair.theirs.org_id)
    ours = row_of(everything, reference.table, pair.ours.org_id)
    name = sql.Identifier(reference.table)
    with psycopg.connect(pair.conninfo("superuser")) as connection:
        checks = connection.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
            [reference.table],
        ).fetchall()
        for (check,) in checks:
            connection.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(name, sql.Identifier(check))
            )
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
        try:
            connection.execute(
                sql.SQL(
                    "UPDATE {table} SET {column} = %s "
                    "WHERE ctid = (SELECT ctid FROM {table} WHERE org_id = %s LIMIT 1)"
                ).format(table=name, column=sql.Identifier(column)),
                [theirs[reference.target_columns[1]], ours["org_id"]],
            )
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.Error as error:
            return error.sqlstate or "?"
        finally:
            connection.rollback()
    return "allowed"


@pytest.mark.parametrize("login", LOGINS)
def test_without_an_organisation_there_is_nothing_to_see_or_to_write(
    pair: Pair, everything, tables, login
):
    for table in tables:
        with pair.as_(login) as connection:
            [seen] = connection.execute(
                statement("SELECT count(*) FROM {table}", table)
            ).fetchone() or [None]
        assert (seen > 0) is ((login, table) in VISITS_ALL), table
        if (login, table) in WRITES_ALL:
            continue
        insert = statement(
            "INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)", table
        )
        row = row_of(everything, table, pair.ours.org_id)
        assert pair.refusal(login, None, insert, Jsonb(row)) == REFUSED, table
        update = statement("UPDATE {table} SET {org} = {org}", table)
        assert pair.refusal(login, None, update) in {REFUSED, "changed 0"}, table
        delete = statement("DELETE FROM {table}", table)
        assert pair.refusal(login, None, delete) in {REFUSED, "changed 0"}, table
    print(f"{login}, no organisation: {len(tables)} tables, 0 rows, every insert refused")

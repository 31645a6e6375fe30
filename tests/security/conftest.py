"""Two organisations in use, everybody signed in, and tabs to call handlers from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import psycopg
import pytest
from psycopg import sql

from cleaning_app import db
from cleaning_app.embedded import EmbeddedServer
from cleaning_app.permissions import ROLES
from tests import databases, full_house
from tests.databases import DatabaseUrls
from tests.full_house import House
from tests.rls.catalogue import org_column, tenant_tables
from tests.security.tabs import Tabs, open_tabs

Digest = Callable[[House], dict[str, str]]


@pytest.fixture(scope="module")
async def tabs(database_urls: DatabaseUrls) -> AsyncIterator[Tabs]:
    """The dashboard's server side; it outlives a test, as it outlives a visit."""
    async with open_tabs() as opened:
        yield opened


@pytest.fixture(scope="module")
async def ours(server: EmbeddedServer, database_urls: DatabaseUrls) -> AsyncIterator[House]:
    """An organisation with a person of every role."""
    databases.empty(server, databases.name_of(database_urls))
    yield await full_house.build("Ours", ROLES)
    await db.dispose()


@pytest.fixture(scope="module")
async def theirs(ours: House) -> House:
    """Another organisation in the same database, and its owner."""
    return await full_house.build("Theirs", ("owner",))


@pytest.fixture(scope="module")
def digest(server: EmbeddedServer, database_urls: DatabaseUrls) -> Digest:
    """A hash of all an organisation's rows, table by table: two are equal when nothing changed.

    Not when somebody was last seen: a run that takes minutes moves that.
    """
    conninfo = databases.superuser_conninfo(server, databases.name_of(database_urls))

    def of(house: House) -> dict[str, str]:
        with psycopg.connect(conninfo) as connection:
            parts = [
                sql.SQL(
                    "SELECT {name}, md5(string_agg(kept::text, '|' ORDER BY kept::text)) FROM"
                    " (SELECT to_jsonb(t) - 'last_seen_at' AS kept FROM {table} t WHERE {org} = {id}) k"
                ).format(
                    name=sql.Literal(table),
                    table=sql.Identifier(table),
                    org=sql.Identifier(org_column(table)),
                    id=sql.Literal(house.org_id),
                )
                for table in tenant_tables(connection)
            ]
            query = sql.SQL(" UNION ALL ").join(parts)
            return {table: found or "" for table, found in connection.execute(query).fetchall()}

    return of

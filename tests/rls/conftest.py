"""Two organisations with a row in every table, and bare connections as each login."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest
from psycopg import sql

from cleaning_app import db
from cleaning_app.embedded import EmbeddedServer
from tests import databases, full_house
from tests.databases import DatabaseUrls
from tests.full_house import House

LOGINS = ("app", "jobs")


@dataclass
class Pair:
    """Our organisation and a foreign one, in the same database."""

    ours: House
    theirs: House
    conninfo: Callable[[str], str]
    _open: dict[str, psycopg.Connection] = field(default_factory=dict)

    @contextmanager
    def as_(self, login: str, org_id: object = None) -> Iterator[psycopg.Connection]:
        """One transaction of a login in an organisation (or in none), taken back at the end."""
        if login not in self._open:
            self._open[login] = psycopg.connect(self.conninfo(login))
        connection = self._open[login]
        try:
            if org_id is not None:
                connection.execute("SELECT set_config('app.org_id', %s, true)", [str(org_id)])
            yield connection
        finally:
            connection.rollback()

    def close(self) -> None:
        """Hang up."""
        for connection in self._open.values():
            connection.close()

    def refusal(self, login: str, org_id: object, query: sql.Composable, *values: object) -> str:
        """The SQLSTATE with which a statement is refused; "" and the count when it is not."""
        with self.as_(login, org_id) as connection:
            try:
                done = connection.execute(query, values)
            except psycopg.Error as error:
                return error.sqlstate or "?"
            return f"changed {done.rowcount}"


@pytest.fixture(scope="module")
async def pair(server: EmbeddedServer, database_urls: DatabaseUrls) -> AsyncIterator[Pair]:
    """Both organisations, made once for the tests of a module."""
    databases.empty(server, databases.name_of(database_urls))
    ours, theirs = await full_house.build("Ours"), await full_house.build("Theirs")
    await db.dispose()
    name = databases.name_of(database_urls)
    logins = {login: database_urls.conninfo(login) for login in LOGINS}
    logins["superuser"] = databases.superuser_conninfo(server, name)
    both = Pair(ours, theirs, lambda login: logins[login])
    yield both
    both.close()
    await db.dispose()


@pytest.fixture(scope="module")
def everything(pair: Pair) -> Iterator[psycopg.Connection]:
    """A connection that row-level security does not hold, to read what is really there."""
    with psycopg.connect(pair.conninfo("superuser"), autocommit=True) as connection:
        yield connection

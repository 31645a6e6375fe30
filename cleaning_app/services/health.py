"""Whether the database answers and has the schema this code was written for."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import cache
from typing import Literal

import psycopg
from alembic.script import ScriptDirectory

from cleaning_app import db
from cleaning_app.settings import ROOT

SECONDS = 1.2
"""Longest a check may take, so that a door can promise an answer within two seconds."""
_SHARED_SECONDS = 1.0


@dataclass(frozen=True)
class Health:
    """What was found. `error` is in plain words, None when all is well."""

    status: Literal["ready", "unhealthy"]
    db_connected: bool
    migrations_current: bool
    current_revision: str
    expected_revision: str
    error: str | None = None


_last: tuple[float, asyncio.Task[Health]] | None = None


async def check() -> Health:
    """Look now, or share a look that began within the last second; many probes cost one connection.

    Uses a connection of its own: a full pool is busy, not broken.
    """
    global _last
    loop = asyncio.get_running_loop()
    fresh = _last is not None and time.monotonic() - _last[0] < _SHARED_SECONDS
    if not fresh or _last is None or _last[1].get_loop() is not loop:
        _last = (time.monotonic(), loop.create_task(_look()))
    return await asyncio.shield(_last[1])


async def _look() -> Health:
    expected = await asyncio.to_thread(expected_revision)
    asking = asyncio.create_task(_current_revision())
    done, _ = await asyncio.wait({asking}, timeout=SECONDS)
    if not done:
        asking.cancel()  # not awaited: a hanging server may hold up even that
        return _unhealthy(expected, "The database does not answer.")
    if asking.exception() is not None:
        return _unhealthy(expected, "The database can't be reached.")
    current = asking.result()
    if current != expected:
        error = "The database has no tables yet." if not current else "Migrations differ."
        return Health("unhealthy", True, False, current, expected, error)
    return Health("ready", True, True, current, expected)


def _unhealthy(expected: str, error: str) -> Health:
    return Health("unhealthy", False, False, "", expected, error)


@cache
def expected_revision() -> str:
    """The newest migration this code knows."""
    return ScriptDirectory(str(ROOT / "alembic")).get_current_head() or ""


async def _current_revision() -> str:
    """The revision the database is at, "" when it was never migrated."""
    address = db.engine("app").url.set(drivername="postgresql")
    connection = await psycopg.AsyncConnection.connect(
        address.render_as_string(hide_password=False), connect_timeout=2, autocommit=True
    )
    async with connection:
        try:
            cursor = await connection.execute("SELECT version_num FROM alembic_version")
        except psycopg.errors.UndefinedTable:
            return ""
        rows = await cursor.fetchall()
    return ",".join(sorted(row[0] for row in rows))

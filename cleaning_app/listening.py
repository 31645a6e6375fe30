"""LISTEN for PostgreSQL's notices for as long as the program runs, across restarts of the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import psycopg
from psycopg import sql

from cleaning_app.logs import get_logger
from cleaning_app.settings import Login, get_settings

CHECK_SECONDS = 15
"""How long silence may last before the connection is tried: one cut off quietly never says so."""
LONGEST_WAIT = 10.0

log = get_logger(__name__)


@dataclass(frozen=True)
class Listening:
    """The ear is open (again). What was said before is lost, so look for yourself once."""

    again: bool


@dataclass(frozen=True)
class Notice:
    """Something somebody said on a channel."""

    channel: str
    payload: str


async def listen(login: Login, *channels: str) -> AsyncGenerator[Listening | Notice]:
    """Everything said on `channels`, with a `Listening` first and after every reconnect.

    Uses one connection of its own. While the database is away it tries again after 0.5 s, then
    1, 2, … up to 10 s. Never ends; close the generator (`contextlib.aclosing`) to stop.
    """
    conninfo = await asyncio.to_thread(get_settings().conninfo_for, login)
    again, wait = False, 0.5
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(
                conninfo,
                autocommit=True,
                connect_timeout=5,
                application_name=f"cleaning-{login}-listen",
            )
            async with connection:
                for channel in channels:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                yield Listening(again)
                again, wait = True, 0.5
                while True:
                    async for notice in connection.notifies(timeout=CHECK_SECONDS):
                        yield Notice(notice.channel, notice.payload)
                    async with asyncio.timeout(5):
                        await connection.execute("SELECT 1")
        except (psycopg.Error, OSError, TimeoutError) as error:
            log.warning("not listening", channels=channels, reason=type(error).__name__)
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)

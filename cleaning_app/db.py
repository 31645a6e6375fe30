"""The database: engines, and the unit of work in which everything happens.

A connection only ever leaves this module inside a transaction that says whose it is: without an
organisation set, row-level security shows nothing and refuses every write.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import cast

from sqlalchemy import exc, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import QueuePool

from cleaning_app.clock import Clock, SystemClock
from cleaning_app.context import Ctx, Identity
from cleaning_app.refusals import translate
from cleaning_app.settings import get_settings


@cache
def engine(login: str = "app") -> AsyncEngine:
    """The pooled engine of one login role ("app" or "jobs"), made on first use."""
    settings = get_settings()
    return create_async_engine(
        settings.database_url_for(login),
        pool_size=settings.pool_size,
        max_overflow=settings.max_overflow,
        pool_timeout=settings.pool_timeout_seconds,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "options": f"-c statement_timeout={settings.statement_timeout_ms}",
            "application_name": f"cleaning-{login}",
            "connect_timeout": 5,
        },
    )


def pool(login: str = "app") -> QueuePool:
    """The engine's connection pool, to count what is in use; a disposed engine gets another."""
    return cast(QueuePool, engine(login).pool)


async def dispose() -> None:
    """Close every pooled connection; called once when a process ends."""
    for login in ("app", "jobs"):
        await engine(login).dispose()
    engine.cache_clear()


_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


@asynccontextmanager
async def transaction(
    db_login: str = "app", snapshot: bool = False, /, **settings: str
) -> AsyncIterator[AsyncSession]:
    """One transaction with `app.*` settings that last exactly as long as it does.

    With `snapshot` it reads one state of the database from beginning to end and writes nothing.

    Only doors' plumbing (sign-in, jobs' lease) uses this; everything else goes through `unit`.

    Raises:
        Conflict, Invalid: a constraint refused the write.
        Unavailable: the database is away or took too long.
    """
    try:
        async with (
            AsyncSession(engine(db_login), expire_on_commit=False) as session,
            session.begin(),
        ):
            if snapshot:
                await session.connection(execution_options=_SNAPSHOT)
            await set_local(session, **settings)
            yield session
    except exc.SQLAlchemyError as error:
        if (refusal := translate(error)) is None:
            raise
        raise refusal from error


async def set_local(session: AsyncSession, **settings: str) -> None:
    """Set `app.<name>` for the rest of the transaction."""
    if settings:
        calls = ", ".join(f"set_config('app.{name}', :{name}, true)" for name in settings)
        await session.execute(text(f"SELECT {calls}"), settings)


@asynccontextmanager
async def unit(
    identity: Identity,
    *,
    clock: Clock | None = None,
    request_id: str = "-",
    login: str = "app",
    snapshot: bool = False,
) -> AsyncIterator[Ctx]:
    """One unit of work as one actor: a transaction that commits when the block ends well.

    `snapshot` is for long reads that must agree with themselves, such as an export: one state of
    the database throughout, and no writes.

    Audit rows are written last, just before the commit: their hash chain takes a lock per
    organisation, and nothing may wait for another lock while holding that one.
    """
    actor = identity.actor
    async with transaction(
        login,
        snapshot,
        org_id=str(identity.org.id),
        user_id=str(actor.user_id or ""),
    ) as session:
        ctx = Ctx(session, actor, identity.org, clock or SystemClock(), request_id)
        yield ctx
        await session.flush()
        session.add_all(ctx.written_last)
        await session.flush()

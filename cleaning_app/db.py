"""The database: engines, and the unit of work in which everything happens.

A connection only ever leaves this module inside a transaction that says whose it is: without an
organisation set, row-level security shows nothing and refuses every write.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import exc, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import QueuePool

from cleaning_app.clock import Clock, SystemClock
from cleaning_app.context import Ctx, Identity
from cleaning_app.errors import AppError, Conflict, Invalid, Unavailable
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


def constraint_of(error: BaseException) -> str:
    """The name of the constraint a database error is about, or an empty string."""
    original: Any = getattr(error, "orig", error)
    return getattr(getattr(original, "diag", None), "constraint_name", None) or ""


_PLAIN_WORDS = {
    "uq_invoices_live_booking": "This booking already has an invoice.",
    "uq_payments_provider_ref": "This payment has already been recorded.",
    "worker_time_no_double_booking": "That worker is already booked at that time.",
    "worker_time_no_booking_in_block": "That worker is off at that time.",
    "time_segments_one_place": "Nobody can be on the clock in two places at once.",
    "uq_workers_user": "That person is already a worker here.",
    "uq_memberships_user": "That person already belongs to this organisation.",
    "ix_gst_instalments_due": "There is already an instalment due that day.",
    "gst_filings_closed": "The GST return of those days was filed, so they are closed. Date it later,"
    " or correct it with a new entry.",
}


_AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, exc.DisconnectionError)


def translate(error: exc.SQLAlchemyError) -> AppError | None:
    """What a database error means to a person; None for a fault of ours, which must be seen.

    Never carries SQL or values.
    """
    name = constraint_of(error)
    if isinstance(error, exc.IntegrityError):
        state = getattr(error.orig, "sqlstate", "")
        if state in {"23000", "23505", "23P01"}:
            detail = _PLAIN_WORDS.get(name, "Something with these details already exists.")
            return Conflict(detail, extra={"constraint": name})
        if state == "23503":
            return Invalid("Something this refers to does not exist, or is still in use.")
        return Invalid("A value is outside what is allowed.", extra={"constraint": name})
    if isinstance(error, exc.DataError):
        return Invalid("A value is too long, too large, or not of the right kind.")
    if isinstance(error, exc.DBAPIError) and getattr(error.orig, "sqlstate", "") in {
        "40001",
        "40P01",
        "55P03",
    }:
        return Conflict("Somebody else was changing the same thing. Please try again.")
    if isinstance(error, _AWAY) or getattr(error, "connection_invalidated", False):
        return Unavailable("The database can't be reached right now. Nothing was lost; try again.")
    return None

"""Who is acting, where, and when: the first argument of every service function."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from cleaning_app import features
from cleaning_app.clock import Clock, SystemClock
from cleaning_app.errors import Forbidden, Unavailable
from cleaning_app.permissions import CATALOGUE, OWN_BOOKINGS
from cleaning_app.refusals import translate

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Actor:
    """The person, program or job that acts.

    `kind` is "user", "token", "basic", "job" or "nobody". `worker_id` is set for people who clean.
    """

    kind: str
    user_id: UUID | None
    name: str
    role: str
    permissions: frozenset[str]
    worker_id: UUID | None = None
    session_id: UUID | None = None
    must_change_password: bool = False
    language: str = ""  # the person's own choice, if they made one


@dataclass(frozen=True)
class Organisation:
    """What every screen needs to know of the organisation it works in."""

    id: UUID
    slug: str
    name: str
    timezone: str
    currency: str = "CAD"
    switched_modules: dict[str, bool] = field(default_factory=dict[str, bool])
    language: str = "en"

    def has(self, feature: str) -> bool:
        """Whether a feature module (`module.invoices`, `quality.nps`) is on here."""
        return features.enabled(feature, self.switched_modules)


@dataclass(frozen=True)
class Identity:
    """A resolved actor in an organisation: what a door knows before it opens a unit of work."""

    actor: Actor
    org: Organisation


@dataclass
class Ctx:
    """One unit of work: a transaction, seen as one actor of one organisation."""

    session: AsyncSession
    actor: Actor
    org: Organisation
    clock: Clock = field(default_factory=SystemClock)
    request_id: str = "-"
    written_last: list[object] = field(default_factory=list[object])
    """Rows the unit of work writes just before it commits: the audit log's."""

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone: it decides which day a moment belongs to."""
        return ZoneInfo(self.org.timezone)

    def now(self) -> datetime:
        """The current moment, aware, UTC."""
        return self.clock.now()

    def today(self) -> date:
        """The current day where the organisation is."""
        return self.now().astimezone(self.zone).date()

    def can(self, permission: str) -> bool:
        """Whether the actor holds a permission."""
        return permission in self.actor.permissions

    def require(self, *permissions: str) -> None:
        """Refuse unless the actor holds at least one of `permissions`.

        Raises:
            Forbidden: with the words of the catalogue, never the actor's own rights.
        """
        for permission in permissions:
            if permission not in CATALOGUE and permission != OWN_BOOKINGS:
                raise ValueError(f"unknown permission {permission!r}")
        if not any(self.can(permission) for permission in permissions):
            what = CATALOGUE.get(permissions[0], "work on bookings").lower()
            raise Forbidden(f"Your role can't do this: {what}.")

    def own_worker(self) -> UUID:
        """The id of the worker who acts, for what people do about their own visits.

        Raises:
            Forbidden: they may not work on bookings, or their sign-in belongs to no worker.
        """
        self.require(OWN_BOOKINGS)
        if self.actor.worker_id is None:
            raise Forbidden("Your sign-in isn't tied to a worker. Ask the office.")
        return self.actor.worker_id

    def require_module(self, key: str) -> None:
        """Refuse when a feature module is switched off for the organisation.

        Raises:
            Forbidden: naming the key, so that the caller knows which switch it is.
        """
        if not self.org.has(key):
            raise Forbidden(f"Switched off for this organisation: {key}.")

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """A part of the work that may be refused while the rest stands.

        When the block raises, all it wrote is taken back: rows to a savepoint, and the audit rows
        that were to tell of them.

        Raises:
            Conflict, Invalid: what the database refused, as at the end of a transaction; whoever
            tries one of many goes on with the next. A database that is away stays what it is.
        """
        noted = len(self.written_last)
        try:
            async with self.session.begin_nested():
                yield
        except BaseException as error:
            del self.written_last[noted:]
            if isinstance(error, SQLAlchemyError):
                refusal = translate(error)
                if refusal is not None and not isinstance(refusal, Unavailable):
                    raise refusal from error
            raise

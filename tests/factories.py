"""Organisations, people and bookings to test with, made through the product's own services."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from cleaning_app import db
from cleaning_app.clock import FixedClock
from cleaning_app.context import Actor, Ctx, Identity
from cleaning_app.permissions import ROLES
from cleaning_app.services import organisations
from tests.databases import DatabaseUrls

# A Monday morning in Edmonton (08:00 MST), with no clock change near.
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
_slugs = itertools.count(1)


@dataclass
class Office:
    """One organisation, whoever works in it, and a clock that stands still until moved."""

    identity: Identity
    clock: FixedClock = field(default_factory=lambda: FixedClock(MONDAY))

    def as_(self, role: str, worker_id: UUID | None = None, name: str = "") -> Identity:
        """Somebody of a role, without a user row."""
        actor = Actor("user", None, name or role.title(), role, ROLES[role], worker_id)
        return replace(self.identity, actor=actor)

    def unit(
        self, role: str = "owner", worker_id: UUID | None = None
    ) -> AbstractAsyncContextManager[Ctx]:
        """A unit of work as somebody of that role."""
        return db.unit(self.as_(role, worker_id), clock=self.clock)


@pytest.fixture
async def new_office(clean_database: DatabaseUrls) -> AsyncIterator[Callable]:
    """Opens organisations in an empty database."""

    async def open_one(name: str = "Northlight", timezone: str = "America/Edmonton") -> Office:
        clock = FixedClock(MONDAY)
        slug = f"org-{next(_slugs)}"
        identity = await organisations.create(slug, name, timezone=timezone, clock=clock)
        return Office(identity, clock)

    yield open_one
    await db.dispose()


@pytest.fixture
async def office(new_office: Callable) -> Office:
    """One organisation in an empty database."""
    return await new_office()


@pytest.fixture
async def ctx(office: Office) -> AsyncIterator[Ctx]:
    """A unit of work as its owner, open for the length of the test; commits at the end."""
    async with office.unit() as opened:
        yield opened

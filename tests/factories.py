"""Organisations, people and bookings to test with, made through the product's own services."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from cleaning_app import db
from cleaning_app.clock import FixedClock
from cleaning_app.context import Actor, Ctx, Identity
from cleaning_app.permissions import ROLES
from cleaning_app.services import bookings, catalogue, clients, organisations, policies, workers
from cleaning_app.services.bookings import Saved
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


@dataclass
class Town:
    """A client with an address, two workers of every skill, and the services by key."""

    client: UUID
    address: UUID
    chloe: UUID
    bilal: UUID
    services: dict[str, UUID]

    async def book(self, ctx: Ctx, hour: float, *crew: UUID, **more: Any) -> Saved:
        """A booking of two hours, `hour` hours after 08:00 on Monday, standard clean; soft rules it
        breaks are gone past."""
        details = {
            "client_id": self.client,
            "service_id": self.services["standard"],
            "starts_at": MONDAY + timedelta(hours=hour),
            "minutes": 120,
            "crew": crew,
            "override_reason": "The test wants it so",
            **more,
        }
        return await bookings.create(ctx, **details)


async def build_town(ctx: Ctx) -> Town:
    """The smallest world in which something can be booked."""
    client = await clients.create(ctx, name="Gwen Abbott", email="gwen@example.test")
    address = await clients.add_address(
        ctx, client, street="8315 101 St NW", area="Strathcona", city="Edmonton",
        lat=53.5185, lng=-113.4960, access_notes="Lockbox 4711",
    )  # fmt: skip
    skills = [skill.id for skill in await workers.skills(ctx)]
    chloe = await workers.create(
        ctx, name="Chloé Roy", phone="780 555 0123", skill_ids=skills,
        home_lat=53.5444, home_lng=-113.4909, hourly_rate_cents=2600,
    )  # fmt: skip
    bilal = await workers.create(ctx, name="Bilal Kovalenko", skill_ids=skills)
    # A deposit that isn't paid would stand in the way of every confirmation.
    await policies.change(ctx, {"deposit_enabled": False})
    services = {service.key: service.id for service in await catalogue.services(ctx)}
    return Town(client, address, chloe, bilal, services)


@pytest.fixture
async def town(office: Office) -> Town:
    """The smallest bookable world, committed."""
    async with office.unit() as ctx:
        return await build_town(ctx)


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """Collects every SQL statement the app's engine runs meanwhile, without the transaction's own."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config")):
            seen.append(statement)

    engine = db.engine("app").sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
async def ctx(office: Office) -> AsyncIterator[Ctx]:
    """A unit of work as its owner, open for the length of the test; commits at the end."""
    async with office.unit() as opened:
        yield opened

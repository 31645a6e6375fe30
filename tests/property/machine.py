"""How a step is taken and judged, and what must hold after every one of them."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from sqlalchemy import text

from cleaning_app.clock import FixedClock
from cleaning_app.context import Ctx
from cleaning_app.errors import AppError
from cleaning_app.services import audit, organisations, workers
from tests.factories import MONDAY, Office, Town, build_town
from tests.property.model import LIVE, Bill, Model, Visit

T = TypeVar("T")
ZONE = "America/Edmonton"
totals: Counter[str] = Counter()
"""How many steps of each kind all machines of this run took."""

_slugs = itertools.count(1)

_VISITS = "SELECT id, starts_at, ends_at, status, deleted_at IS NOT NULL FROM bookings"
_BILLS = "SELECT id, total_cents, paid_cents, status FROM invoices"
_RECEIVED = "SELECT invoice_id, sum(amount_cents)::int FROM payments GROUP BY 1"
_AUDITED = "SELECT count(*)::int FROM admin_audit_logs"
_MESSAGES = "SELECT payload->>'template', dedupe_key FROM outbox_events"
_CREWS = "SELECT booking_id, worker_id FROM booking_crew"
_HELD = (
    "SELECT booking_id, worker_id, lower(during), upper(during) FROM worker_time"
    " WHERE kind = 'booking'"
)
_IN_TWO_PLACES = """
    SELECT a.id, b.id FROM bookings a JOIN booking_crew ca ON ca.booking_id = a.id
    JOIN booking_crew cb ON cb.worker_id = ca.worker_id AND cb.booking_id > ca.booking_id
    JOIN bookings b ON b.id = cb.booking_id
    WHERE a.status = ANY(:live) AND b.status = ANY(:live)
      AND a.deleted_at IS NULL AND b.deleted_at IS NULL
      AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
"""


class Broken(Exception):
    """The process dies, the connection breaks, the caller gives up."""


class Books(RuleBasedStateMachine):
    """One company from its first day, with three workers; subclasses add what it does."""

    runner: asyncio.Runner
    office: Office
    town: Town
    workers: list[UUID]
    due_days: int

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.clock = FixedClock(MONDAY)

    @initialize()
    def open(self) -> None:
        """Found the company; its first audit rows are counted, not modelled."""

        async def opened() -> None:
            identity = await organisations.create(
                f"books-{next(_slugs)}", "Books", timezone=ZONE, clock=self.clock
            )
            self.office = Office(identity, self.clock)
            async with self.office.unit() as ctx:
                self.town = await build_town(ctx)
                dana = await workers.create(ctx, name="Dana Third")
                self.due_days = (await organisations.settings(ctx)).invoice_due_days
            self.workers = [self.town.chloe, self.town.bilal, dana]

        self.runner.run(opened())
        self.model.audit_rows = self._rows([_AUDITED])[0][0][0]

    def take(
        self,
        name: str,
        verb: Callable[[Ctx], Awaitable[Any]],
        refusal: type[AppError] | None,
        breaks: bool,
    ) -> tuple[bool, Any]:
        """Do it in a unit of its own; whether it stood, and what came back.

        `refusal` is the error the model expects, None when it expects none. With `breaks` the unit
        ends in an error after its last step.
        """

        async def unit() -> Any:
            async with self.office.unit() as ctx:
                done = await verb(ctx)
                if breaks:
                    raise Broken
                return done

        met: type[Exception] | None = None
        done: Any = None
        try:
            done = self.runner.run(unit())
        except Broken:
            breaks = True
        except AppError as error:
            met = type(error)
        assert met is refusal, f"{name}: {met}, expected {refusal}"
        totals["refused" if refusal else f"{name}, broken off" if breaks else name] += 1
        stood = refusal is None and not breaks
        self.model.audit_rows += stood
        return stood, done

    def choose(self, n: int, things: Iterable[T], fits: Callable[[T], bool]) -> T:
        """Mostly something the step fits, sometimes anything."""
        everything = list(things)
        fitting = [thing for thing in everything if fits(thing)]
        pool = everything if not fitting or n % 4 == 3 else fitting
        return pool[n % len(pool)]

    def visit(self, n: int, fits: Callable[[Visit], bool]) -> Visit:
        return self.choose(n, self.model.visits.values(), fits)

    def invoice(self, n: int, fits: Callable[[Bill], bool]) -> Bill:
        return self.choose(n, self.model.bills.values(), fits)

    def today(self) -> date:
        return self.clock.now().astimezone(ZoneInfo(ZONE)).date()

    def _rows(self, queries: Iterable[str], **values: Any) -> list[list[Any]]:
        """What each query finds, in one unit of work."""

        async def read() -> list[list[Any]]:
            async with self.office.unit() as ctx:
                return [
                    [tuple(row) for row in await ctx.session.execute(text(query), values)]
                    for query in queries
                ]

        return self.runner.run(read())

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        """Every booking, every invoice, every payment, one audit row per write, every message."""
        visits, bills, received, audited, messages, crews, held = self._rows(
            [_VISITS, _BILLS, _RECEIVED, _AUDITED, _MESSAGES, _CREWS, _HELD]
        )
        known, owed = list(self.model.visits.values()), list(self.model.bills.values())
        assert set(visits) == {(v.id, v.starts_at, v.ends_at, v.status, v.deleted) for v in known}
        assert set(bills) == {
            (b.id, b.total, 0 if b.status == "void" else b.received, b.status) for b in owed
        }
        assert dict(received) == {b.id: b.received for b in owed if b.payments}
        assert audited[0][0] == self.model.audit_rows
        assert Counter(_about(*row) for row in messages) == self.model.messages
        assert set(crews) == {(v.id, worker) for v in known for worker in v.crew}
        assert sorted(held) == sorted(
            (v.id, worker, v.starts_at, v.ends_at) for v in known if v.occupies for worker in v.crew
        )

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        """Asked of the bookings themselves, not of the constraint that guards them."""
        assert self._rows([_IN_TWO_PLACES], live=sorted(LIVE)) == [[]]

    def teardown(self) -> None:
        """At the end of the day the audit chain holds."""

        async def verified() -> audit.Verification:
            async with self.office.unit() as ctx:
                return await audit.verify(ctx)

        if hasattr(self, "office"):
            assert self.runner.run(verified()) == audit.Verification(self.model.audit_rows, None)


def _about(template: str, key: str) -> tuple[str, UUID]:
    """What a message says and the id in its key."""
    return template, next(UUID(part) for part in key.split(":") if len(part) == 36)

"""Reading what pay is made of: clocked time by day, pay items, visits nobody clocked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.payroll import PayPeriod, Rate, minutes_of
from cleaning_app.services.payroll.views import Item, Unclocked, Visit
from cleaning_app.services.workers import pay_rates


@dataclass(frozen=True)
class Rules:
    """How the organisation pays now."""

    kind: str
    anchor: date
    overtime: str


@dataclass(frozen=True)
class Person:
    """A worker and what their hour is paid, from the start and from the days it changed."""

    id: UUID
    name: str
    rates: list[Rate]


async def rules(ctx: Ctx) -> Rules:
    """The organisation's pay period and overtime rule."""
    found = await ctx.session.execute(
        text("SELECT pay_period, pay_anchor, overtime_rule FROM organisation_settings")
    )
    return Rules(*found.one())


# A shift over midnight belongs to the day it began; breaks between its stretches are not worked.
_VISITS = text(
    """
    SELECT e.worker_id, e.booking_id, b.number, c.name AS client,
           min(s.started_at) AS started_at, max(s.ended_at) AS ended_at,
           coalesce(sum(extract(epoch FROM s.ended_at - s.started_at)), 0)::bigint AS seconds,
           bool_or(s.ended_at IS NULL) AS is_running
    FROM time_entries e
    JOIN time_segments s ON s.org_id = e.org_id AND s.entry_id = e.id
    JOIN bookings b ON b.org_id = e.org_id AND b.id = e.booking_id
    JOIN clients c ON c.id = b.client_id
    WHERE e.started_at >= :start AND e.started_at < :end
      AND (CAST(:worker AS uuid) IS NULL OR e.worker_id = :worker)
    GROUP BY e.worker_id, e.booking_id, b.number, c.name
    ORDER BY min(s.started_at), e.booking_id
    """
)


async def visits(
    ctx: Ctx, first: date, last: date, worker_id: UUID | None = None
) -> list[tuple[UUID, Visit]]:
    """Clocked visits that began on these local days, with whose they are."""
    found = await ctx.session.execute(
        _VISITS,
        {
            "start": day_start(first, ctx.zone),
            "end": day_start(last + timedelta(days=1), ctx.zone),
            "worker": worker_id,
        },
    )
    return [(row.worker_id, _visit(ctx, row)) for row in found]


def _visit(ctx: Ctx, row: Any) -> Visit:
    return Visit(
        booking_id=row.booking_id,
        number=row.number,
        client=row.client,
        day=row.started_at.astimezone(ctx.zone).date(),
        started_at=row.started_at,
        ended_at=None if row.is_running else row.ended_at,
        minutes=minutes_of(row.seconds),
        is_running=row.is_running,
    )


_ITEMS = text(
    """
    SELECT worker_id, id, kind, occurred_on, amount_cents, description FROM pay_items
    WHERE deleted_at IS NULL AND counts_on >= :first AND counts_on <= :last
      AND (CAST(:worker AS uuid) IS NULL OR worker_id = :worker)
    ORDER BY occurred_on, id
    """
)


async def items(
    ctx: Ctx, period: PayPeriod, worker_id: UUID | None = None
) -> list[tuple[UUID, Item]]:
    """The pay items that count in a period, with whose they are."""
    found = await ctx.session.execute(
        _ITEMS, {"first": period.first, "last": period.last, "worker": worker_id}
    )
    return [
        (row.worker_id, Item(row.id, row.kind, row.occurred_on, row.amount_cents, row.description))
        for row in found
    ]


_UNCLOCKED = text(
    """
    SELECT b.id AS booking_id, b.number, c.name AS client, w.id AS worker_id, w.name AS worker,
           b.starts_at,
           (extract(epoch FROM b.ends_at - b.starts_at) / 60)::int AS minutes
    FROM bookings b
    JOIN booking_crew m ON m.org_id = b.org_id AND m.booking_id = b.id
    JOIN workers w ON w.id = m.worker_id
    JOIN clients c ON c.id = b.client_id
    WHERE b.starts_at >= :start AND b.starts_at < :end AND b.ends_at < :now
      AND b.deleted_at IS NULL AND b.status IN ('confirmed', 'in_progress', 'completed')
      AND (CAST(:worker AS uuid) IS NULL OR w.id = :worker)
      AND NOT EXISTS (SELECT 1 FROM time_entries e
                      JOIN time_segments s ON s.org_id = e.org_id AND s.entry_id = e.id
                      WHERE e.org_id = b.org_id AND e.booking_id = b.id AND e.worker_id = w.id)
    ORDER BY w.name, b.starts_at, b.id
    LIMIT 500
    """
)


async def unclocked(ctx: Ctx, period: PayPeriod, worker_id: UUID | None = None) -> list[Unclocked]:
    """Visits of a period that are over and on which somebody of the crew has no clocked time."""
    found = await ctx.session.execute(
        _UNCLOCKED,
        {
            "start": day_start(period.first, ctx.zone),
            "end": day_start(period.last + timedelta(days=1), ctx.zone),
            "now": ctx.now(),
            "worker": worker_id,
        },
    )
    return [
        Unclocked(
            booking_id=row.booking_id,
            number=row.number,
            client=row.client,
            worker_id=row.worker_id,
            worker=row.worker,
            day=row.starts_at.astimezone(ctx.zone).date(),
            minutes=row.minutes,
        )
        for row in found
    ]


_PEOPLE = text("SELECT id, name FROM workers WHERE id = ANY(:ids)")


async def people(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, Person]:
    """Workers by id, those who left too."""
    found = await ctx.session.execute(_PEOPLE, {"ids": list(ids)})
    rates = await pay_rates.load(ctx, ids)
    return {row.id: Person(row.id, row.name, rates[row.id]) for row in found}

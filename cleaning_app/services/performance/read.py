"""Reading how work went, for everybody or for one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, bindparam, text

from cleaning_app.context import Ctx
from cleaning_app.domain import performance
from cleaning_app.domain.local_time import day_starts
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import NotFound
from cleaning_app.models.columns import Moment
from cleaning_app.services import rota
from cleaning_app.services.performance.views import Detail, Late, Overrun, Performance, Week

_MOST_ROWS = 20

# A crew shares a job's price equally; the cents that don't divide go to the first of them.
_MINE = """
    WITH mine AS (
        SELECT m.worker_id, b.id, b.status, b.starts_at, b.ends_at, b.client_id,
               b.price_cents / count(*) OVER each
               + (row_number() OVER (each ORDER BY m.worker_id)
                  <= b.price_cents % count(*) OVER each)::int AS share_cents
        FROM bookings b JOIN booking_crew m ON m.org_id = b.org_id AND m.booking_id = b.id
        WHERE b.starts_at >= :start AND b.starts_at < :end AND b.deleted_at IS NULL
        WINDOW each AS (PARTITION BY b.id)
    ), clocked AS (
        SELECT mine.worker_id, mine.id, mine.client_id, mine.starts_at, e.state, e.planned_minutes,
               e.overrun_reason, e.overrun_note, e.started_at,
               CAST(:first AS date) + width_bucket(mine.starts_at, :midnights) - 1 AS day,
               round(coalesce(sum(extract(epoch FROM s.ended_at - s.started_at)), 0) / 60)::int
                   AS minutes
        FROM mine
        JOIN time_entries e ON e.booking_id = mine.id AND e.worker_id = mine.worker_id
        LEFT JOIN time_segments s ON s.org_id = e.org_id AND s.entry_id = e.id
             AND s.ended_at IS NOT NULL
        WHERE e.started_at IS NOT NULL AND mine.status IN ('in_progress', 'completed')
          AND (CAST(:worker AS uuid) IS NULL OR mine.worker_id = :worker)
        GROUP BY mine.worker_id, mine.id, mine.client_id, mine.starts_at, e.state,
                 e.planned_minutes, e.overrun_reason, e.overrun_note, e.started_at
    )
"""

_OF_EACH = """
    , worked AS (
        SELECT clocked.worker_id, sum(minutes) AS minutes,
               sum(minutes * paid.cents) AS minute_cents,
               coalesce(sum(minutes) FILTER (WHERE state = 'finished'), 0) AS finished,
               coalesce(sum(planned_minutes) FILTER (WHERE state = 'finished'), 0) AS planned,
               count(*) AS starts,
               count(*) FILTER (WHERE started_at <= starts_at + CAST(:grace AS interval)) AS on_time,
               count(overrun_reason) AS overruns
        FROM clocked JOIN workers w ON w.id = clocked.worker_id
        CROSS JOIN LATERAL (
            SELECT coalesce((SELECT r.rate_cents FROM pay_rates r
                             WHERE r.worker_id = w.id AND r.valid_from <= clocked.day
                             ORDER BY r.valid_from DESC LIMIT 1), w.hourly_rate_cents) AS cents
        ) paid
        GROUP BY clocked.worker_id
    ), visited AS (
        SELECT worker_id, count(*) FILTER (WHERE status = 'completed') AS jobs,
               count(*) FILTER (WHERE status = 'no_show') AS no_shows,
               count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
               coalesce(sum(extract(epoch FROM ends_at - starts_at) / 60)
                        FILTER (WHERE status NOT IN ('cancelled', 'no_show')), 0)::int AS booked,
               avg(r.stars) FILTER (WHERE status = 'completed') AS stars,
               count(r.stars) FILTER (WHERE status = 'completed') AS rated,
               coalesce(sum(share_cents) FILTER (WHERE status = 'completed'), 0) AS revenue_cents
        FROM mine LEFT JOIN booking_ratings r ON r.booking_id = mine.id
        GROUP BY worker_id
    )
    SELECT w.id, w.name, w.archived_at IS NULL AS is_active,
           coalesce(v.jobs, 0) AS jobs, coalesce(v.no_shows, 0) AS no_shows,
           coalesce(v.cancelled, 0) AS cancelled, coalesce(v.booked, 0) AS booked,
           v.stars, coalesce(v.rated, 0) AS rated,
           coalesce(v.revenue_cents, 0)::bigint AS revenue_cents,
           coalesce(k.minute_cents, 0)::bigint AS minute_cents, coalesce(k.finished, 0)::int AS finished,
           coalesce(k.planned, 0)::int AS planned, coalesce(k.starts, 0) AS starts,
           coalesce(k.on_time, 0) AS on_time, coalesce(k.overruns, 0) AS overruns
    FROM workers w
    LEFT JOIN visited v ON v.worker_id = w.id
    LEFT JOIN worked k ON k.worker_id = w.id
    WHERE (CAST(:worker AS uuid) IS NULL AND (w.archived_at IS NULL OR v.jobs > 0))
       OR w.id = :worker
    ORDER BY lower(w.name), w.id
"""
_FIGURES = text(_MINE + _OF_EACH).bindparams(bindparam("midnights", type_=ARRAY(Moment)))

_CLOCKED = """
    SELECT k.id AS booking_id, c.name AS client, k.starts_at, k.started_at, k.day, k.minutes,
           k.planned_minutes, k.overrun_reason, k.overrun_note
    FROM clocked k JOIN clients c ON c.id = k.client_id
    ORDER BY k.starts_at DESC, k.id
"""
_ROWS = text(_MINE + _CLOCKED).bindparams(bindparam("midnights", type_=ARRAY(Moment)))


async def everyone(ctx: Ctx, first: date, last: date) -> list[Performance]:
    """Everybody who works here or had jobs then, by name. Raises Invalid for odd days."""
    ctx.require("reports.view")
    return await _figures(ctx, first, last, None)


async def one(ctx: Ctx, worker_id: UUID, first: date, last: date) -> Detail:
    """One worker with the rows behind their figures. Raises NotFound, Invalid for odd days."""
    ctx.require("reports.view")
    figures = await _figures(ctx, first, last, worker_id)
    if not figures:
        raise NotFound("There is no such worker.")
    found = (await ctx.session.execute(_ROWS, _values(ctx, first, last, worker_id))).all()
    return Detail(
        figures=figures[0],
        weeks=_weeks(found, first, last),
        overruns=[_overrun(row) for row in found if row.overrun_reason][:_MOST_ROWS],
        late=[_late(row) for row in found if row.started_at > row.starts_at + performance.GRACE][
            :_MOST_ROWS
        ],
    )


def _values(ctx: Ctx, first: date, last: date, worker_id: UUID | None) -> dict[str, Any]:
    performance.check_days(first, last)
    midnights = day_starts(first, last + timedelta(days=1), ctx.zone)
    return {
        "start": midnights[0],
        "end": midnights[-1],
        "first": first,
        "midnights": midnights,
        "grace": performance.GRACE,
        "worker": worker_id,
    }


async def _figures(ctx: Ctx, first: date, last: date, worker_id: UUID | None) -> list[Performance]:
    values = _values(ctx, first, last, worker_id)
    found = (await ctx.session.execute(_FIGURES, values)).all()
    available = await _available(ctx, Interval(values["start"], values["end"]), found)
    sees_money = ctx.can("finance.view")
    return [_performance(row, available.get(row.id, 0), sees_money) for row in found]


async def _available(ctx: Ctx, window: Interval, found: Iterable[Any]) -> dict[UUID, int]:
    """Minutes each could have worked: their hours, less time off."""
    plan = await rota.load(ctx, window, only=[row.id for row in found], jobs=False)
    return {
        id: sum(int(gap.length.total_seconds()) // 60 for gap in plan.available(id))
        for id in plan.hands
    }


def _performance(row: Any, available: int, sees_money: bool) -> Performance:
    return Performance(
        worker_id=row.id,
        worker=row.name,
        is_active=row.is_active,
        jobs=row.jobs,
        worked=row.finished,
        planned=row.planned,
        starts=row.starts,
        on_time=row.on_time,
        overruns=row.overruns,
        no_shows=row.no_shows,
        cancelled=row.cancelled,
        stars=performance.stars(row.stars),
        rated=row.rated,
        booked=row.booked,
        available=available,
        revenue_cents=row.revenue_cents if sees_money else None,
        labour_cents=performance.labour_cents(row.minute_cents) if sees_money else None,
    )


def _weeks(found: Iterable[Any], first: date, last: date) -> list[Week]:
    """Every week of the period, empty ones too."""
    minutes: dict[date, int] = {}
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        minutes[monday] = 0
        monday += timedelta(days=7)
    for row in found:
        minutes[row.day - timedelta(days=row.day.weekday())] += row.minutes
    return [Week(day, total) for day, total in sorted(minutes.items())]


def _overrun(row: Any) -> Overrun:
    return Overrun(
        row.booking_id, row.client, row.day, row.minutes, row.planned_minutes,
        row.overrun_reason, row.overrun_note,
    )  # fmt: skip


def _late(row: Any) -> Late:
    late = int((row.started_at - row.starts_at).total_seconds()) // 60
    return Late(row.booking_id, row.client, row.starts_at, row.started_at, late)

"""The figures on top: two statements, one over bookings and one over money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ARRAY, Date, bindparam, text

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start, day_starts
from cleaning_app.models.columns import Moment
from cleaning_app.services.dashboard.views import Kpi
from cleaning_app.services.schedule import Totals

POINTS = 7

_BOOKINGS = text(
    """
    WITH visits AS MATERIALIZED (
        SELECT b.id, CAST(:first AS date) + width_bucket(b.starts_at, :midnights) - 1 AS day,
               b.starts_at, b.price_cents,
               b.status, b.starts_at >= :midnight AND b.starts_at < :horizon
                   AND b.status IN ('pending', 'confirmed') AND NOT EXISTS (
                   SELECT 1 FROM booking_crew m
                   WHERE m.org_id = b.org_id AND m.booking_id = b.id) AS loose
        FROM bookings b
        WHERE b.starts_at >= :start AND b.starts_at < :end AND b.deleted_at IS NULL
          AND b.status NOT IN ('cancelled', 'no_show')
    )
    SELECT
        (SELECT coalesce(jsonb_object_agg(day, jobs), '{}') FROM (
            SELECT day, count(*) AS jobs FROM visits
            WHERE day BETWEEN :today - 6 AND :today GROUP BY day) AS d) AS by_day,
        (SELECT coalesce(jsonb_object_agg(week, cents), '{}') FROM (
            SELECT date_trunc('week', day)::date AS week, sum(price_cents) AS cents FROM visits
            GROUP BY 1) AS w) AS by_week,
        (SELECT coalesce(jsonb_object_agg(day, jobs), '{}') FROM (
            SELECT day, count(*) AS jobs FROM visits WHERE loose GROUP BY day) AS u) AS loose,
        (SELECT min(starts_at) FROM visits WHERE loose) AS first_loose
    """
).bindparams(bindparam("midnights", type_=ARRAY(Moment)))

# What was owed at the end of a day: invoiced until then, less what was received
# and credited until then.
_OWED = text(
    """
    SELECT greatest(0,
        (SELECT coalesce(sum(total_cents), 0) FROM invoices
         WHERE issued_on <= d.day AND status NOT IN ('draft', 'void'))
      - (SELECT coalesce(sum(p.amount_cents), 0) FROM payments p JOIN invoices i
             ON i.id = p.invoice_id AND i.status NOT IN ('draft', 'void')
         WHERE p.status = 'succeeded'
           AND p.received_at < d.ends)
      - (SELECT coalesce(sum(total_cents), 0) FROM credit_notes
         WHERE issued_on <= d.day))::bigint AS owed,
        (SELECT coalesce(sum(total_cents - credited_cents - paid_cents), 0)::bigint FROM invoices
         WHERE status IN ('sent', 'partial', 'overdue')
           AND paid_cents < total_cents - credited_cents) AS open,
        (SELECT coalesce(sum(total_cents - credited_cents - paid_cents), 0)::bigint FROM invoices
         WHERE status IN ('sent', 'partial', 'overdue')
           AND paid_cents < total_cents - credited_cents
           AND due_on < :today - 90) AS over_90
    FROM unnest(:days, :ends) AS d(day, ends)
    ORDER BY d.day
    """
).bindparams(bindparam("days", type_=ARRAY(Date)), bindparam("ends", type_=ARRAY(Moment)))


@dataclass(frozen=True)
class _Weeks:
    """The Monday of this week, and the seven Mondays that end with it."""

    monday: date
    mondays: list[date]


async def of_bookings(ctx: Ctx, today: Totals) -> list[Kpi]:
    """Jobs today, revenue of the week (visits done and planned), and what nobody is on."""
    weeks = _weeks(ctx.today())
    day, first = ctx.today(), weeks.mondays[0]
    last = max(weeks.monday + timedelta(days=7), day + timedelta(days=POINTS))
    midnights = day_starts(first, last, ctx.zone)
    found = await ctx.session.execute(
        _BOOKINGS,
        {
            "first": first,
            "midnights": midnights,
            "today": day,
            "midnight": midnights[(day - first).days],
            "horizon": midnights[(day - first).days + POINTS],
            "start": midnights[0],
            "end": midnights[-1],
        },
    )
    row = found.one()
    return [_jobs(row, day, today), _revenue(row, weeks), _loose(row, day)]


def _weeks(day: date) -> _Weeks:
    monday = day - timedelta(days=day.weekday())
    return _Weeks(monday, [monday - timedelta(weeks=n) for n in range(POINTS - 1, -1, -1)])


def _jobs(row: Any, day: date, today: Totals) -> Kpi:
    days = [day - timedelta(days=n) for n in range(POINTS - 1, -1, -1)]
    available = today.minutes_available
    return Kpi(
        key="jobs",
        unit="count",
        value=today.jobs,
        second=available,
        percent=round(100 * today.minutes_booked / available) if available else None,
        points=[row.by_day.get(day.isoformat(), 0) for day in days],
        href="/schedule",
    )


def _revenue(row: Any, weeks: _Weeks) -> Kpi:
    points = [int(row.by_week.get(monday.isoformat(), 0)) for monday in weeks.mondays]
    this, last = points[-1], points[-2]
    return Kpi(
        key="revenue",
        unit="cents",
        value=this,
        second=last,
        percent=round(100 * (this - last) / last) if last else None,
        points=points,
        href=f"/bookings?from={weeks.monday}&to={weeks.monday + timedelta(days=6)}",
    )


def _loose(row: Any, day: date) -> Kpi:
    days = [day + timedelta(days=n) for n in range(POINTS)]
    points = [row.loose.get(day.isoformat(), 0) for day in days]
    return Kpi(
        key="unassigned",
        unit="count",
        value=sum(points),
        second=0,
        percent=None,
        points=points,
        href=f"/bookings?unassigned=yes&from={days[0]}&to={days[-1]}&status=pending,confirmed&sort=starts_at",
        at=row.first_loose,
    )


async def of_money(ctx: Ctx) -> Kpi:
    """What clients owe now, with how it stood on seven days up to today."""
    days = [ctx.today() - timedelta(days=6 * n) for n in range(POINTS - 1, -1, -1)]
    ends = [day_start(day + timedelta(days=1), ctx.zone) for day in days]
    asked = {"today": ctx.today(), "days": days, "ends": ends}
    rows = (await ctx.session.execute(_OWED, asked)).all()
    return Kpi(
        key="owed",
        unit="cents",
        value=rows[-1].open,
        second=rows[-1].over_90,
        percent=None,
        points=[*(row.owed for row in rows[:-1]), rows[-1].open],
        href="/invoices?status=open",
    )

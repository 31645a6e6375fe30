"""A month in figures: what each day holds, in one statement beside the rota's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import NOT_BEGUN, TAKES_PLACE
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Invalid
from cleaning_app.services import rota
from cleaning_app.services.rota import Rota
from cleaning_app.services.schedule.drawing import wall_clock
from cleaning_app.services.schedule.plan import local_days
from cleaning_app.services.schedule.views import Glance, MonthDay

LINES = 3
"""Bookings a day shows before it says how many more there are."""

_MONEY = ("reports.view", "invoices.view", "finance.view")

# Which day a moment is on is decided by where the days begin, as the program knows it: the database
# brings time zone rules of its own, which may be of another year. Figures are counted over whole days
# while only the first few rows of each leave the database. What nobody is on comes first: that is
# what somebody looks at a month for.
_DAYS = text(
    """
    WITH shown AS (
        SELECT b.id, b.starts_at, b.ends_at, b.status, b.price_cents, b.version,
               c.name AS client, t.name AS service, t.colour,
               width_bucket(b.starts_at, :starts) - 1 AS day,
               b.status = ANY(:counted) AS counted,
               NOT EXISTS (SELECT 1 FROM booking_crew m
                           WHERE m.org_id = b.org_id AND m.booking_id = b.id) AS is_open
        FROM bookings b
        JOIN clients c ON c.id = b.client_id
        JOIN service_types t ON t.id = b.service_type_id
        WHERE b.starts_at >= (:starts)[1] AND b.starts_at < :end
          AND b.deleted_at IS NULL AND b.status <> 'cancelled'
    ), numbered AS (
        SELECT s.*,
               row_number() OVER (PARTITION BY day ORDER BY is_open DESC, starts_at, id) AS place,
               count(*) FILTER (WHERE counted) OVER by_day AS jobs,
               count(*) FILTER (WHERE counted AND is_open) OVER by_day AS unassigned,
               coalesce(sum(price_cents) FILTER (WHERE counted) OVER by_day, 0) AS booked_cents
        FROM shown s
        WHERE :everyone OR is_open OR EXISTS (
            SELECT 1 FROM booking_crew m JOIN workers w ON w.id = m.worker_id
            WHERE m.booking_id = s.id
              AND (cardinality(:workers) = 0 OR w.id = ANY(:workers))
              AND (CAST(:team AS uuid) IS NULL OR w.team_id = :team)
              AND (:skill = '' OR EXISTS (
                  SELECT 1 FROM worker_skills ws JOIN skills k ON k.id = ws.skill_id
                  WHERE ws.worker_id = w.id AND k.key = :skill)))
        WINDOW by_day AS (PARTITION BY day)
    )
    SELECT * FROM numbered WHERE place <= :lines ORDER BY day, starts_at, id
    """
).bindparams(
    bindparam("workers", type_=ARRAY(Uuid)),
    bindparam("team", type_=Uuid),
    bindparam("starts", type_=ARRAY(DateTime(timezone=True))),
)


async def month(
    ctx: Ctx,
    first: date,
    days: int,
    *,
    worker_ids: Collection[UUID] = (),
    team_id: UUID | None = None,
    skill: str = "",
) -> list[MonthDay]:
    """Up to six weeks from `first` on, day by day; filters as on the board.

    Raises:
        Invalid: a year no schedule has, or more than 42 days.
    """
    ctx.require("bookings.view")
    if not 1 <= days <= 42:
        raise Invalid("A month shows 1 to 42 days.")
    dates, windows = local_days(first, days, ctx.zone)
    span = Interval(windows[0].start, windows[-1].end)
    # A rota of nobody: it knows holidays and what is closed for all.
    calendar = await rota.load(ctx, span, only=())
    found = await ctx.session.execute(
        _DAYS,
        {
            "starts": [window.start for window in windows], "end": span.end, "lines": LINES,
            "counted": sorted(TAKES_PLACE), "workers": sorted(worker_ids), "team": team_id,
            "skill": skill, "everyone": not (worker_ids or team_id or skill),
        },
    )  # fmt: skip
    by_day: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        by_day[row.day].append(row)
    sees_money = any(ctx.can(permission) for permission in _MONEY)
    return [
        _day(ctx, day, by_day[n], _note(calendar, day, window), sees_money)
        for n, (day, window) in enumerate(zip(dates, windows, strict=True))
    ]


def _day(ctx: Ctx, day: date, rows: list[Any], note: str, sees_money: bool) -> MonthDay:
    booked = int(rows[0].booked_cents) if rows else 0
    return MonthDay(
        date=day,
        jobs=rows[0].jobs if rows else 0,
        unassigned=rows[0].unassigned if rows else 0,
        booked_cents=booked if sees_money else None,
        note=note,
        glances=[_glance(ctx, row) for row in rows],
    )


def _glance(ctx: Ctx, row: Any) -> Glance:
    start, fold = wall_clock(row.starts_at, ctx.zone)
    return Glance(
        id=row.id,
        client=row.client,
        service=row.service,
        start=start,
        fold=fold,
        end=wall_clock(row.ends_at, ctx.zone)[0],
        minutes=int((row.ends_at - row.starts_at).total_seconds()) // 60,
        colour=row.colour,
        status=row.status,
        is_open=row.is_open,
        locked=row.status not in NOT_BEGUN,
        version=row.version,
    )


def _note(calendar: Rota, day: date, window: Interval) -> str:
    """The holiday, else why everybody is off."""
    if day in calendar.named_days:
        return calendar.named_days[day]
    closed = (o for o in calendar.offs if o.scope == "organisation" and o.when.overlaps(window))
    return next((off.words for off in closed), "")

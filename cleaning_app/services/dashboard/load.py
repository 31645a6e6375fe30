"""Everything the dashboard shows, loaded together."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.slots import Interval
from cleaning_app.services import rota
from cleaning_app.services.dashboard import figures, needs, office_needs, people
from cleaning_app.services.dashboard.lately import lately
from cleaning_app.services.dashboard.views import (
    Dashboard,
    Kpi,
    Need,
    StripJob,
    StripRow,
    Upcoming,
)
from cleaning_app.services.rota import Job, Rota
from cleaning_app.services.schedule import drawing

_HOUR = timedelta(hours=1)
_MOST_UPCOMING = 12


async def load(ctx: Ctx) -> Dashboard:
    """The dashboard of whoever looks: figures and needs they may not see are left out."""
    ctx.require("core.view")
    today = _today(ctx)
    kpis: list[Kpi] = []
    wanting: list[Need] = []
    strip: list[StripRow] = []
    upcoming: list[Upcoming] = []
    around = Interval(today.start + 8 * _HOUR, today.start + 18 * _HOUR)
    if ctx.can("bookings.view"):
        window = Interval(today.start, today.end + timedelta(days=2))
        plan = await rota.load(ctx, window, leavers=True)
        shown = set(plan.hands)
        totals = drawing.totals(plan, today, plan.jobs, shown, [])
        kpis += await figures.of_bookings(ctx, totals)
        wanting += await needs.of_crews(ctx)
        wanting += needs.of_schedule(ctx, plan)
        wanting += await needs.of_series(ctx)
        wanting += await needs.of_waitlist(ctx)
        if ctx.can("schedule.blocking.manage") or ctx.can("bookings.assign"):
            wanting += await people.of_people(ctx)
        jobs = [job for job in plan.jobs if job.starts_at < today.end and job.status != "no_show"]
        around = _around(today.start, jobs) or around
        strip = [_line(plan, id, jobs, around.start) for id in plan.hands]
        upcoming = _upcoming(ctx, plan)
    if ctx.can("invoices.view") or ctx.can("finance.view"):
        kpis.append(await figures.of_money(ctx))
    if any(map(ctx.can, ("invoices.view", "finance.view", "admin.manage"))):
        wanting += await office_needs.of_office(ctx)
    return Dashboard(
        day=ctx.today(),
        kpis=kpis,
        needs=needs.in_order(wanting),
        strip=[row for row in strip if row.jobs] or strip,
        strip_start=around.start,
        strip_minutes=int(around.length.total_seconds()) // 60,
        upcoming=upcoming,
        lately=await lately(ctx),
    )


def _today(ctx: Ctx) -> Interval:
    day = ctx.today()
    return Interval(day_start(day, ctx.zone), day_start(day + timedelta(days=1), ctx.zone))


def _around(midnight: datetime, jobs: list[Job]) -> Interval | None:
    """Whole hours around a day's work, at least from eight to six."""
    if not jobs:
        return None
    first = min([midnight + 8 * _HOUR, *(job.starts_at for job in jobs)])
    last = max([midnight + 18 * _HOUR, *(job.ends_at for job in jobs)])
    begin = midnight + ((first - midnight) // _HOUR) * _HOUR
    return Interval(begin, begin - ((begin - last) // _HOUR) * _HOUR)


def _line(plan: Rota, worker_id: UUID, jobs: list[Job], start: datetime) -> StripRow:
    return StripRow(
        worker_id,
        plan.hands[worker_id].name,
        [
            StripJob(
                job.id,
                job.client,
                int((job.starts_at - start).total_seconds()) // 60,
                job.minutes,
                job.colour,
                job.status,
            )
            for job in jobs
            if worker_id in job.crew
        ],
    )


def _upcoming(ctx: Ctx, plan: Rota) -> list[Upcoming]:
    now = ctx.now()
    soon = [
        job
        for job in plan.jobs
        if job.is_live and job.ends_at > now and job.starts_at < now + timedelta(hours=24)
    ]
    return [
        Upcoming(
            booking_id=job.id,
            number=job.number,
            client=job.client,
            service=job.service,
            area=job.area,
            starts_at=job.starts_at,
            ends_at=job.ends_at,
            status=job.status,
            crew=[plan.hands[id].name for id in job.crew if id in plan.hands],
        )
        for job in soon[:_MOST_UPCOMING]
    ]

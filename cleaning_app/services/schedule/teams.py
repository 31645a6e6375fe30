"""A week by team: who of them does what, and how much of their time is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.slots import Interval
from cleaning_app.models import Team
from cleaning_app.services import rota
from cleaning_app.services.rota import Job, Rota
from cleaning_app.services.schedule import drawing
from cleaning_app.services.schedule.plan import local_days, matching
from cleaning_app.services.schedule.views import TeamDay, TeamLine, TeamWeek

NO_TEAM = "No team"


async def teams(
    ctx: Ctx,
    first: date,
    *,
    days: int = 7,
    worker_ids: Collection[UUID] = (),
    team_id: UUID | None = None,
    skill: str = "",
) -> TeamWeek:
    """The week from `first` on, team by team; filters as on the board.

    Raises:
        Invalid: a year no schedule has.
    """
    ctx.require("bookings.view")
    dates, windows = local_days(first, days, ctx.zone)
    plan = await rota.load(ctx, Interval(windows[0].start, windows[-1].end), leavers=True)
    found = await ctx.session.execute(
        select(col(Team.id), col(Team.name)).order_by(func.lower(col(Team.name)))
    )
    names: dict[UUID | None, str] = {row.id: row.name for row in found}
    shown = matching(plan, worker_ids, team_id, skill)
    return await asyncio.to_thread(_drawn, plan, names, shown, dates, windows)


def _drawn(
    plan: Rota,
    names: dict[UUID | None, str],
    shown: set[UUID],
    dates: list[date],
    windows: list[Interval],
) -> TeamWeek:
    members: dict[UUID | None, set[UUID]] = {}
    for id in shown:
        members.setdefault(plan.hands[id].team_id, set()).add(id)
    spans = list(zip(dates, windows, strict=True))
    lines = [
        TeamLine(
            team_id,
            names.get(team_id, NO_TEAM),
            len(members[team_id]),
            [_day(plan, members[team_id], day, window) for day, window in spans],
        )
        for team_id in [*names, None]
        if team_id in members
    ]
    jobs = [job for job in plan.jobs if not job.crew or shown.intersection(job.crew)]
    drives = [drive for id in shown for drive in drawing.drives(plan, id)]
    return TeamWeek(
        days=dates,
        minutes=[int(window.length.total_seconds()) // 60 for window in windows],
        lines=lines,
        open=[_open(plan, day, window) for day, window in spans],
        totals=[drawing.totals(plan, window, jobs, shown, drives) for window in windows],
        holidays=plan.named_days,
    )


def _day(plan: Rota, members: set[UUID], day: date, window: Interval) -> TeamDay:
    theirs = [job for job in _begun_in(plan, window) if members.intersection(job.crew)]
    counted = [job for job in theirs if job.status in drawing.COUNTED]
    free = {id: _minutes(plan.available(id), window) for id in members}
    usual = {id: _minutes(plan.working(id), window) for id in members}
    return TeamDay(
        date=day,
        jobs=len(counted),
        minutes_booked=sum(job.minutes * len(members.intersection(job.crew)) for job in counted),
        minutes_available=sum(free.values()),
        off=sum(1 for id in members if usual[id] and not free[id]),
        glances=[drawing.glance(job, plan.zone) for job in theirs],
    )


def _open(plan: Rota, day: date, window: Interval) -> TeamDay:
    """What nobody is on that day."""
    loose = [job for job in _begun_in(plan, window) if not job.crew]
    counted = [job for job in loose if job.status in drawing.COUNTED]
    glances = [drawing.glance(job, plan.zone) for job in loose]
    return TeamDay(day, len(counted), sum(job.minutes for job in counted), 0, 0, glances)


def _begun_in(plan: Rota, window: Interval) -> list[Job]:
    return [job for job in plan.jobs if window.start <= job.starts_at < window.end]


def _minutes(stretches: list[Interval], window: Interval) -> int:
    return sum(drawing.minutes_inside(stretch, window) for stretch in stretches)

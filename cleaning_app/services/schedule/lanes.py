"""A week in lanes, one for each worker or team: who does what on which day, and how full they are."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import TAKES_PLACE
from cleaning_app.domain.slots import Interval
from cleaning_app.models import Team
from cleaning_app.services import rota
from cleaning_app.services.rota import Job, Rota
from cleaning_app.services.schedule import drawing, shared
from cleaning_app.services.schedule.plan import local_days, matching
from cleaning_app.services.schedule.views import Lane, LaneDay, LaneWeek

NO_TEAM = "No team"


async def people(
    ctx: Ctx,
    first: date,
    *,
    days: int = 7,
    worker_ids: Collection[UUID] = (),
    team_id: UUID | None = None,
    skill: str = "",
    heard: bool = False,
) -> LaneWeek:
    """The week from `first` on, worker by worker; filters and `heard` as on the board.

    Raises:
        Invalid: a year no schedule has.
    """
    asked = _Asked("people", first, days, frozenset(worker_ids), team_id, skill)
    return await _week(ctx, asked, heard)


async def teams(
    ctx: Ctx,
    first: date,
    *,
    days: int = 7,
    worker_ids: Collection[UUID] = (),
    team_id: UUID | None = None,
    skill: str = "",
    heard: bool = False,
) -> LaneWeek:
    """The week from `first` on, team by team; filters and `heard` as on the board.

    Raises:
        Invalid: a year no schedule has.
    """
    asked = _Asked("teams", first, days, frozenset(worker_ids), team_id, skill)
    return await _week(ctx, asked, heard)


@dataclass(frozen=True)
class _Asked:
    """Which lanes of which days; also what equal boards share what they were told by."""

    lanes: str
    first: date
    days: int
    worker_ids: frozenset[UUID]
    team_id: UUID | None
    skill: str


@dataclass(frozen=True)
class _Members:
    """A lane before its days: who of the shown workers it holds."""

    id: UUID | None
    name: str
    ids: frozenset[UUID]
    skills: Sequence[str] = ()


async def _week(ctx: Ctx, asked: _Asked, heard: bool) -> LaneWeek:
    ctx.require("bookings.view")
    if not heard:
        return await _planned(ctx, asked)
    return await shared.once(ctx, asked, lambda: _planned(ctx, asked))


async def _planned(ctx: Ctx, asked: _Asked) -> LaneWeek:
    dates, windows = local_days(asked.first, asked.days, ctx.zone)
    plan = await rota.load(ctx, Interval(windows[0].start, windows[-1].end), leavers=True)
    shown = matching(plan, asked.worker_ids, asked.team_id, asked.skill)
    if asked.lanes == "teams":
        groups = _by_team(plan, shown, await _team_names(ctx))
    else:
        groups = _by_worker(plan, shown)
    # Two thousand jobs take a tenth of a second to weigh; other people's clicks need not wait.
    return await asyncio.to_thread(_drawn, plan, groups, shown, dates, windows)


async def _team_names(ctx: Ctx) -> dict[UUID | None, str]:
    found = await ctx.session.execute(
        select(col(Team.id), col(Team.name)).order_by(func.lower(col(Team.name)))
    )
    return {row.id: row.name for row in found}


def _by_team(plan: Rota, shown: set[UUID], names: Mapping[UUID | None, str]) -> list[_Members]:
    members: defaultdict[UUID | None, set[UUID]] = defaultdict(set)
    for id in shown:
        members[plan.hands[id].team_id].add(id)
    return [
        _Members(team_id, names.get(team_id, NO_TEAM), frozenset(members[team_id]))
        for team_id in [*names, None]
        if team_id in members
    ]


def _by_worker(plan: Rota, shown: set[UUID]) -> list[_Members]:
    return [
        _Members(hand.id, hand.name, frozenset({hand.id}), sorted(hand.skills.values()))
        for hand in plan.hands.values()
        if hand.id in shown
    ]


def _drawn(
    plan: Rota,
    groups: list[_Members],
    shown: set[UUID],
    dates: list[date],
    windows: list[Interval],
) -> LaneWeek:
    begun = _by_day(plan, windows)
    jobs = [job for job in plan.jobs if not job.crew or shown.intersection(job.crew)]
    drives = [drive for id in shown for drive in drawing.drives(plan, id)]
    lanes = [_lane(plan, group, begun, list(zip(dates, windows, strict=True))) for group in groups]
    loose = [[job for job in day if not job.crew] for day in begun]
    return LaneWeek(
        days=dates,
        minutes=[int(window.length.total_seconds()) // 60 for window in windows],
        lanes=lanes,
        open=[_open(plan, day, theirs) for day, theirs in zip(dates, loose, strict=True)],
        totals=[drawing.totals(plan, window, jobs, shown, drives) for window in windows],
        holidays=plan.named_days,
    )


def _by_day(plan: Rota, windows: list[Interval]) -> list[list[Job]]:
    """The jobs that begin on each day, by start."""
    return [[job for job in plan.jobs if w.start <= job.starts_at < w.end] for w in windows]


def _lane(
    plan: Rota, group: _Members, begun: list[list[Job]], spans: list[tuple[date, Interval]]
) -> Lane:
    usual = {id: plan.working(id) for id in group.ids}
    free = {id: plan.available(id) for id in group.ids}
    days: list[LaneDay] = []
    for jobs, (day, window) in zip(begun, spans, strict=True):
        theirs = [job for job in jobs if group.ids.intersection(job.crew)]
        counted = [job for job in theirs if job.status in TAKES_PLACE]
        works = {id: _minutes(usual[id], window) for id in group.ids}
        has = {id: _minutes(free[id], window) for id in group.ids}
        away = [id for id in group.ids if works[id] and not has[id]]
        days.append(
            LaneDay(
                date=day,
                jobs=len(counted),
                minutes_booked=sum(
                    job.minutes * len(group.ids.intersection(job.crew)) for job in counted
                ),
                minutes_available=sum(has.values()),
                off=len(away),
                works=any(works.values()),
                why_off=_why(plan, group, window) if len(away) == len(group.ids) else "",
                glances=[drawing.glance(job, plan.zone) for job in theirs],
            )
        )
    return Lane(group.id, group.name, len(group.ids), days, list(group.skills))


def _why(plan: Rota, group: _Members, window: Interval) -> str:
    """What keeps all of them off: the first block there is."""
    blocks = (
        off.words
        for off in plan.offs
        if off.when.overlaps(window) and all(off.concerns(plan.hands[id]) for id in group.ids)
    )
    return next(blocks, "")


def _open(plan: Rota, day: date, loose: list[Job]) -> LaneDay:
    """What nobody is on that day."""
    counted = [job for job in loose if job.status in TAKES_PLACE]
    glances = [drawing.glance(job, plan.zone) for job in loose]
    return LaneDay(day, len(counted), sum(job.minutes for job in counted), 0, 0, glances)


def _minutes(stretches: list[Interval], window: Interval) -> int:
    return sum(drawing.minutes_inside(stretch, window) for stretch in stretches)

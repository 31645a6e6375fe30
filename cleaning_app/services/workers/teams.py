"""Teams that usually work together, and the skills workers have."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict
from cleaning_app.models import Skill, Team, Worker, WorkerSkill
from cleaning_app.services import audit, rows

_NO_TEAM = "There is no such team."


@dataclass(frozen=True)
class TeamRow:
    """A team and how many active workers are in it."""

    id: UUID
    name: str
    workers: int


@dataclass(frozen=True)
class SkillRow:
    """A skill and how many active workers have it."""

    id: UUID
    key: str
    name: str
    workers: int


async def teams(ctx: Ctx) -> list[TeamRow]:
    """The teams, by name."""
    ctx.require("bookings.view")
    rows_ = await ctx.session.execute(
        select(col(Team.id), col(Team.name), func.count(col(Worker.id)))
        .join(
            Worker,
            (col(Worker.team_id) == col(Team.id)) & col(Worker.archived_at).is_(None),
            isouter=True,
        )
        .where(col(Team.archived_at).is_(None))
        .group_by(col(Team.id), col(Team.name))
        .order_by(func.lower(col(Team.name)))
    )
    return [TeamRow(id, name, workers) for id, name, workers in rows_]


async def add_team(ctx: Ctx, name: str) -> UUID:
    """Add a team, or form a dissolved one again. Raises Invalid for an empty name, Conflict for
    one that exists."""
    ctx.require("users.manage")
    team = await ctx.session.scalar(
        select(Team).where(col(Team.name) == name.strip(), col(Team.archived_at).is_not(None))
    )
    if team is None:
        team = Team(org_id=ctx.org.id, name=await _free_name(ctx, name))
        ctx.session.add(team)
    team.archived_at = None
    await ctx.session.flush()
    audit.record(ctx, "team.create", "team", team.id)
    return team.id


async def rename_team(ctx: Ctx, team_id: UUID, name: str) -> None:
    """Rename a team. Raises NotFound, Invalid, Conflict."""
    ctx.require("users.manage")
    team = await rows.one(ctx, Team, team_id, _NO_TEAM)
    if team.name != name.strip():
        team.name = await _free_name(ctx, name)
        audit.record(ctx, "team.rename", "team", team_id)


async def archive_team(ctx: Ctx, team_id: UUID) -> None:
    """Dissolve a team; its workers stay, without a team. Raises NotFound."""
    ctx.require("users.manage")
    team = await rows.one(ctx, Team, team_id, _NO_TEAM)
    for worker in await ctx.session.scalars(
        select(Worker).where(col(Worker.team_id) == team_id).with_for_update()
    ):
        worker.team_id = None
        rows.touched(worker)
    team.archived_at = ctx.now()
    audit.record(ctx, "team.archive", "team", team_id)


async def skills(ctx: Ctx) -> list[SkillRow]:
    """The skills, by name."""
    ctx.require("bookings.view")
    active = (
        select(func.count())
        .select_from(WorkerSkill)
        .join(Worker, col(Worker.id) == col(WorkerSkill.worker_id))
        .where(col(WorkerSkill.skill_id) == col(Skill.id), col(Worker.archived_at).is_(None))
        .correlate(Skill)
        .scalar_subquery()
    )
    rows_ = await ctx.session.execute(
        select(col(Skill.id), col(Skill.key), col(Skill.name), active).order_by(
            func.lower(col(Skill.name))
        )
    )
    return [SkillRow(id, key, name, workers) for id, key, name, workers in rows_]


async def add_skill(ctx: Ctx, name: str) -> UUID:
    """Add a skill. Raises Invalid for an empty name, Conflict for one that exists."""
    ctx.require("users.manage")
    form = Fields()
    label = form.text("name", name, 100, required=True)
    form.finish("This skill can't be added.")
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60] or "skill"
    if await ctx.session.scalar(select(col(Skill.id)).where(col(Skill.key) == key)):
        raise Conflict(f"There is already a skill like “{label}”.")
    skill = Skill(org_id=ctx.org.id, key=key, name=label)
    ctx.session.add(skill)
    await ctx.session.flush()
    audit.record(ctx, "skill.create", "skill", skill.id)
    return skill.id


async def _free_name(ctx: Ctx, name: str) -> str:
    form = Fields()
    label = form.text("name", name, 100, required=True)
    form.finish("This team can't be saved.")
    if await ctx.session.scalar(select(col(Team.id)).where(col(Team.name) == label)):
        raise Conflict(f"There is already a team called “{label}”.")
    return label

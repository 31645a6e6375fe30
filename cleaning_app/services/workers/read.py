"""Workers as lists and pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import contacts
from cleaning_app.errors import NotFound
from cleaning_app.models import PayRate, Skill, Team, Worker, WorkerSkill, WorkerTime
from cleaning_app.services import listing, listing_people
from cleaning_app.services.listing_filters import flag_filter, id_filter

MISSING = "There is no such worker."
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class SkillRef:
    """A skill by name, with the key that services ask for."""

    id: UUID
    key: str
    name: str


@dataclass(frozen=True)
class WorkerRow:
    """One worker in a list. `upcoming` jobs and their minutes are those of the next seven days.

    Phone and e-mail are masked for who neither manages workers nor assigns them.
    """

    id: UUID
    name: str
    phone: str | None
    email: str | None
    team_id: UUID | None
    team: str
    skills: list[SkillRef]
    is_active: bool
    has_access: bool
    created_at: datetime
    version: int
    upcoming: int
    upcoming_minutes: int


@dataclass(frozen=True)
class WorkerDetail(WorkerRow):
    """One worker with what their page shows. The hourly rate is today's, None for who may not see pay.

    Empty `weekly_hours` mean the organisation's.
    """

    user_id: UUID | None
    weekly_hours: dict[str, list[str]]
    hourly_rate_cents: int | None
    home_lat: float | None
    home_lng: float | None
    notes: str


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[WorkerRow]:
    """A page of workers; sort `name`, `created`; filters `team_id`, `skill` (key), `active`
    (yes/no, yes unless told). Search looks at the name, and at phone and e-mail if shown."""
    ctx.require("bookings.view")
    active = flag_filter(query.filters, "active")
    archived = col(Worker.archived_at)
    statement = _rows(ctx).where(archived.is_not(None) if active is False else archived.is_(None))
    if team := id_filter(query.filters, "team_id"):
        statement = statement.where(col(Worker.team_id) == team)
    if skill := query.filters.get("skill"):
        statement = statement.where(_has_skill(skill))
    if query.search.strip():
        statement = statement.where(matches(ctx, query.search))
    orders = {"name": func.lower(col(Worker.name), type_=Text), "created": col(Worker.created_at)}
    page = await listing.fetch(ctx, statement, query, orders, default="name")
    return page.map(lambda row: WorkerRow(**_shown(ctx, row)))


async def get(ctx: Ctx, worker_id: UUID) -> WorkerDetail:
    """One worker, an archived one too.

    Raises:
        NotFound: no such worker here.
    """
    ctx.require("bookings.view")
    row = (await ctx.session.execute(_rows(ctx).where(col(Worker.id) == worker_id))).one_or_none()
    if row is None:
        raise NotFound(MISSING)
    worker: Worker = row[0]
    return WorkerDetail(
        **_shown(ctx, row),
        user_id=worker.user_id if ctx.can("users.manage") else None,
        weekly_hours=dict(worker.weekly_hours),
        hourly_rate_cents=await _rate(ctx, worker_id) if sees_pay(ctx) else None,
        home_lat=worker.home_lat,
        home_lng=worker.home_lng,
        notes=worker.notes,
    )


async def _rate(ctx: Ctx, worker_id: UUID) -> int:
    """What an hour is paid today."""
    found = await ctx.session.scalar(
        select(rate_on(ctx.today())).select_from(Worker).where(col(Worker.id) == worker_id)
    )
    return int(found or 0)


def rate_on(day: date) -> ColumnElement[int]:
    """The cents an hour is paid on a day, in a select on workers."""
    changed = (
        select(col(PayRate.rate_cents))
        .where(col(PayRate.worker_id) == col(Worker.id), col(PayRate.valid_from) <= day)
        .order_by(col(PayRate.valid_from).desc())
        .limit(1)
        .correlate(Worker)
        .scalar_subquery()
    )
    return func.coalesce(changed, col(Worker.hourly_rate_cents))


async def names(ctx: Ctx) -> list[tuple[UUID, str]]:
    """Every active worker's id and name, by name: for pickers."""
    ctx.require("bookings.view")
    rows = await ctx.session.execute(
        select(col(Worker.id), col(Worker.name))
        .where(col(Worker.archived_at).is_(None))
        .order_by(func.lower(col(Worker.name)), col(Worker.id))
    )
    return [(id, name) for id, name in rows]


def matches(ctx: Ctx, search: str) -> ColumnElement[bool]:
    """Which workers a search means."""
    if not sees_contacts(ctx):
        return listing_people.named(Worker.name, search)
    return listing_people.matches(search, name=Worker.name, email=Worker.email, phone=Worker.phone)


def sees_contacts(ctx: Ctx) -> bool:
    """Whether workers' phones and e-mail addresses are shown: to who dispatches or manages them."""
    return ctx.can("bookings.assign") or ctx.can("users.manage")


def sees_pay(ctx: Ctx) -> bool:
    """Whether hourly rates are shown."""
    return ctx.can("users.manage") or ctx.can("finance.view")


def _rows(ctx: Ctx) -> Any:
    """Worker, team name, skills as JSON, jobs and minutes ahead: one statement for any list."""
    team = select(col(Team.name)).where(col(Team.id) == col(Worker.team_id)).scalar_subquery()
    return select(Worker, func.coalesce(team, ""), skills_json(), _ahead(ctx))


def skills_json() -> Any:
    """A worker's skills as a JSON array of {id, key, name}, by name, for a select on workers."""
    entry = func.jsonb_build_object(
        "id", col(Skill.id), "key", col(Skill.key), "name", col(Skill.name)
    )
    listed = func.jsonb_agg(aggregate_order_by(entry, col(Skill.name)))
    return (
        select(func.coalesce(listed, literal_column("'[]'::jsonb")))
        .select_from(WorkerSkill)
        .join(Skill, col(Skill.id) == col(WorkerSkill.skill_id))
        .where(col(WorkerSkill.worker_id) == col(Worker.id))
        .correlate(Worker)
        .scalar_subquery()
    )


def _ahead(ctx: Ctx) -> Any:
    """Live jobs of the next seven days and their minutes, as a JSON pair, from the worker's taken
    time: it holds live bookings only, so a worker's years of past jobs cost nothing."""
    start, end = ctx.now(), ctx.now() + AHEAD
    during = col(WorkerTime.during)
    length = func.extract("epoch", func.upper(during) - func.lower(during))
    pair = func.jsonb_build_array(func.count(), func.coalesce(func.sum(length) / 60, 0))
    return (
        select(pair)
        .select_from(WorkerTime)
        .where(
            col(WorkerTime.worker_id) == col(Worker.id),
            col(WorkerTime.kind) == "booking",
            during.op("&&")(func.tstzrange(start, end)),
        )
        .correlate(Worker)
        .scalar_subquery()
    )


def _has_skill(key: str) -> ColumnElement[bool]:
    return (
        select(col(WorkerSkill.worker_id))
        .join(Skill, col(Skill.id) == col(WorkerSkill.skill_id))
        .where(col(WorkerSkill.worker_id) == col(Worker.id), col(Skill.key) == key)
        .exists()
    )


def skill_refs(stored: list[dict[str, str]]) -> list[SkillRef]:
    """Skills out of what `skills_json` selects."""
    return [SkillRef(UUID(entry["id"]), entry["key"], entry["name"]) for entry in stored]


def _shown(ctx: Ctx, row: Any) -> dict[str, Any]:
    worker, team, skills, (upcoming, minutes) = row
    open_ = sees_contacts(ctx)
    phone, email = worker.phone, worker.email
    return {
        "id": worker.id,
        "name": worker.name,
        "phone": phone if open_ or phone is None else contacts.mask_phone(phone),
        "email": email if open_ or email is None else contacts.mask_email(email),
        "team_id": worker.team_id,
        "team": team,
        "skills": skill_refs(skills),
        "is_active": worker.archived_at is None,
        "has_access": worker.user_id is not None,
        "created_at": worker.created_at,
        "version": worker.version,
        "upcoming": upcoming,
        "upcoming_minutes": int(minutes),
    }

"""What the office changes about workers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict, cast
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col
from typing_extensions import Unpack

from cleaning_app.context import Ctx
from cleaning_app.domain import contacts
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.payroll import Rate, rate_on
from cleaning_app.domain.working_hours import WEEKDAYS, WeeklyHours
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.models import Booking, BookingCrew, Skill, Team, Worker, WorkerSkill
from cleaning_app.services import audit, live, rows
from cleaning_app.services.workers import access, pay_rates
from cleaning_app.services.workers.read import MISSING


class WorkerChanges(TypedDict, total=False):
    """What can be changed about a worker. `weekly_hours`: {"mon": ["08:00", "17:00"], …}, days off
    left out, {} for the organisation's hours. `skill_ids` replaces all skills. `hourly_rate_cents`
    holds from today on; `pay_rates.change` takes another day."""

    name: str
    phone: str | None
    email: str | None
    team_id: UUID | None
    hourly_rate_cents: int
    home_lat: float | None
    home_lng: float | None
    weekly_hours: dict[str, Any]
    notes: str
    skill_ids: list[UUID]


async def create(ctx: Ctx, **details: Unpack[WorkerChanges]) -> UUID:
    """Add a worker; only `name` is needed. Returns the id.

    Raises:
        Invalid: with every field that is wrong.
    """
    ctx.require("users.manage")
    stored = await _checked(ctx, {"name": "", **details})
    skill_ids = stored.pop("skill_ids", [])
    worker = Worker(org_id=ctx.org.id, created_at=ctx.now(), **stored)
    ctx.session.add(worker)
    await ctx.session.flush()
    await _set_skills(ctx, worker.id, skill_ids)
    audit.record(ctx, "worker.create", "worker", worker.id)
    await live.announce(ctx, "workers", worker.id, "created")
    return worker.id


async def update(
    ctx: Ctx, worker_id: UUID, *, version: int | None = None, **changes: Unpack[WorkerChanges]
) -> int:
    """Change a worker; what isn't named stays. Returns the new version.

    Raises:
        NotFound, Invalid, PreconditionFailed: they changed since `version`.
    """
    ctx.require("users.manage")
    worker = await rows.locked(ctx, Worker, worker_id, MISSING, version)
    stored = await _checked(ctx, dict(changes))
    skill_ids = stored.pop("skill_ids", None)
    rate = stored.pop("hourly_rate_cents", None)
    fields = set(rows.changes(worker, stored))
    if rate is not None and await _set_rate(ctx, worker, rate):
        fields.add("hourly_rate_cents")
    if skill_ids is not None and await _set_skills(ctx, worker_id, skill_ids):
        fields.add("skills")
    if fields:
        await _changed(ctx, worker, "update", fields=sorted(fields))
    return worker.version


async def archive(ctx: Ctx, worker_id: UUID, *, version: int | None = None) -> int:
    """A worker who left: out of lists and boards, signed out, history kept. Returns the version.

    Raises:
        Conflict: jobs are still to come; `extra["bookings"]` lists ids, numbers and starts.
    """
    ctx.require("users.manage")
    worker = await rows.locked(ctx, Worker, worker_id, MISSING, version)
    if worker.archived_at is not None:
        return worker.version
    ahead = await _jobs_ahead(ctx, worker_id)
    if ahead:
        jobs = "job is" if len(ahead) == 1 else "jobs are"
        raise Conflict(
            f"{len(ahead)} {jobs} still planned with {worker.name}. Give them to others first.",
            extra={"bookings": ahead},
        )
    worker.archived_at = ctx.now()
    await access.close_membership(ctx, worker)
    await _changed(ctx, worker, "archive")
    return worker.version


async def restore(ctx: Ctx, worker_id: UUID) -> int:
    """Bring an archived worker back, with the access they had. Returns the new version."""
    ctx.require("users.manage")
    worker = await rows.locked(ctx, Worker, worker_id, MISSING)
    if worker.archived_at is None:
        return worker.version
    worker.archived_at = None
    await access.reopen_membership(ctx, worker)
    await _changed(ctx, worker, "restore")
    return worker.version


async def _jobs_ahead(ctx: Ctx, worker_id: UUID) -> list[dict[str, Any]]:
    found = await ctx.session.execute(
        select(col(Booking.id), col(Booking.number), col(Booking.starts_at))
        .join(BookingCrew, col(BookingCrew.booking_id) == col(Booking.id))
        .where(
            col(BookingCrew.worker_id) == worker_id,
            col(Booking.status).in_(LIVE),
            col(Booking.deleted_at).is_(None),
            col(Booking.ends_at) > ctx.now(),
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
        .limit(50)
    )
    return [
        {"id": str(id), "number": number, "starts_at": starts_at.isoformat()}
        for id, number, starts_at in found
    ]


async def _changed(ctx: Ctx, worker: Worker, verb: str, **details: Any) -> None:
    rows.touched(worker)
    await ctx.session.flush()
    audit.record(ctx, f"worker.{verb}", "worker", worker.id, **details)
    await live.announce(ctx, "workers", worker.id, f"{verb}d")


async def _set_rate(ctx: Ctx, worker: Worker, cents: int) -> bool:
    """Pay so much from today on, or from the start whoever had no rate yet; whether it is new."""
    rates = (await pay_rates.load(ctx, [worker.id]))[worker.id]
    if rates == [Rate(None, 0)]:
        worker.hourly_rate_cents = cents
        return cents > 0
    if rate_on(rates, ctx.today()) == cents:
        return False
    await pay_rates.put(ctx, worker, cents, ctx.today())
    return True


async def _set_skills(ctx: Ctx, worker_id: UUID, wanted: Iterable[UUID]) -> bool:
    """Make a worker's skills exactly these; whether that changed anything."""
    mine = col(WorkerSkill.worker_id) == worker_id
    has = set(await ctx.session.scalars(select(col(WorkerSkill.skill_id)).where(mine)))
    leaving, joining = has - set(wanted), set(wanted) - has
    if leaving:
        gone = col(WorkerSkill.skill_id).in_(leaving)
        await ctx.session.execute(delete(WorkerSkill).where(mine, gone))
    for skill_id in sorted(joining):
        row = WorkerSkill(org_id=ctx.org.id, worker_id=worker_id, skill_id=skill_id)
        ctx.session.add(row)
    await ctx.session.flush()
    return bool(leaving or joining)


async def _checked(ctx: Ctx, given: dict[str, Any]) -> dict[str, Any]:
    """The given fields in their stored form."""
    form = Fields()
    stored = dict(given)
    if "name" in given:
        stored["name"] = form.text("name", given["name"], 120, required=True)
    if "notes" in given:
        stored["notes"] = form.text("notes", given["notes"], 2000)
    if "email" in given:
        stored["email"] = form.read("email", contacts.normalise_email, given["email"])
    if "phone" in given:
        stored["phone"] = form.read("phone", contacts.normalise_phone, given["phone"])
    if "hourly_rate_cents" in given:
        form.number("hourly_rate_cents", given["hourly_rate_cents"], 0, pay_rates.HIGHEST_CENTS)
    for name, furthest in (("home_lat", 90), ("home_lng", 180)):
        if (degrees := given.get(name)) is not None and not -furthest <= degrees <= furthest:
            form.refuse(name, f"Between −{furthest} and {furthest} degrees.")
    if "weekly_hours" in given:
        stored["weekly_hours"] = _weekly_hours(form, given["weekly_hours"])
    form.finish("Some details of this worker can't be saved.")
    await _check_references(ctx, stored)
    return stored


def _weekly_hours(form: Fields, given: dict[str, Any]) -> dict[str, Any]:
    """Weekly hours as stored: week order, HH:MM."""
    try:
        hours = WeeklyHours.from_json(given)
    except Invalid as refused:
        form.refuse("weekly_hours", refused.detail)
        return {}
    shifts = {WEEKDAYS[day]: hours.shifts[day][0] for day in sorted(hours.shifts)}
    return {day: [f"{shift.start:%H:%M}", f"{shift.end:%H:%M}"] for day, shift in shifts.items()}


async def _check_references(ctx: Ctx, stored: dict[str, Any]) -> None:
    if (team_id := stored.get("team_id")) is not None:
        team = await ctx.session.scalar(select(Team).where(col(Team.id) == team_id))
        if team is None or team.archived_at is not None:
            raise Invalid("There is no such team.", [FieldError("team_id", "Choose a team.")])
    wanted = set(cast("list[UUID]", stored.get("skill_ids") or []))
    if wanted:
        known = await ctx.session.scalars(select(col(Skill.id)).where(col(Skill.id).in_(wanted)))
        if wanted - set(known):
            message = "Choose skills from the list."
            raise Invalid("There is no such skill.", [FieldError("skill_ids", message)])

"""Certificates: what a worker holds, until when, and which skills take one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import certificates
from cleaning_app.domain.fields import Fields
from cleaning_app.models import Skill, Worker, WorkerCertificate
from cleaning_app.services import audit, live, rows
from cleaning_app.services.workers.read import MISSING as NO_WORKER

MISSING = "There is no such certificate."


@dataclass(frozen=True)
class Certificate:
    """One certificate. `standing` is "valid", "expiring" (within 30 days) or "expired"."""

    id: UUID
    worker_id: UUID
    name: str
    number: str
    issued_on: date | None
    expires_on: date | None
    standing: str


@dataclass(frozen=True)
class Requirement:
    """A skill and the certificate it takes, "" for none."""

    skill_id: UUID
    skill: str
    certificate: str


async def held(ctx: Ctx, worker_id: UUID) -> list[Certificate]:
    """A worker's certificates, the first to end first."""
    ctx.require("bookings.view")
    found = await ctx.session.scalars(
        select(WorkerCertificate)
        .where(
            col(WorkerCertificate.worker_id) == worker_id,
            col(WorkerCertificate.deleted_at).is_(None),
        )
        .order_by(col(WorkerCertificate.expires_on).nulls_last(), col(WorkerCertificate.name))
        .execution_options(populate_existing=True)
    )
    return [_shown(ctx, row) for row in found]


async def add(
    ctx: Ctx,
    worker_id: UUID,
    name: str,
    *,
    number: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> UUID:
    """Note a certificate of a worker's. Undo: `remove`.

    Raises:
        NotFound: no such worker. Invalid: naming the fields that are wrong.
    """
    ctx.require("users.manage")
    await rows.one(ctx, Worker, worker_id, NO_WORKER)
    values = _checked(name, number, issued_on, expires_on)
    row = WorkerCertificate(org_id=ctx.org.id, worker_id=worker_id, **values)
    ctx.session.add(row)
    await ctx.session.flush()
    await _noted(ctx, row, "add")
    return row.id


async def change(
    ctx: Ctx,
    certificate_id: UUID,
    name: str,
    *,
    number: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> None:
    """Change what is noted of a certificate. Raises NotFound, Invalid."""
    ctx.require("users.manage")
    row = await rows.locked(ctx, WorkerCertificate, certificate_id, MISSING)
    changed = rows.changes(row, _checked(name, number, issued_on, expires_on))
    if changed:
        await ctx.session.flush()
        await _noted(ctx, row, "change", fields=sorted(changed))


async def remove(ctx: Ctx, certificate_id: UUID) -> None:
    """Take a certificate off a worker's page. Undo: `put_back`. Raises NotFound."""
    ctx.require("users.manage")
    row = await rows.locked(ctx, WorkerCertificate, certificate_id, MISSING)
    if row.deleted_at is None:
        row.deleted_at = ctx.now()
        await ctx.session.flush()
        await _noted(ctx, row, "remove")


async def put_back(ctx: Ctx, certificate_id: UUID) -> None:
    """Bring a removed certificate back. Raises NotFound."""
    ctx.require("users.manage")
    row = await rows.locked(ctx, WorkerCertificate, certificate_id, MISSING)
    if row.deleted_at is not None:
        row.deleted_at = None
        await ctx.session.flush()
        await _noted(ctx, row, "put_back")


async def requirements(ctx: Ctx) -> list[Requirement]:
    """The skills, by name, with the certificate each takes."""
    ctx.require("bookings.view")
    found = await ctx.session.scalars(select(Skill).order_by(col(Skill.name)))
    return [Requirement(skill.id, skill.name, skill.certificate) for skill in found]


async def require(ctx: Ctx, skill_id: UUID, certificate: str) -> None:
    """Say which certificate a skill takes, "" for none; who lacks it counts as not certified.

    Raises:
        NotFound: no such skill. Invalid: too long a name.
    """
    ctx.require("users.manage")
    form = Fields()
    name = form.text("certificate", certificate, 100)
    form.finish("This can't be asked for.")
    skill = await rows.locked(ctx, Skill, skill_id, "There is no such skill.")
    if skill.certificate != name:
        before, skill.certificate = skill.certificate, name
        await ctx.session.flush()
        audit.record(ctx, "skill.require", "skill", skill_id, before=before, after=name)
        await live.announce(ctx, "workers", skill_id, "changed")


def _checked(
    name: str, number: str, issued_on: date | None, expires_on: date | None
) -> dict[str, Any]:
    form = Fields()
    values: dict[str, Any] = {
        "name": form.text("name", name, 100, required=True),
        "number": form.text("number", number, 60),
        "issued_on": issued_on,
        "expires_on": expires_on,
    }
    for field, day in (("issued_on", issued_on), ("expires_on", expires_on)):
        if day is not None and not 1990 <= day.year <= 2199:
            form.refuse(field, "Check the year.")
    if issued_on and expires_on and expires_on < issued_on:
        form.refuse("expires_on", "It ends before it begins.")
    form.finish("This certificate can't be saved.")
    return values


async def _noted(ctx: Ctx, row: WorkerCertificate, verb: str, **details: Any) -> None:
    audit.record(
        ctx, f"certificate.{verb}", "worker", row.worker_id, certificate=row.name, **details
    )
    await live.announce(ctx, "workers", row.worker_id, "changed")


def _shown(ctx: Ctx, row: WorkerCertificate) -> Certificate:
    return Certificate(
        row.id,
        row.worker_id,
        row.name,
        row.number,
        row.issued_on,
        row.expires_on,
        certificates.standing(row.expires_on, ctx.today()),
    )

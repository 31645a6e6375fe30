"""The audit log: who did what to which thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, text
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.models import AuditLog, Membership, User
from cleaning_app.services import listing
from cleaning_app.services.listing_filters import id_filter


def record(
    ctx: Ctx, action: str, resource_type: str, resource_id: UUID | str = "", **details: Any
) -> None:
    """Leave an audit row in this unit of work, e.g. `record(ctx, "booking.create", "booking", id)`.

    `details` holds JSON values: ids, amounts in cents, before and after; never secrets.
    """
    ctx.written_last.append(
        AuditLog(
            org_id=ctx.org.id,
            created_at=ctx.now(),
            actor_id=ctx.actor.user_id,
            actor_name=ctx.actor.name,
            admin_role=ctx.actor.role,
            action=action,
            resource_type=resource_type,
            resource_id=str(resource_id),
            details=details,
            request_id=ctx.request_id,
        )
    )


@dataclass(frozen=True)
class Entry:
    """One row of the audit log, for reading."""

    id: UUID
    created_at: datetime
    actor_name: str
    role: str
    action: str
    resource_type: str
    resource_id: str
    details: dict[str, Any]
    request_id: str
    seq: int


async def entries(ctx: Ctx, query: listing.Query) -> listing.Page[Entry]:
    """Audit rows, newest first; filters `action`, `resource_type`, `resource_id`, and `actor`: the id
    of a person, or "none" for jobs, imports and the command line.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    ctx.require("audit.view")
    statement = select(AuditLog)
    if query.search:
        wanted = listing.contains(query.search)
        statement = statement.where(
            or_(
                col(AuditLog.action).ilike(wanted),
                col(AuditLog.actor_name).ilike(wanted),
                col(AuditLog.resource_id).ilike(wanted),
            )
        )
    for name in ("resource_type", "resource_id", "action"):
        if value := query.filters.get(name):
            statement = statement.where(getattr(AuditLog, name) == value)
    if query.filters.get("actor") == "none":
        statement = statement.where(col(AuditLog.actor_id).is_(None))
    elif actor := id_filter(query.filters, "actor"):
        statement = statement.where(col(AuditLog.actor_id) == actor)
    page = await listing.fetch(
        ctx, statement, query, {"created_at": AuditLog.seq}, default="-created_at", scalars=True
    )
    return page.map(_entry)


async def entry(ctx: Ctx, entry_id: UUID) -> Entry:
    """One audit row, with everything it says.

    Raises:
        NotFound: no such row here.
    """
    ctx.require("audit.view")
    chosen = select(AuditLog).where(
        col(AuditLog.org_id) == ctx.org.id, col(AuditLog.id) == entry_id
    )
    row = await ctx.session.scalar(chosen)
    if row is None:
        raise NotFound("There is no such entry.")
    return _entry(row)


async def people(ctx: Ctx) -> list[tuple[UUID, str]]:
    """Who may have written rows, by name: the members, also those whose access has ended."""
    ctx.require("audit.view")
    rows = await ctx.session.execute(
        select(col(User.id), col(User.name))
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(col(Membership.org_id) == ctx.org.id)
        .order_by(func.lower(col(User.name)), col(User.id))
    )
    return [(row[0], row[1]) for row in rows]


async def history(ctx: Ctx, resource_type: str, resource_id: UUID, limit: int = 20) -> list[Entry]:
    """What happened to one thing, newest first, for its page. The caller has checked permission.

    What this very unit of work did is there too, though it is written only at its end.
    """
    now = [
        row
        for row in reversed(ctx.written_last)
        if isinstance(row, AuditLog)
        and (row.resource_type, row.resource_id) == (resource_type, str(resource_id))
    ]
    rows = await ctx.session.scalars(
        select(AuditLog)
        .where(col(AuditLog.resource_type) == resource_type)
        .where(col(AuditLog.resource_id) == str(resource_id))
        .order_by(col(AuditLog.seq).desc())
        .limit(limit)
    )
    return [_entry(row) for row in (*now, *rows)]


def _entry(row: AuditLog) -> Entry:
    return Entry(
        row.id,
        row.created_at,
        row.actor_name,
        row.admin_role,
        row.action,
        row.resource_type,
        row.resource_id,
        row.details,
        row.request_id,
        row.seq or 0,
    )


@dataclass(frozen=True)
class Verification:
    """Whether the chain holds: how many rows were checked and the first `seq` that does not fit."""

    rows: int
    broken_at: int | None


_VERIFY = text(
    """
    SELECT count(*),
           min(seq) FILTER (WHERE hash <> digest OR prev_hash <> before OR seq <> place)
    FROM (
        SELECT seq, hash, prev_hash, admin_audit_log_digest(entry) AS digest,
               coalesce(lag(hash) OVER (ORDER BY seq), ''::bytea) AS before,
               row_number() OVER (ORDER BY seq) AS place
        FROM admin_audit_logs AS entry
    ) AS chain
    """
)


async def verify(ctx: Ctx) -> Verification:
    """Recompute the organisation's hash chain. A changed, missing or foreign row breaks it."""
    ctx.require("audit.view")
    rows, broken_at = (await ctx.session.execute(_VERIFY)).one()
    return Verification(rows, broken_at)

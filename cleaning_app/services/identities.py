"""Who is this: from a session cookie, an API token, HTTP Basic or a job to an Identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from cleaning_app.context import Actor, Ctx, Identity, Organisation
from cleaning_app.db import set_local, transaction
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.permissions import ROLES, permissions_of

_ORGANISATION = text(
    """
    SELECT o.id, o.slug, o.name, s.timezone, s.currency, s.language,
           (SELECT coalesce(jsonb_object_agg(key, enabled), '{}') FROM organisation_modules
            WHERE org_id = o.id) AS modules
    FROM organisations o JOIN organisation_settings s ON s.org_id = o.id
    WHERE o.id = :org_id AND o.closed_at IS NULL
    """
)

_MEMBER = text(
    """
    SELECT u.id, u.name, u.must_change_password, u.language, m.role, r.permissions AS custom,
           w.id AS worker_id
    FROM memberships m
    JOIN users u ON u.id = m.user_id
    LEFT JOIN roles r ON r.org_id = m.org_id AND r.id = m.custom_role_id
    LEFT JOIN workers w ON w.org_id = m.org_id AND w.user_id = u.id AND w.archived_at IS NULL
    WHERE m.org_id = :org_id AND m.user_id = :user_id
      AND m.deactivated_at IS NULL AND u.deactivated_at IS NULL
    """
)


async def organisation(session: AsyncSession, org_id: UUID) -> Organisation:
    """The organisation the transaction is set to.

    Raises:
        NotFound: there is none, or it is closed.
    """
    row = (await session.execute(_ORGANISATION, {"org_id": org_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such organisation.")
    modules = dict(row.modules)
    return Organisation(
        row.id, row.slug, row.name, row.timezone, row.currency, modules, row.language
    )


async def member(
    session: AsyncSession, org_id: UUID, user_id: UUID, **actor: Any
) -> Identity | None:
    """A user as a member of an organisation, or None when they no longer are one.

    Sets the transaction to that organisation and user. `actor` overrides parts of the Actor
    (kind, permissions, session_id).
    """
    await set_local(session, org_id=str(org_id), user_id=str(user_id))
    row = (await session.execute(_MEMBER, {"org_id": org_id, "user_id": user_id})).one_or_none()
    if row is None:
        return None
    custom = frozenset(row.custom) if row.custom is not None else None
    known: dict[str, Any] = {
        "kind": "user",
        "permissions": permissions_of(row.role, custom),
        "worker_id": row.worker_id,
        "must_change_password": row.must_change_password,
        "language": row.language or "",
    }
    who = Actor(user_id=row.id, name=row.name, role=row.role, **(known | actor))
    return Identity(who, await organisation(session, org_id))


async def find_organisation(slug: str | None) -> UUID:
    """The id of the organisation with that slug, or of the only one there is.

    Raises:
        NotFound: no organisation has that slug.
        Invalid: no slug was given and there are several (or none).
    """
    async with transaction(org_slug=slug or "") as session:
        if slug:
            found = await session.scalar(
                text("SELECT id FROM organisations WHERE slug = :slug"), {"slug": slug}
            )
            if found is None:
                raise NotFound("There is no organisation with that name.")
            return found
        only = await session.scalar(text("SELECT sole_organisation()"))
        if only is None:
            raise Invalid("Say which organisation: header X-Organisation, or DEFAULT_ORG.")
        return only


async def as_role(org_id: UUID, kind: str, name: str, role: str) -> Identity:
    """An actor without a user row: HTTP Basic ("basic"), the command line ("system")."""
    async with transaction(org_id=str(org_id)) as session:
        org = await organisation(session, org_id)
    return Identity(Actor(kind, None, name, role, ROLES[role]), org)


async def as_job(org_id: UUID, name: str) -> Identity:
    """A job at work in one organisation. It may do everything, and the audit log names it."""
    async with transaction("jobs", org_id=str(org_id)) as session:
        org = await organisation(session, org_id)
    return Identity(Actor("job", None, name, "job", ROLES["owner"]), org)


@dataclass(frozen=True)
class Place:
    """An organisation a person may switch to."""

    id: UUID
    name: str
    role: str


async def places(ctx: Ctx) -> list[Place]:
    """The organisations the actor belongs to, by name."""
    rows = await ctx.session.execute(_PLACES, {"user_id": ctx.actor.user_id})
    return [Place(row.id, row.name, row.role) for row in rows]


_PLACES = text(
    """
    SELECT o.id, o.name, m.role
    FROM memberships m JOIN organisations o ON o.id = m.org_id
    WHERE m.user_id = :user_id AND m.deactivated_at IS NULL AND o.closed_at IS NULL
    ORDER BY lower(o.name), o.id
    """
)

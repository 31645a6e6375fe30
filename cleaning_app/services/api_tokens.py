"""Personal keys for programs: shown once, kept as a hash, never able to do more than their owner."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.clock import Clock, SystemClock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import transaction
from cleaning_app.errors import FieldError, Forbidden, Invalid, NotFound
from cleaning_app.models import ApiToken, User
from cleaning_app.services import audit, identities, rows

PREFIX = "cln_"  # lets secret scanners recognise a leaked one
LONGEST_DAYS = 366
_REMEMBER_SECONDS = 2.0
_USED_EVERY = timedelta(minutes=1)
_MISSING = "There is no such token."

_remembered: dict[bytes, tuple[float, Identity]] = {}


@dataclass(frozen=True)
class Token:
    """A token as its owner sees it; the secret is not in it."""

    id: UUID
    name: str
    owner: str
    permissions: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewToken:
    """A fresh token with its secret, which can't be shown again."""

    id: UUID
    secret: str
    expires_at: datetime


async def create(ctx: Ctx, *, name: str, permissions: Iterable[str], days: int) -> NewToken:
    """A token of the actor's with some of their permissions, for `days` days.

    Raises:
        Forbidden: programs don't make tokens for programs; only people who signed in do.
        Invalid: permissions the actor does not hold, no name, or too long a life.
    """
    ctx.require("core.view")
    if ctx.actor.kind != "user" or ctx.actor.user_id is None:
        raise Forbidden("Sign in yourself to make a token.")
    wanted = sorted(set(permissions))
    problems: list[FieldError] = []
    if not 1 <= len(name.strip()) <= 120:
        problems.append(FieldError("name", "Give it a name of up to 120 characters."))
    if not wanted or not ctx.actor.permissions.issuperset(wanted):
        problems.append(FieldError("permissions", "Choose from your own permissions."))
    if not 1 <= days <= LONGEST_DAYS:
        problems.append(FieldError("days", f"Between 1 and {LONGEST_DAYS} days."))
    if problems:
        raise Invalid("The token can't be made like this.", errors=problems)
    secret = PREFIX + crypto.new_token()
    row = ApiToken(
        org_id=ctx.org.id,
        user_id=ctx.actor.user_id,
        name=name.strip(),
        token_hash=crypto.token_hash(secret),
        permissions=wanted,
        created_at=ctx.now(),
        expires_at=ctx.now() + timedelta(days=days),
    )
    ctx.session.add(row)
    await ctx.session.flush()
    audit.record(ctx, "api_token.create", "api_token", row.id, permissions=wanted, days=days)
    return NewToken(row.id, secret, row.expires_at)


async def everyone(ctx: Ctx) -> list[Token]:
    """The actor's tokens, newest first; with `users.manage` everybody's."""
    ctx.require("core.view")
    statement = (
        select(ApiToken, col(User.name))
        .join(User, col(User.id) == col(ApiToken.user_id))
        .order_by(col(ApiToken.id).desc())
        .limit(500)
    )
    if not ctx.can("users.manage"):
        statement = statement.where(col(ApiToken.user_id) == ctx.actor.user_id)
    return [_shown(row, owner) for row, owner in await ctx.session.execute(statement)]


def _shown(row: ApiToken, owner: str) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        owner=owner,
        permissions=list(row.permissions),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


async def revoke(ctx: Ctx, token_id: UUID) -> None:
    """End a token of the actor's, or with `users.manage` anybody's.

    Raises:
        NotFound: no such token, or somebody else's.
    """
    ctx.require("core.view")
    row = await rows.locked(ctx, ApiToken, token_id, _MISSING)
    if row.user_id != ctx.actor.user_id and not ctx.can("users.manage"):
        raise NotFound(_MISSING)
    if row.revoked_at is None:
        row.revoked_at = ctx.now()
        _remembered.clear()
        audit.record(ctx, "api_token.revoke", "api_token", row.id)


async def identify(secret: str, *, clock: Clock | None = None) -> Identity | None:
    """Whose token this is, or None when it is unknown, expired or revoked.

    It can do what it was made for and its owner still may. Remembered for two seconds, so that
    revoking holds everywhere within that time.
    """
    hashed = crypto.token_hash(secret)
    found = _remembered.get(hashed)
    if found and found[0] > time.monotonic():
        return found[1]
    _remembered.pop(hashed, None)
    now = (clock or SystemClock()).now()
    async with transaction(token_hash=hashed.hex()) as session:
        statement = select(ApiToken).where(col(ApiToken.token_hash) == hashed)
        row: Any = await session.scalar(statement)
        if row is None or row.revoked_at is not None or row.expires_at <= now:
            return None
        owner = await identities.member(session, row.org_id, row.user_id, kind="token")
        if owner is None:
            return None
        if row.last_used_at is None or row.last_used_at + _USED_EVERY <= now:
            row.last_used_at = now
    allowed = owner.actor.permissions & frozenset(row.permissions)
    identity = replace(owner, actor=replace(owner.actor, permissions=allowed))
    if len(_remembered) > 10_000:
        _remembered.clear()
    _remembered[hashed] = (time.monotonic() + _REMEMBER_SECONDS, identity)
    return identity

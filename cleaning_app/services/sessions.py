"""Signing in and out: server-side sessions behind a random token.

The browser holds the token in an HttpOnly cookie; the database holds its hash. Every event and
request asks `identify`, which answers from memory for two seconds, so that signing somebody out
takes effect everywhere within that time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.clock import Clock, SystemClock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import set_local, transaction, unit
from cleaning_app.domain import contacts
from cleaning_app.errors import AppError, NotFound, TooManyRequests, Unauthenticated
from cleaning_app.models import Membership, Session, User
from cleaning_app.services import audit, identities

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=14)
TRIES = 5
LOCK = timedelta(minutes=15)
_REMEMBER_SECONDS = 2.0
_SEEN_EVERY = timedelta(minutes=5)

_WRONG = "That e-mail or phone and password don't match."
_remembered: dict[bytes, tuple[float, Identity]] = {}


@dataclass(frozen=True)
class SignedIn:
    """A fresh session: its token goes into the cookie and nowhere else."""

    token: str
    identity: Identity
    must_change_password: bool


async def sign_in(
    login: str, password: str, *, user_agent: str = "", clock: Clock | None = None
) -> SignedIn:
    """Open a session for an e-mail or phone and a password.

    Unknown accounts take as long and read the same as wrong passwords. Five wrong tries lock the
    account for 15 minutes (OWASP ASVS 5.0 §6.3.1).

    Raises:
        Unauthenticated: no such account, wrong password, or no organisation left to enter.
        TooManyRequests: locked; `extra["retry_after"]` in seconds.
    """
    clock = clock or SystemClock()
    normal = _normalise(login)
    async with transaction(login=normal) as session:
        user = await session.scalar(
            select(User)
            .where(or_(col(User.email) == normal, col(User.phone) == normal))
            .with_for_update()
        )
        now = clock.now()
        locked = user is not None and user.locked_until is not None and user.locked_until > now
        matches = await crypto.verify_password(user.password_hash if user else None, password)
        refusal: AppError | None = None
        if user is not None and locked and user.locked_until is not None:
            seconds = int((user.locked_until - now).total_seconds()) + 1
            refusal = TooManyRequests(
                "Too many wrong tries. Wait 15 minutes, or ask for a reset.",
                extra={"retry_after": seconds},
            )
        elif user is None or not matches or user.deactivated_at is not None:
            refusal = Unauthenticated(_WRONG)
            if user is not None:
                _count_failure(user, now)
        else:
            user.failed_attempts, user.locked_until = 0, None
    if refusal is not None or user is None:
        raise refusal or Unauthenticated(_WRONG)
    return await _open(user, user_agent, clock)


def _normalise(login: str) -> str:
    """An e-mail in lower case or a phone number in E.164; anything else matches nobody."""
    login = login.strip()[:254]
    if "@" in login:
        return login.lower()
    try:
        return contacts.normalise_phone(login)
    except AppError:
        return login


def _count_failure(user: User, now: datetime) -> None:
    user.failed_attempts += 1
    if user.failed_attempts >= TRIES:
        user.failed_attempts = 0
        user.locked_until = now + LOCK


async def _open(user: User, user_agent: str, clock: Clock) -> SignedIn:
    """Start a session in the user's first organisation."""
    now = clock.now()
    async with transaction(user_id=str(user.id)) as session:
        org_id = await session.scalar(
            select(col(Membership.org_id))
            .where(col(Membership.user_id) == user.id)
            .where(col(Membership.deactivated_at).is_(None))
            .order_by(col(Membership.created_at))
            .limit(1)
        )
        identity = await identities.member(session, org_id, user.id) if org_id else None
        if identity is None:
            raise Unauthenticated("Your account has no organisation. Ask its owner to add you.")
        token, row = _new_session(identity, user_agent, now)
        session.add(row)
    async with unit(identity, clock=clock) as ctx:
        audit.record(ctx, "session.sign_in", "user", user.id)
    return SignedIn(token, identity, user.must_change_password)


def _new_session(identity: Identity, user_agent: str, now: datetime) -> tuple[str, Session]:
    assert identity.actor.user_id is not None
    token = crypto.new_token()
    row = Session(
        org_id=identity.org.id,
        user_id=identity.actor.user_id,
        token_hash=crypto.token_hash(token),
        last_seen_at=now,
        expires_at=now + ABSOLUTE,
        user_agent=user_agent[:200],
    )
    return token, row


async def identify(token: str, *, clock: Clock | None = None) -> Identity | None:
    """Who holds a session token, or None when it is unknown, expired, idle too long or revoked."""
    hashed = crypto.token_hash(token)
    found = _remembered.get(hashed)
    if found and found[0] > time.monotonic():
        return found[1]
    _remembered.pop(hashed, None)
    now = (clock or SystemClock()).now()
    async with transaction(token_hash=hashed.hex()) as session:
        row = await session.scalar(select(Session).where(col(Session.token_hash) == hashed))
        if row is None or row.revoked_at or row.expires_at <= now or row.last_seen_at + IDLE <= now:
            return None
        identity = await identities.member(session, row.org_id, row.user_id, session_id=row.id)
        if identity is not None and row.last_seen_at + _SEEN_EVERY <= now:
            row.last_seen_at = now
    if identity is not None:
        if len(_remembered) > 10_000:
            _remembered.clear()
        _remembered[hashed] = (time.monotonic() + _REMEMBER_SECONDS, identity)
    return identity


async def sign_out(token: str, *, clock: Clock | None = None) -> None:
    """End the session of a token. Unknown tokens are ignored."""
    identity = await identify(token, clock=clock)
    _remembered.pop(crypto.token_hash(token), None)
    if identity is None or identity.actor.session_id is None:
        return
    async with unit(identity, clock=clock) as ctx:
        await _revoke(ctx, col(Session.id) == identity.actor.session_id)
        audit.record(ctx, "session.sign_out", "user", identity.actor.user_id or "")


async def sign_out_everywhere(ctx: Ctx, user_id: UUID | None = None) -> None:
    """End every session of the actor, also in their other organisations, or, with `users.manage`,
    those another member has in this one."""
    target = user_id or ctx.actor.user_id
    if target is None:
        raise NotFound("There is nobody to sign out.")
    if target != ctx.actor.user_id:
        ctx.require("users.manage")
    else:
        await _revoke_elsewhere(ctx, target)
    await _revoke(ctx, col(Session.user_id) == target)
    audit.record(ctx, "session.sign_out_everywhere", "user", target)


async def switch_organisation(token: str, org_id: UUID, *, clock: Clock | None = None) -> str:
    """A new token for the same person in another of their organisations; the old one ends.

    Raises:
        Unauthenticated: the token is not a live session.
        NotFound: the person does not belong to that organisation.
    """
    before = await identify(token, clock=clock)
    if before is None or before.actor.user_id is None:
        raise Unauthenticated("Sign in first.")
    now = (clock or SystemClock()).now()
    async with transaction() as session:
        identity = await identities.member(session, org_id, before.actor.user_id)
        if identity is None:
            raise NotFound("There is no such organisation.")
        fresh, row = _new_session(identity, "", now)
        session.add(row)
    await sign_out(token, clock=clock)
    return fresh


async def _revoke_elsewhere(ctx: Ctx, user_id: UUID) -> None:
    """A session belongs to one organisation, a person's password opens all of theirs."""
    await ctx.session.flush()
    for place in await identities.places(ctx):
        await set_local(ctx.session, org_id=str(place.id))
        await _revoke(ctx, col(Session.user_id) == user_id)
    await set_local(ctx.session, org_id=str(ctx.org.id))


async def _revoke(ctx: Ctx, which: ColumnElement[bool]) -> None:
    await ctx.session.execute(
        update(Session)
        .where(which)
        .where(col(Session.revoked_at).is_(None))
        .values(revoked_at=ctx.now())
    )
    _remembered.clear()


def forget_identities() -> None:
    """Ask the database again who everybody is: something about a person has changed."""
    _remembered.clear()


@dataclass(frozen=True)
class Device:
    """A live session, as its owner sees it."""

    id: UUID
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


async def devices(ctx: Ctx) -> list[Device]:
    """The actor's live sessions in this organisation, newest first."""
    rows = await ctx.session.scalars(
        select(Session)
        .where(col(Session.user_id) == ctx.actor.user_id)
        .where(col(Session.revoked_at).is_(None))
        .where(col(Session.expires_at) > ctx.now())
        .order_by(col(Session.last_seen_at).desc())
    )
    return [
        Device(r.id, r.user_agent, r.created_at, r.last_seen_at, r.id == ctx.actor.session_id)
        for r in rows
    ]


async def end(ctx: Ctx, session_id: UUID) -> None:
    """End one of the actor's own sessions."""
    await _revoke(
        ctx, (col(Session.id) == session_id) & (col(Session.user_id) == ctx.actor.user_id)
    )
    audit.record(ctx, "session.end", "session", session_id)

"""The people of an organisation: adding them, their roles and passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.context import Ctx
from cleaning_app.db import set_local
from cleaning_app.domain import contacts, passwords
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.languages import LANGUAGES
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from cleaning_app.models import Membership, User, Worker
from cleaning_app.permissions import OFFICE_ROLES, ROLES
from cleaning_app.services import audit, sessions


@dataclass(frozen=True)
class Member:
    """A person of the organisation."""

    user_id: UUID
    name: str
    email: str | None
    phone: str | None
    role: str
    active: bool
    locked_until: datetime | None


async def add(
    ctx: Ctx,
    *,
    name: str,
    role: str,
    password: str,
    email: str | None = None,
    phone: str | None = None,
    worker_id: UUID | None = None,
    must_change_password: bool = True,
) -> UUID:
    """Give a person access; a worker's account is tied to `worker_id`. Returns the user's id.

    Raises:
        Forbidden: only an owner appoints owners.
        Invalid: no name, unknown role, unreachable person, weak password.
        Conflict: that e-mail or phone already signs somebody in.
    """
    ctx.require("users.manage")
    _may_appoint(ctx, role)
    form = Fields()
    name = form.text("name", name, 120, required=True)
    email = form.read("email", contacts.normalise_email, email)
    phone = form.read("phone", contacts.normalise_phone, phone)
    if email is None and phone is None and not form.errors:
        form.refuse("email", "Give an e-mail address or a phone number to sign in with.")
    form.finish("This person can't be added yet.")
    passwords.check_password(password, office=role in OFFICE_ROLES, email=email)
    await _expect_new(ctx, email, phone)
    user = User(
        name=name,
        email=email,
        phone=phone,
        password_hash=await crypto.hash_password(password),
        must_change_password=must_change_password,
        created_at=ctx.now(),
    )
    ctx.session.add(user)
    await ctx.session.flush()
    ctx.session.add(Membership(org_id=ctx.org.id, user_id=user.id, role=role))
    if worker_id is not None:
        worker = await ctx.session.get(Worker, worker_id)
        if worker is None or worker.org_id != ctx.org.id:
            raise NotFound("There is no such worker.")
        worker.user_id = user.id
    await ctx.session.flush()
    audit.record(ctx, "user.create", "user", user.id, role=role)
    return user.id


async def _expect_new(ctx: Ctx, email: str | None, phone: str | None) -> None:
    """Refuse a login somebody has. Row-level security shows a stranger's row to who names its login."""
    for column, login in ((col(User.phone), phone), (col(User.email), email)):
        if login is None:
            continue
        await set_local(ctx.session, login=login)
        if await ctx.session.scalar(select(col(User.id)).where(column == login)):
            raise Conflict("That e-mail or phone number already signs somebody in.")


def _may_appoint(ctx: Ctx, role: str) -> None:
    if role not in ROLES:
        raise Invalid(f"There is no role called {role}.")
    if role == "owner" and ctx.actor.role != "owner":
        raise Forbidden("Only an owner appoints owners.")


async def everyone(ctx: Ctx) -> list[Member]:
    """The members, by name."""
    ctx.require("users.manage")
    rows = await ctx.session.execute(
        select(User, Membership)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(col(Membership.org_id) == ctx.org.id)
        .order_by(col(User.name), col(User.id))
    )
    return [
        Member(
            user.id,
            user.name,
            user.email,
            user.phone,
            membership.role,
            membership.deactivated_at is None and user.deactivated_at is None,
            user.locked_until,
        )
        for user, membership in rows
    ]


async def reset_password(ctx: Ctx, user_id: UUID, password: str) -> None:
    """Give a member a temporary password they must change; ends all their sessions.

    Raises:
        NotFound: no such member here.
        Forbidden: only an owner resets an owner, and nobody who works elsewhere too.
    """
    ctx.require("users.manage")
    user, membership = await _member(ctx, user_id)
    if membership.role == "owner" and ctx.actor.role != "owner":
        raise Forbidden("Only an owner resets an owner's password.")
    await _expect_only_here(ctx, user_id)
    passwords.check_password(password, office=membership.role in OFFICE_ROLES, email=user.email)
    user.password_hash = await crypto.hash_password(password)
    user.must_change_password, user.failed_attempts, user.locked_until = True, 0, None
    await sessions.sign_out_everywhere(ctx, user_id)
    kind = "worker" if membership.role == "worker" else "user"
    audit.record(ctx, f"{kind}.password_reset", kind, user_id)


async def _expect_only_here(ctx: Ctx, user_id: UUID) -> None:
    """Refuse for somebody of several organisations: their password opens the others as well.

    Row-level security shows the memberships of whoever the transaction says is acting.
    """
    await set_local(ctx.session, user_id=str(user_id))
    elsewhere = await ctx.session.scalar(
        select(col(Membership.id))
        .where(col(Membership.user_id) == user_id, col(Membership.org_id) != ctx.org.id)
        .limit(1)
    )
    await set_local(ctx.session, user_id=str(ctx.actor.user_id or ""))
    if elsewhere is not None:
        raise Forbidden(
            "They work for another company too, so only they can change their password."
        )


async def change_own_password(ctx: Ctx, current: str, new: str) -> None:
    """Change the actor's own password; every session ends, this one too.

    Raises:
        Unauthenticated: the current password is wrong.
        Invalid: the new one is too weak.
    """
    if ctx.actor.user_id is None:
        raise Forbidden("Only people have passwords.")
    user, membership = await _member(ctx, ctx.actor.user_id)
    if not await crypto.verify_password(user.password_hash, current):
        raise Unauthenticated("Your current password is not that.")
    passwords.check_password(new, office=membership.role in OFFICE_ROLES, email=user.email)
    user.password_hash = await crypto.hash_password(new)
    user.must_change_password = False
    await sessions.sign_out_everywhere(ctx)
    audit.record(ctx, "user.password_change", "user", user.id)


async def choose_language(ctx: Ctx, language: str) -> None:
    """The language the actor reads the worker app in, from now on. Raises Invalid."""
    if ctx.actor.user_id is None:
        raise Forbidden("Only people have a language.")
    if language not in LANGUAGES:
        raise Invalid(f"Choose one of {', '.join(LANGUAGES)}.")
    user, _ = await _member(ctx, ctx.actor.user_id)
    user.language = language
    await ctx.session.flush()
    sessions.forget_identities()
    audit.record(ctx, "user.language", "user", user.id, language=language)


async def change_role(ctx: Ctx, user_id: UUID, role: str) -> None:
    """Change a member's role and end their sessions, so that it holds at once.

    Raises:
        Conflict: the last owner stays owner.
    """
    ctx.require("users.manage")
    _may_appoint(ctx, role)
    _, membership = await _member(ctx, user_id)
    if membership.role == "owner" and role != "owner":
        _may_appoint(ctx, "owner")
        await _expect_another_owner(ctx)
    before, membership.role = membership.role, role
    await sessions.sign_out_everywhere(ctx, user_id)
    audit.record(ctx, "user.role_change", "user", user_id, before=before, after=role)


async def set_active(ctx: Ctx, user_id: UUID, active: bool) -> None:
    """Close a member's access here, at once and with their sessions, or open it again. Undo: the
    same call the other way round.

    Raises:
        NotFound; Forbidden: an owner's, by somebody who is none.
        Conflict: one's own, or the last owner's.
    """
    ctx.require("users.manage")
    user, membership = await _member(ctx, user_id)
    if user_id == ctx.actor.user_id:
        raise Conflict("You can't close your own access. Ask another owner or admin.")
    if membership.role == "owner" and not active:
        _may_appoint(ctx, "owner")
        await _expect_another_owner(ctx)
    if (membership.deactivated_at is None) == active:
        return
    membership.deactivated_at = None if active else ctx.now()
    await sessions.sign_out_everywhere(ctx, user_id)
    audit.record(ctx, f"user.{'reopen' if active else 'close'}", "user", user.id)


async def _expect_another_owner(ctx: Ctx) -> None:
    """Refuse to leave the organisation without an owner who can sign in."""
    owners = await ctx.session.scalars(
        select(col(Membership.user_id))
        .where(
            col(Membership.org_id) == ctx.org.id,
            col(Membership.role) == "owner",
            col(Membership.deactivated_at).is_(None),
        )
        .with_for_update()
    )
    if len(owners.all()) == 1:
        raise Conflict("An organisation needs an owner. Appoint another one first.")


async def _member(ctx: Ctx, user_id: UUID) -> tuple[User, Membership]:
    row = (
        await ctx.session.execute(
            select(User, Membership)
            .join(Membership, col(Membership.user_id) == col(User.id))
            .where(col(Membership.org_id) == ctx.org.id, col(User.id) == user_id)
            .with_for_update()
        )
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such person here.")
    return row[0], row[1]

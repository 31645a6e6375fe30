"""Signing workers in: giving, resetting and ending access."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import Membership, Worker
from cleaning_app.services import audit, live, members, rows, sessions
from cleaning_app.services.workers.read import MISSING


async def give_access(ctx: Ctx, worker_id: UUID, password: str) -> UUID:
    """Let a worker sign in with their phone (or e-mail) and a password they must change.

    Returns the user's id.

    Raises:
        NotFound: no such worker.
        Conflict: they already sign in, are archived, or their phone signs in somebody else.
        Invalid: no phone and no e-mail, or a weak password.
    """
    ctx.require("users.manage")
    worker = await rows.locked(ctx, Worker, worker_id, MISSING)
    if worker.archived_at is not None:
        raise Conflict(f"{worker.name} is archived. Restore them first.")
    if worker.user_id is not None:
        raise Conflict(f"{worker.name} can already sign in. Reset the password instead.")
    if worker.phone is None and worker.email is None:
        raise Invalid(f"Give {worker.name} a phone number first; it is what they sign in with.")
    user_id = await members.add(
        ctx,
        name=worker.name,
        role="worker",
        password=password,
        phone=worker.phone,
        email=worker.email if worker.phone is None else None,
        worker_id=worker_id,
    )
    rows.touched(worker)
    audit.record(ctx, "worker.give_access", "worker", worker_id)
    await live.announce(ctx, "workers", worker_id, "updated")
    return user_id


async def reset_password(ctx: Ctx, worker_id: UUID, password: str) -> None:
    """A temporary password the worker must change; ends their sessions.

    Raises:
        NotFound: no such worker, or they have no access yet.
        Invalid: a weak password.
    """
    ctx.require("users.manage")
    worker = await rows.one(ctx, Worker, worker_id, MISSING)
    if worker.user_id is None:
        raise NotFound(f"{worker.name} can't sign in yet. Give them access first.")
    await members.reset_password(ctx, worker.user_id, password)


async def end_access(ctx: Ctx, worker_id: UUID) -> None:
    """Sign a worker out everywhere and let them in no more; restoring them lets them in again."""
    ctx.require("users.manage")
    worker = await rows.locked(ctx, Worker, worker_id, MISSING)
    await close_membership(ctx, worker)
    audit.record(ctx, "worker.end_access", "worker", worker_id)


async def close_membership(ctx: Ctx, worker: Worker) -> None:
    """End a worker's sign-in. Office people who also clean keep their office."""
    membership = await _worker_membership(ctx, worker)
    if membership is not None and worker.user_id is not None:
        membership.deactivated_at = ctx.now()
        await sessions.sign_out_everywhere(ctx, worker.user_id)


async def reopen_membership(ctx: Ctx, worker: Worker) -> None:
    """Let a worker sign in again."""
    membership = await _worker_membership(ctx, worker)
    if membership is not None:
        membership.deactivated_at = None


async def _worker_membership(ctx: Ctx, worker: Worker) -> Membership | None:
    if worker.user_id is None:
        return None
    return await ctx.session.scalar(
        select(Membership)
        .where(
            col(Membership.org_id) == ctx.org.id,
            col(Membership.user_id) == worker.user_id,
            col(Membership.role) == "worker",
        )
        .with_for_update()
    )

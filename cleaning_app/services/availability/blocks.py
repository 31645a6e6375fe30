"""Time off: of a worker, a team or everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exc, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import NotFound
from cleaning_app.models import AvailabilityBlock, Team, Worker
from cleaning_app.models.availability import KINDS
from cleaning_app.refusals import constraint_of
from cleaning_app.services import audit, live, rows
from cleaning_app.services.availability import granted
from cleaning_app.services.availability.in_the_way import InTheWay, inside, refusal
from cleaning_app.services.bookings import holding, placing

_MISSING = "There is no such block."
_LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Block:
    """A stretch in which a worker, a team or everyone (`scope`) does not work.

    `source`: who put it there, "office", "request", "training" or "calendar"; the last only warns.
    """

    id: UUID
    scope: str
    worker_id: UUID | None
    worker: str
    team_id: UUID | None
    team: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    source: str
    version: int


@dataclass(frozen=True)
class Blocked:
    """A block was made or changed; `bookings` are live ones inside it that it does not forbid (team
    and organisation blocks warn, worker blocks refuse)."""

    id: UUID
    bookings: list[InTheWay]


async def between(
    ctx: Ctx, start: datetime, end: datetime, *, worker_id: UUID | None = None
) -> list[Block]:
    """Blocks that touch [start, end), by start. With `worker_id`, those that concern that worker:
    their own, their team's and everybody's."""
    ctx.require("bookings.view")
    statement: Any = (
        _named()
        .where(col(AvailabilityBlock.starts_at) < end, col(AvailabilityBlock.ends_at) > start)
        .order_by(col(AvailabilityBlock.starts_at), col(AvailabilityBlock.id))
    )
    if worker_id is not None:
        team = select(col(Worker.team_id)).where(col(Worker.id) == worker_id).scalar_subquery()
        statement = statement.where(
            (col(AvailabilityBlock.scope) == "organisation")
            | (col(AvailabilityBlock.worker_id) == worker_id)
            | (col(AvailabilityBlock.team_id) == team)
        )
    return [_block(row) for row in await ctx.session.execute(statement)]


async def get(ctx: Ctx, block_id: UUID) -> Block:
    """One block. Raises NotFound."""
    ctx.require("bookings.view")
    found = await ctx.session.execute(_named().where(col(AvailabilityBlock.id) == block_id))
    row = found.one_or_none()
    if row is None:
        raise NotFound(_MISSING)
    return _block(row)


def _named() -> Any:
    """Blocks that stand, with the names of whom they are about."""
    return (
        select(AvailabilityBlock, col(Worker.name), col(Team.name))
        .outerjoin(Worker, col(Worker.id) == col(AvailabilityBlock.worker_id))
        .outerjoin(Team, col(Team.id) == col(AvailabilityBlock.team_id))
        .where(col(AvailabilityBlock.deleted_at).is_(None))
        .execution_options(populate_existing=True)
    )


async def create(
    ctx: Ctx,
    *,
    starts_at: datetime,
    ends_at: datetime,
    kind: str = "other",
    worker_id: UUID | None = None,
    team_id: UUID | None = None,
    reason: str = "",
    source: str = "office",
    external_id: str | None = None,
) -> Blocked:
    """Block time for a worker, a team, or everybody when neither is named. Undo: `delete`.

    `source` and `external_id` say where it came from when nobody typed it in here.

    Raises:
        Invalid: naming the fields that are wrong.
        Conflict: the worker has live bookings then; `extra["bookings"]` lists them.
    """
    ctx.require("schedule.blocking.manage")
    form = Fields()
    scope = "worker" if worker_id else "team" if team_id else "organisation"
    if worker_id and team_id:
        form.refuse("team_id", "Choose a worker or a team, not both.")
    if kind not in KINDS:
        form.refuse("kind", f"One of: {', '.join(KINDS)}.")
    start, end = _span(form, starts_at, ends_at)
    reason = form.text("reason", reason, 200)
    await _check_target(ctx, form, worker_id, team_id)
    form.finish("This time can't be blocked.")
    block = AvailabilityBlock(
        org_id=ctx.org.id, scope=scope, worker_id=worker_id, team_id=team_id, kind=kind,
        starts_at=start, ends_at=end, reason=reason, created_by=ctx.actor.user_id,
        source=source, external_id=external_id,
    )  # fmt: skip
    await _write(ctx, block)
    audit.record(ctx, "block.create", "block", block.id, scope=scope, kind=kind)
    await live.announce(ctx, "blocks", block.id, "created")
    return Blocked(block.id, await _tolerated(ctx, block))


async def update(
    ctx: Ctx,
    block_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    kind: str,
    reason: str = "",
    version: int | None = None,
) -> Blocked:
    """Change when a block is and what for; whose it is stays. Undo: the same with what it was.

    Raises:
        NotFound, PreconditionFailed: it changed since `version`.
        Invalid: naming the fields that are wrong.
        Conflict: the worker has live bookings then; `extra["bookings"]` lists them.
    """
    ctx.require("schedule.blocking.manage")
    block = await rows.locked(ctx, AvailabilityBlock, block_id, _MISSING, version)
    if block.deleted_at is not None:
        raise NotFound(_MISSING)
    form = Fields()
    if kind not in KINDS:
        form.refuse("kind", f"One of: {', '.join(KINDS)}.")
    start, end = _span(form, starts_at, ends_at)
    reason = form.text("reason", reason, 200)
    form.finish("This time can't be blocked.")
    if block.worker_id is not None:
        await holding.workers(ctx, [block.worker_id])
    wanted = {"starts_at": start, "ends_at": end, "kind": kind, "reason": reason}
    changed = {name: value for name, value in wanted.items() if getattr(block, name) != value}
    if changed:
        await _write(ctx, block, version=block.version + 1, **changed)
        audit.record(ctx, "block.update", "block", block_id, fields=sorted(changed))
        await live.announce(ctx, "blocks", block_id, "changed")
    return Blocked(block_id, await _tolerated(ctx, block))


async def _tolerated(ctx: Ctx, block: AvailabilityBlock) -> list[InTheWay]:
    """What stands inside a block that warns; one that refuses has nothing inside."""
    if block.scope == "worker" and block.source != "calendar":
        return []
    span = (block.starts_at, block.ends_at)
    return await inside(ctx, *span, block.scope, block.worker_id, block.team_id)


async def delete(ctx: Ctx, block_id: UUID) -> None:
    """Take a block away; the time is free again. Undo: `restore`. Raises NotFound."""
    ctx.require("schedule.blocking.manage")
    block = await rows.locked(ctx, AvailabilityBlock, block_id, _MISSING)
    if block.deleted_at is not None:
        raise NotFound(_MISSING)
    block.deleted_at = ctx.now()
    await granted.taken_back(ctx, block)
    await ctx.session.flush()
    audit.record(ctx, "block.delete", "block", block_id)
    await live.announce(ctx, "blocks", block_id, "deleted")


async def restore(ctx: Ctx, block_id: UUID) -> None:
    """Bring a deleted block back. Raises NotFound; Conflict: bookings were made there since."""
    ctx.require("schedule.blocking.manage")
    block = await rows.locked(ctx, AvailabilityBlock, block_id, _MISSING)
    if block.deleted_at is None:
        return
    if block.worker_id is not None:
        await holding.workers(ctx, [block.worker_id])
    await _write(ctx, block, deleted_at=None)
    await granted.given_again(ctx, block)
    audit.record(ctx, "block.restore", "block", block_id)
    await live.announce(ctx, "blocks", block_id, "restored")


async def _check_target(
    ctx: Ctx, form: Fields, worker_id: UUID | None, team_id: UUID | None
) -> None:
    """The worker, locked before the block is written, or the team exists here."""
    if worker_id is not None and worker_id not in await holding.workers(ctx, [worker_id]):
        form.refuse("worker_id", "Choose a worker.")
    if team_id is not None and not await ctx.session.scalar(
        select(col(Team.id)).where(col(Team.id) == team_id)
    ):
        form.refuse("team_id", "Choose a team.")


def _span(form: Fields, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        form.refuse("starts_at", "Say which time zone.")
        return starts_at, ends_at
    if ends_at <= starts_at:
        form.refuse("ends_at", "The end must come after the start.")
    elif ends_at - starts_at > _LONGEST:
        form.refuse("ends_at", "A block lasts at most a year.")
    return starts_at.astimezone(UTC), ends_at.astimezone(UTC)


async def _write(ctx: Ctx, block: AvailabilityBlock, **changes: Any) -> None:
    """Write a block; worker_time refuses one over live bookings of that worker."""
    worker_id = block.worker_id
    span = (changes.get("starts_at", block.starts_at), changes.get("ends_at", block.ends_at))
    try:
        async with ctx.session.begin_nested():
            for name, value in changes.items():
                setattr(block, name, value)
            ctx.session.add(block)
            await ctx.session.flush()
    except exc.IntegrityError as refused:
        if constraint_of(refused) not in placing.CLASHES:
            raise
        raise refusal(await inside(ctx, *span, "worker", worker_id)) from refused


def _block(row: Any) -> Block:
    block, worker, team = row
    return Block(
        id=block.id,
        scope=block.scope,
        worker_id=block.worker_id,
        worker=worker or "",
        team_id=block.team_id,
        team=team or "",
        kind=block.kind,
        starts_at=block.starts_at,
        ends_at=block.ends_at,
        reason=block.reason,
        source=block.source,
        version=block.version,
    )

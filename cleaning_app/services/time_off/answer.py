"""The office's side: approve, decline, and undo either."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import time_off
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.time_off import RequestStatus
from cleaning_app.errors import Conflict
from cleaning_app.models import AvailabilityBlock, TimeOffRequest, Worker
from cleaning_app.services import audit, availability, bookings, live, messages, outbox, rows
from cleaning_app.services.time_off.views import MISSING


@dataclass(frozen=True)
class Answered:
    """A request was answered. `taken_off` are the bookings the worker was taken off for it; give
    them to `reopen` to undo everything."""

    id: UUID
    worker: str
    taken_off: list[UUID]


async def approve(
    ctx: Ctx,
    request_id: UUID,
    answer: str = "",
    *,
    take_off: bool = False,
    version: int | None = None,
) -> Answered:
    """Give the time off: the block is made in this very transaction. Undo: `reopen`.

    With `take_off`, the worker is first taken off the bookings that stand in the way.

    Raises:
        NotFound, PreconditionFailed: it changed since `version`.
        Conflict: answered already, or bookings stand in the way (`extra["bookings"]`).
        Forbidden: taking people off needs `bookings.assign` too.
    """
    ctx.require("schedule.blocking.manage")
    answer = _answer(answer)
    request = await rows.locked(ctx, TimeOffRequest, request_id, MISSING, version)
    _check_waits(request)
    span = (request.starts_at, request.ends_at)
    taken_off = await availability.clear(ctx, request.worker_id, *span) if take_off else []
    made = await availability.create(
        ctx,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        kind=request.kind,
        worker_id=request.worker_id,
        reason=request.note[:200],
        source="request",
        external_id=str(request_id),
    )
    request.block_id = made.id
    worker = await _decide(ctx, request, RequestStatus.APPROVED, answer)
    return Answered(request_id, worker, taken_off)


async def decline(
    ctx: Ctx, request_id: UUID, answer: str = "", *, version: int | None = None
) -> Answered:
    """Say no, with a word on why. Undo: `reopen`.

    Raises:
        NotFound, PreconditionFailed. Conflict: answered already.
    """
    ctx.require("schedule.blocking.manage")
    answer = _answer(answer)
    request = await rows.locked(ctx, TimeOffRequest, request_id, MISSING, version)
    _check_waits(request)
    return Answered(request_id, await _decide(ctx, request, RequestStatus.DECLINED, answer), [])


async def reopen(ctx: Ctx, request_id: UUID, put_back: Collection[UUID] = ()) -> None:
    """Undo an answer: the request waits again, its block is gone, the worker is back on `put_back`.

    Raises:
        NotFound. Conflict: it waits already, or one of the bookings has somebody's time by now.
    """
    ctx.require("schedule.blocking.manage")
    request = await rows.locked(ctx, TimeOffRequest, request_id, MISSING)
    time_off.check_transition(request.status, RequestStatus.PENDING)
    block_id, request.block_id = request.block_id, None
    request.status, request.answer = RequestStatus.PENDING.value, ""
    request.decided_at, request.decided_by = None, ""
    rows.touched(request)
    await ctx.session.flush()
    if block_id is not None:
        await _forget_block(ctx, block_id)
    for booking_id in sorted(set(put_back)):
        await bookings.assign(ctx, booking_id, request.worker_id, expect_reason=False)
    await outbox.withdraw(ctx, f"time_off:{request_id}:")
    audit.record(ctx, "time_off.reopen", "time_off", request_id)
    await live.announce(ctx, "time_off", request_id, "reopened")


def _check_waits(request: TimeOffRequest) -> None:
    """Only what waits is answered, though taken-back time can become approved again."""
    if request.status != RequestStatus.PENDING:
        words = RequestStatus(request.status).words
        raise Conflict(f"This request is {words} already.", extra={"from": request.status})


async def _decide(ctx: Ctx, request: TimeOffRequest, status: RequestStatus, answer: str) -> str:
    """Write the answer, tell whoever asked; returns the worker's name."""
    time_off.check_transition(request.status, status)
    request.status, request.answer = status.value, answer
    request.decided_at, request.decided_by = ctx.now(), ctx.actor.name
    rows.touched(request)
    await ctx.session.flush()
    worker = await rows.one(ctx, Worker, request.worker_id, "There is no such worker.")
    if worker.email:
        await messages.email(
            ctx,
            "time_off_answer",
            worker.email,
            _facts(ctx, request, worker.name),
            dedupe_key=f"time_off:{request.id}:{request.version}",
            not_before=ctx.now() + outbox.UNDO_WINDOW,
        )
    audit.record(ctx, f"time_off.{status.value}", "time_off", request.id)
    await live.announce(ctx, "time_off", request.id, status.value)
    return worker.name


def _facts(ctx: Ctx, request: TimeOffRequest, name: str) -> dict[str, Any]:
    first, last = time_off.days_of(request.starts_at, request.ends_at, ctx.zone)
    return {
        "name": name.split()[0],
        "approved": request.status == RequestStatus.APPROVED,
        "kind": request.kind,
        "first": first,
        "last": last,
        "whole_days": request.whole_days,
        "starts_at": request.starts_at,
        "ends_at": request.ends_at,
        "answer": request.answer,
        "decided_by": request.decided_by,
    }


async def _forget_block(ctx: Ctx, block_id: UUID) -> None:
    standing = await ctx.session.scalar(
        select(col(AvailabilityBlock.deleted_at).is_(None)).where(
            col(AvailabilityBlock.id) == block_id
        )
    )
    if standing:
        await availability.delete(ctx, block_id)


def _answer(text: str) -> str:
    form = Fields()
    plain = form.text("answer", text, 500)
    form.finish("This can't be sent.")
    return plain

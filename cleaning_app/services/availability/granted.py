"""What becomes of a request for time off when the block it became is taken away, or comes back."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import time_off
from cleaning_app.domain.time_off import RequestStatus
from cleaning_app.models import AvailabilityBlock, TimeOffRequest
from cleaning_app.services import audit, live, rows

_MISSING = "There is no such request."


async def taken_back(ctx: Ctx, block: AvailabilityBlock) -> None:
    """The worker is no longer off then: their request says so."""
    if (request := await _request(ctx, block)) and request.status == RequestStatus.APPROVED:
        time_off.check_transition(request.status, RequestStatus.REVOKED)
        request.status, request.block_id = RequestStatus.REVOKED.value, None
        await _changed(ctx, request, "taken_back")


async def given_again(ctx: Ctx, block: AvailabilityBlock) -> None:
    """Taking it back was undone."""
    if (request := await _request(ctx, block)) and request.status == RequestStatus.REVOKED:
        time_off.check_transition(request.status, RequestStatus.APPROVED)
        request.status, request.block_id = RequestStatus.APPROVED.value, block.id
        await _changed(ctx, request, "given_again")


async def _request(ctx: Ctx, block: AvailabilityBlock) -> TimeOffRequest | None:
    """The request a block came from; blocks remember it as where they came from."""
    if block.source != "request" or block.external_id is None:
        return None
    return await rows.locked(ctx, TimeOffRequest, UUID(block.external_id), _MISSING)


async def _changed(ctx: Ctx, request: TimeOffRequest, verb: str) -> None:
    request.decided_at, request.decided_by = ctx.now(), ctx.actor.name
    rows.touched(request)
    await ctx.session.flush()
    audit.record(ctx, f"time_off.{verb}", "time_off", request.id)
    await live.announce(ctx, "time_off", request.id, verb)

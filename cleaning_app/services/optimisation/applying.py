"""Carrying out a proposal, all of it or what was picked, in one transaction; and taking it back.

Every job must still be as it was when the search began. The constraints against double booking are
asked once, at the end: two crews may swap jobs without a moment in between that breaks them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.domain.local_time import day_start
from cleaning_app.errors import Conflict, Invalid, NotFound
from cleaning_app.models import OptimisationRun
from cleaning_app.services import audit, availability, bookings, live, rows
from cleaning_app.services.bookings import Moved, Where
from cleaning_app.services.bookings.override import LONGEST_REASON
from cleaning_app.services.optimisation import proposing, revalidating, rules
from cleaning_app.services.optimisation.executing import refuse_unless_done
from cleaning_app.services.optimisation.runs import MISSING, require
from cleaning_app.services.optimisation.views import Move
from cleaning_app.services.optimisation.wishes import Absence

_REASON = "Planned by the optimiser."


@dataclass(frozen=True)
class Applied:
    """How many jobs went elsewhere, and to how many clients that is written."""

    moves: int
    told: int


async def apply(
    ctx: Ctx,
    run_id: UUID,
    stops: Collection[str] | None = None,
    *,
    override_reason: str = "",
) -> Applied:
    """Carry out a proposal, or only the moves of `stops`. Undo: `undo`.

    What was planned for a worker who is out is carried out as a whole, with their absence. Soft
    rules the plan was made with are gone past; what came since takes a reason (see `rules`).

    Raises:
        NotFound.
        Invalid: nothing was chosen.
        Conflict: it is not there to apply, or things changed meanwhile: `extra["changed"]` lists
            booking, client and what is different.
        NeedsReason: moves break rules by now that they did not break: `extra["worse"]`.
    """
    require(ctx)
    run = await rows.locked(ctx, OptimisationRun, run_id, MISSING)
    refuse_unless_done(run.status)
    moves = [] if run.result is None else list(proposing.proposal_from_json(run.result).moves)
    whole = run.kind == "absence"
    chosen = [move for move in moves if stops is None or whole or move.stop in stops]
    if not chosen and not whole:
        raise Invalid("Choose at least one move.")
    if whole:
        ctx.require("schedule.blocking.manage")
    crews = {id for move in chosen for id in (*move.before.crew, *move.after.crew)}
    also = [run.worker_id] if run.worker_id else []
    workers = await revalidating.held(ctx, [m.booking_id for m in chosen], {*crews, *also})
    await revalidating.expect_unchanged(ctx, chosen, workers)
    sent = {id for move in chosen for id in move.after.crew}
    async with revalidating.at_once(ctx, sent, [move.after.starts_at for move in chosen]):
        said = f"{_REASON} {override_reason.strip()}".rstrip()[:LONGEST_REASON]
        went = await bookings.rearrange(ctx, _wanted(chosen), reason=said)
        rules.expect_no_worse(ctx, chosen, went.broken, override_reason)
        block = await _absence(ctx, run) if whole else None
    done = [_undoing(moved) for moved in went.moved]
    run.status = "applied"
    run.applied = {
        "moves": done,
        "stops": [move.stop for move in chosen],
        "block": str(block) if block else None,
        "at": ctx.now().isoformat(),
    }
    await ctx.session.flush()
    audit.record(
        ctx, "schedule.optimization_apply", "optimisation", run_id,
        moves=len(done), of=len(moves), kind=run.kind, bookings=[one["booking"] for one in done],
    )  # fmt: skip
    await live.announce(ctx, "optimisation", run_id, "applied")
    return Applied(len(done), went.told)


async def undo(ctx: Ctx, run_id: UUID) -> int:
    """Put every job of an applied proposal back, and end the absence; returns how many jobs.

    Raises:
        NotFound.
        Conflict: it is not applied, or a job was changed since: `extra["changed"]`.
    """
    require(ctx)
    run = await rows.locked(ctx, OptimisationRun, run_id, MISSING)
    if run.status != "applied" or run.applied is None:
        raise Conflict("There is nothing to take back.")
    done: list[dict[str, Any]] = run.applied["moves"]
    crews = [id for one in done for id in (*one["crew_before"], *one["crew_after"])]
    also = [*map(UUID, crews), *([run.worker_id] if run.worker_id else [])]
    workers = await revalidating.held(ctx, [UUID(one["booking"]) for one in done], also)
    await revalidating.expect_ours(ctx, done, workers)
    back = _wanted_back(done)
    sent = {id for _, crew in back.values() for id in crew}
    async with revalidating.at_once(ctx, sent, [start for start, _ in back.values()]):
        if run.applied["block"]:
            await _end_absence(ctx, UUID(run.applied["block"]))
        await bookings.rearrange(ctx, back, reason="Taken back.")
    run.status = "undone"
    await ctx.session.flush()
    audit.record(ctx, "schedule.optimization_undo", "optimisation", run_id, moves=len(done))
    await live.announce(ctx, "optimisation", run_id, "undone")
    return len(done)


def _wanted(moves: Iterable[Move]) -> dict[UUID, Where]:
    return {move.booking_id: (move.after.starts_at, move.after.crew) for move in moves}


def _undoing(moved: Moved) -> dict[str, Any]:
    """What undoing a move needs to know."""
    return {
        "booking": str(moved.id),
        "client": moved.client,
        "start_before": moved.before.starts_at.isoformat(),
        "start_after": moved.after.starts_at.isoformat(),
        "crew_before": [str(id) for id in moved.before.crew],
        "crew_after": [str(id) for id in moved.after.crew],
    }


def _wanted_back(
    done: Iterable[dict[str, Any]],
) -> dict[UUID, tuple[datetime, Sequence[UUID]]]:
    return {
        UUID(one["booking"]): (
            datetime.fromisoformat(one["start_before"]),
            [UUID(id) for id in one["crew_before"]],
        )
        for one in done
    }


async def _absence(ctx: Ctx, run: OptimisationRun) -> UUID | None:
    """The rest of the day off, from the end of what the worker is in the middle of. Raises Conflict:
    they were given more to do since."""
    absence = Absence.from_json(run.wishes)
    begins = max(absence.since.astimezone(UTC), day_start(absence.day, ctx.zone).astimezone(UTC))
    ends = day_start(absence.day.fromordinal(absence.day.toordinal() + 1), ctx.zone)
    span = {"worker": absence.worker_id, "start": begins, "end": ends}
    left = (await ctx.session.execute(_LEFT_WITH_THEM, span)).all()
    revalidating.refuse([
        revalidating.changed(row.booking_id, row.client, f"was given to {row.worker} since")
        for row in left
        if row.status != BookingStatus.IN_PROGRESS
    ])  # fmt: skip
    begins = max([begins, *(row.ends_at for row in left)])
    if begins >= ends:
        return None
    made = await availability.create(
        ctx, worker_id=absence.worker_id, starts_at=begins, ends_at=ends, kind=absence.kind,
    )  # fmt: skip
    return made.id


async def _end_absence(ctx: Ctx, block_id: UUID) -> None:
    """Who was said to be out is there; unless somebody has ended the absence by hand already."""
    with suppress(NotFound):
        await availability.delete(ctx, block_id)


_LEFT_WITH_THEM = text(
    """
    SELECT t.booking_id, c.name AS client, w.name AS worker, b.status, b.ends_at
    FROM worker_time t
    JOIN bookings b ON b.id = t.booking_id
    JOIN clients c ON c.id = b.client_id
    JOIN workers w ON w.id = t.worker_id
    WHERE t.worker_id = :worker AND t.kind = 'booking' AND t.during && tstzrange(:start, :end)
    ORDER BY b.starts_at
    """
)

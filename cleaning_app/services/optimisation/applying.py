"""Carrying out a proposal, all of it or what was picked, in one transaction; and taking it back.

Every job must still be as it was when the search began. The constraints against double booking are
asked once, at the end: two crews may swap jobs without a moment in between that breaks them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncGenerator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exc, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.db import constraint_of
from cleaning_app.domain.local_time import day_start
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import Booking, BookingCrew, OptimisationRun
from cleaning_app.services import audit, availability, bookings, live, rows
from cleaning_app.services.bookings import CrewChange, holding, placing
from cleaning_app.services.optimisation import proposing
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


async def apply(ctx: Ctx, run_id: UUID, stops: Collection[str] | None = None) -> Applied:
    """Carry out a proposal, or only the moves of `stops`. Undo: `undo`.

    What was planned for a worker who is out is carried out as a whole, with their absence.

    Raises:
        NotFound.
        Invalid: nothing was chosen.
        Conflict: it is not there to apply, or things changed meanwhile: `extra["changed"]` lists
            booking, client and what is different.
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
    await _hold(ctx, chosen, also=[run.worker_id] if run.worker_id else [])
    await _check_unchanged(ctx, chosen)
    async with _at_once(ctx, {id for move in chosen for id in move.after.crew}):
        done = [await _move(ctx, move) for move in chosen]
        block = await _absence(ctx, run) if whole else None
    told = sum(move.tells_client for move in chosen)
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
    return Applied(len(done), told)


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
    await _lock(ctx, [UUID(one["booking"]) for one in done], also)
    await _check_still_ours(ctx, done)
    async with _at_once(ctx, {UUID(id) for one in done for id in one["crew_before"]}):
        if run.applied["block"]:
            await availability.delete(ctx, UUID(run.applied["block"]))
        for one in done:
            await _move_back(ctx, one)
    run.status = "undone"
    await ctx.session.flush()
    audit.record(ctx, "schedule.optimization_undo", "optimisation", run_id, moves=len(done))
    await live.announce(ctx, "optimisation", run_id, "undone")
    return len(done)


async def _hold(ctx: Ctx, moves: Sequence[Move], also: Iterable[UUID]) -> None:
    crews = {id for move in moves for id in (*move.before.crew, *move.after.crew)}
    await _lock(ctx, [move.booking_id for move in moves], {*crews, *also})


async def _lock(ctx: Ctx, booking_ids: Sequence[UUID], worker_ids: Iterable[UUID]) -> None:
    """Bookings, then workers, each in the order of their ids (see `bookings.holding`)."""
    await ctx.session.execute(
        select(col(Booking.id))
        .where(col(Booking.id).in_(booking_ids))
        .order_by(col(Booking.id))
        .with_for_update(key_share=True)
    )
    await holding.workers(ctx, worker_ids)


async def _check_unchanged(ctx: Ctx, moves: Sequence[Move]) -> None:
    """Raise Conflict, naming every job that is not as it was."""
    now = await _standing(ctx, [move.booking_id for move in moves])
    changed: list[dict[str, str]] = []
    for move in moves:
        booking = now.get(move.booking_id)
        if booking is None:
            changed.append(_changed(move.booking_id, move.client, "was deleted"))
        elif booking[0].version != move.version or set(booking[1]) != set(move.before.crew):
            why = _difference(booking[0], booking[1], move)
            changed.append(_changed(move.booking_id, move.client, why))
    _refuse(changed)


def _difference(booking: Booking, crew: Collection[UUID], move: Move) -> str:
    if booking.status not in {"pending", "confirmed"}:
        return f"is {booking.status.replace('_', ' ')} by now"
    if booking.starts_at != move.before.starts_at:
        return "was moved"
    if set(crew) != set(move.before.crew):
        return "has another crew"
    return "was changed"


async def _check_still_ours(ctx: Ctx, done: Sequence[dict[str, Any]]) -> None:
    now = await _standing(ctx, [UUID(one["booking"]) for one in done])
    changed = [
        _changed(UUID(one["booking"]), one["client"], "was changed since")
        for one in done
        if (booking := now.get(UUID(one["booking"]))) is None
        or booking[0].starts_at != datetime.fromisoformat(one["start_after"])
        or {str(id) for id in booking[1]} != set(one["crew_after"])
    ]
    _refuse(changed)


async def _standing(
    ctx: Ctx, booking_ids: Sequence[UUID]
) -> dict[UUID, tuple[Booking, list[UUID]]]:
    """Bookings that are there, freshly read, with their crews."""
    found = await ctx.session.scalars(
        select(Booking)
        .where(col(Booking.id).in_(booking_ids), col(Booking.deleted_at).is_(None))
        .execution_options(populate_existing=True)
    )
    crews: dict[UUID, list[UUID]] = defaultdict(list)
    on_them = await ctx.session.execute(
        select(col(BookingCrew.booking_id), col(BookingCrew.worker_id)).where(
            col(BookingCrew.booking_id).in_(booking_ids)
        )
    )
    for booking_id, worker_id in on_them:
        crews[booking_id].append(worker_id)
    return {booking.id: (booking, crews[booking.id]) for booking in found}


@asynccontextmanager
async def _at_once(ctx: Ctx, worker_ids: Collection[UUID]) -> AsyncGenerator[None]:
    """A block whose moves the constraints judge together, at its end; all of it or nothing."""
    names = ", ".join(sorted(placing.CLASHES))
    async with ctx.attempt():
        await ctx.session.execute(text(f"SET CONSTRAINTS {names} DEFERRED"))
        yield
        await _check_room(ctx, worker_ids)


async def _move(ctx: Ctx, move: Move) -> dict[str, Any]:
    """One job put where the plan wants it; returns what undoing needs."""
    other_time = move.after.starts_at != move.before.starts_at
    moved = await bookings.reschedule(
        ctx,
        move.booking_id,
        move.after.starts_at if other_time else None,
        crew=_crew_change(move.before.crew, move.after.crew),
        override_reason=_REASON,
    )
    return {
        "booking": str(move.booking_id),
        "client": move.client,
        "start_before": moved.before.starts_at.isoformat(),
        "start_after": moved.after.starts_at.isoformat(),
        "crew_before": [str(id) for id in moved.before.crew],
        "crew_after": [str(id) for id in moved.after.crew],
    }


async def _move_back(ctx: Ctx, done: dict[str, Any]) -> None:
    before, after = [[UUID(id) for id in done[name]] for name in ("crew_before", "crew_after")]
    start = datetime.fromisoformat(done["start_before"])
    same_time = done["start_before"] == done["start_after"]
    await bookings.reschedule(
        ctx,
        UUID(done["booking"]),
        None if same_time else start,
        crew=_crew_change(after, before),
        override_reason="Taken back.",
    )


def _crew_change(before: Sequence[UUID], after: Sequence[UUID]) -> CrewChange:
    leaving = [id for id in before if id not in after]
    joining = [id for id in after if id not in before]
    return CrewChange(leaving, joining)


async def _absence(ctx: Ctx, run: OptimisationRun) -> UUID | None:
    """The rest of the day off, from the end of what the worker is in the middle of."""
    absence = Absence.from_json(run.wishes)
    begins = max(absence.since.astimezone(UTC), day_start(absence.day, ctx.zone).astimezone(UTC))
    ends = day_start(absence.day.fromordinal(absence.day.toordinal() + 1), ctx.zone)
    last = await ctx.session.scalar(
        _BUSY_UNTIL, {"worker": absence.worker_id, "start": begins, "end": ends}
    )
    begins = max(begins, last) if last else begins
    if begins >= ends:
        return None
    made = await availability.create(
        ctx, worker_id=absence.worker_id, starts_at=begins, ends_at=ends, kind=absence.kind,
    )  # fmt: skip
    return made.id


async def _check_room(ctx: Ctx, worker_ids: Collection[UUID]) -> None:
    """Raise Conflict, naming whom the plan would now book twice; then let the database agree."""
    found = (await ctx.session.execute(_TWICE, {"workers": list(worker_ids)})).all()
    _refuse([
        _changed(row.booking_id, row.client, f"{row.worker.split()[0]} is {row.elsewhere} by now")
        for row in found
    ])  # fmt: skip
    try:
        await ctx.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    except exc.IntegrityError as refused:
        if constraint_of(refused) not in placing.CLASHES:
            raise
        raise Conflict("Somebody of the plan is elsewhere by now. Search again.") from refused


_BUSY_UNTIL = text(
    """
    SELECT max(upper(during)) FROM worker_time
    WHERE worker_id = :worker AND kind = 'booking' AND during && tstzrange(:start, :end)
    """
)

_TWICE = text(
    """
    SELECT DISTINCT ON (a.booking_id) a.booking_id, c.name AS client, w.name AS worker,
           coalesce('at ' || oc.name, 'off') AS elsewhere
    FROM worker_time a
    JOIN worker_time b ON b.org_id = a.org_id AND b.worker_id = a.worker_id AND b.id <> a.id
      AND b.during && a.during
    JOIN bookings k ON k.id = a.booking_id
    JOIN clients c ON c.id = k.client_id
    JOIN workers w ON w.id = a.worker_id
    LEFT JOIN bookings ok ON ok.id = b.booking_id
    LEFT JOIN clients oc ON oc.id = ok.client_id
    WHERE a.worker_id = ANY(:workers) AND a.kind = 'booking'
    ORDER BY a.booking_id, lower(b.during)
    LIMIT 20
    """
).bindparams(bindparam("workers", type_=ARRAY(Uuid)))


def _changed(booking_id: UUID, client: str, why: str) -> dict[str, str]:
    return {"booking_id": str(booking_id), "client": client, "why": why}


def _refuse(changed: Sequence[dict[str, str]]) -> None:
    if not changed:
        return
    named = "; ".join(f"{one['client']}: {one['why']}" for one in changed[:3])
    more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
    raise Conflict(
        f"Things changed since this plan was made. {named}{more}. Nothing was moved.",
        extra={"changed": list(changed)},
    )

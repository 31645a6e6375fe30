"""Moving a booking: to another time, to other workers, or both at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE, BookingStatus, parse_status
from cleaning_app.errors import Conflict
from cleaning_app.models import Booking
from cleaning_app.services import audit, live
from cleaning_app.services.bookings import (
    client_moves,
    holding,
    override,
    placing,
    telling,
    warnings,
)
from cleaning_app.services.bookings.client_moves import Charged, ForClient
from cleaning_app.services.bookings.slots import wish_for
from cleaning_app.services.bookings.views import Moved, Placement


@dataclass(frozen=True)
class CrewChange:
    """Who leaves a booking and who joins it; everybody else stays."""

    remove: Sequence[UUID] = ()
    add: Sequence[UUID] = ()


async def reschedule(
    ctx: Ctx,
    booking_id: UUID,
    starts_at: datetime | None = None,
    *,
    minutes: int | None = None,
    crew: CrewChange | None = None,
    version: int | None = None,
    override_reason: str = "",
    expect_reason: bool = True,
    for_client: ForClient | None = None,
    only_from: Placement | None = None,
    tell: bool = True,
) -> Moved:
    """Move a booking; what isn't given stays. A confirmed one that starts at another time is told
    to its client, unless somebody else does (`tell`). With `for_client` the client asked for it,
    and the terms of the booking apply.

    Undo is the same call with the `before` of what comes back, and nobody is asked for a reason:
    `reschedule(ctx, id, m.before.starts_at, minutes=m.before.minutes, crew=CrewChange(m.joined,
    m.left), expect_reason=False, for_client=ForClient.undone(m), only_from=m.after)`, which leaves
    alone what somebody has moved again since. Plans that were looked at with
    their warnings are applied with `expect_reason=False` too.

    Raises:
        NeedsReason: it breaks soft rules it did not break before, and there is no
            `override_reason`.
        NotFound, Invalid, PreconditionFailed: it changed since `version`.
        Conflict: it is over, has begun, is not where `only_from` says, or somebody is elsewhere then
            (`extra["conflict"]`, `extra["alternatives"]`).
        Forbidden: times need `bookings.edit`, crews `bookings.assign`.
    """
    if crew is not None:
        ctx.require("bookings.assign")
    if crew is None or starts_at is not None or minutes is not None:
        ctx.require("bookings.edit")
    booking = await holding.booking(ctx, booking_id, version)
    client, crew_before = await holding.standing(ctx, booking)
    before = Placement(booking.starts_at, booking.minutes, crew_before)
    if only_from is not None and not _same_place(before, only_from):
        raise Conflict(f"Somebody has changed {client} since. It stays where it is now.")
    start, end = holding.checked_span(
        starts_at or booking.starts_at, before.minutes if minutes is None else minutes
    )
    check_status(booking, start)
    after = Placement(
        start, int((end - start).total_seconds()) // 60, _crew_after(before.crew, crew)
    )
    if before == after:
        found = await warnings.check(ctx, booking_id, before.when, before.crew)
        return Moved(booking.id, booking.number, client, before, after, booking.version, found)
    same_start = before.starts_at == after.starts_at
    charged = client_moves.charged(ctx, booking, None if same_start else for_client)
    reason = override_reason.strip()[: override.LONGEST_REASON]
    why = {override.REASON_FIELD: reason} if reason else {}
    # When a reason is missing, the booking must stay where it was.
    async with ctx.attempt():
        await _move(ctx, booking, before, after, charged)
        found, fresh = await warnings.check_move(
            ctx, booking_id, (before.when, before.crew), (after.when, after.crew)
        )
        if expect_reason:
            wish = wish_for(ctx, booking, after.when, len(after.crew), days=7, count=3)
            why = override.expect(ctx, [*fresh, *charged.warnings], reason, wish)
    by_series = {} if tell else {"by_series": str(booking.series_id)}
    news = audit_move(ctx, booking.id, before, after, **why, **charged.details, **by_series)
    await live.announce(ctx, "bookings", booking.id, news)
    if tell and booking.status == BookingStatus.CONFIRMED and not same_start:
        await telling.tell_moved(ctx, booking, before.starts_at)
    return Moved(
        id=booking.id,
        number=booking.number,
        client=client,
        before=before,
        after=after,
        version=booking.version,
        warnings=found,
        fee_cents=charged.fee_cents if charged.moves > 0 else None,
        in_series=booking.series_on is not None,
    )


async def assign(
    ctx: Ctx,
    booking_id: UUID,
    worker_id: UUID,
    *,
    version: int | None = None,
    override_reason: str = "",
    expect_reason: bool = True,
) -> Moved:
    """Put a worker on a booking. Undo: `unassign`. Raises what `reschedule` raises."""
    change = CrewChange(add=[worker_id])
    return await reschedule(
        ctx, booking_id, crew=change, version=version, override_reason=override_reason,
        expect_reason=expect_reason,
    )  # fmt: skip


async def unassign(
    ctx: Ctx, booking_id: UUID, worker_id: UUID, *, version: int | None = None
) -> Moved:
    """Take a worker off a booking. Undo: `assign`. Raises what `reschedule` raises."""
    return await reschedule(ctx, booking_id, crew=CrewChange(remove=[worker_id]), version=version)


def check_status(booking: Booking, start: datetime) -> None:
    """Raise Conflict when a booking is over, or has begun and would start at another time."""
    status = parse_status(booking.status)
    if status not in LIVE:
        raise Conflict(f"This booking is {status.words} and stays where it is.")
    if status is BookingStatus.IN_PROGRESS and start != booking.starts_at:
        raise Conflict("This booking has begun. Its end and crew can change, its start can't.")


def _same_place(one: Placement, other: Placement) -> bool:
    times = (one.starts_at, one.minutes) == (other.starts_at, other.minutes)
    return times and set(one.crew) == set(other.crew)


def _crew_after(before: Sequence[UUID], change: CrewChange | None) -> tuple[UUID, ...]:
    if change is None:
        return tuple(before)
    staying = [id for id in before if id not in change.remove]
    return tuple(dict.fromkeys([*staying, *change.add]))


async def _move(
    ctx: Ctx, booking: Booking, before: Placement, after: Placement, charged: Charged
) -> None:
    await placing.place(
        ctx,
        booking,
        starts_at=after.starts_at,
        ends_at=after.starts_at + timedelta(minutes=after.minutes),
        crew=after.crew,
        leaving=[id for id in before.crew if id not in after.crew],
        joining=[id for id in after.crew if id not in before.crew],
        moves_by_client=booking.moves_by_client + charged.moves,
        move_fee_cents=booking.move_fee_cents + charged.fee_cents,
    )


def audit_move(ctx: Ctx, booking_id: UUID, before: Placement, after: Placement, **more: Any) -> str:
    """Audit a move that is written; returns the word open boards hear for it."""
    same_time = (before.starts_at, before.minutes) == (after.starts_at, after.minutes)
    verb, announced = ("assign", "assigned") if same_time else ("reschedule", "moved")
    places = {"before": _as_json(before), "after": _as_json(after)}
    audit.record(ctx, f"booking.{verb}", "booking", booking_id, **places, **more)
    return announced


def _as_json(placement: Placement) -> dict[str, object]:
    return {
        "starts_at": placement.starts_at.isoformat(),
        "minutes": placement.minutes,
        "crew": [str(id) for id in placement.crew],
    }

"""The same deed for many bookings in one transaction, and taking it back.

What can be done is done; what cannot stays as it was and says why. An office that confirms forty visits
is better served by thirty-eight confirmed and two named than by none. Every booking is tried in a
savepoint of its own, after all of them and their crews have been locked in one order, so that two
people with long lists wait for one another instead of standing still.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.local_time import same_time_on
from cleaning_app.errors import AppError, Conflict, FieldError, Invalid
from cleaning_app.models import Booking, Client
from cleaning_app.services import audit
from cleaning_app.services.bookings import holding, status
from cleaning_app.services.bookings import message as messaging
from cleaning_app.services.bookings.cancel import cancel as cancel_one
from cleaning_app.services.bookings.cancel import undo_cancel as undo_cancel_one
from cleaning_app.services.bookings.message import Messaged
from cleaning_app.services.bookings.reschedule import CrewChange, reschedule
from cleaning_app.services.bookings.views import Advanced, Cancelled, Moved, Placement

MOST = 200
"""Bookings one deed may be about: what a person can still answer for, and a transaction that stays short."""

Done = TypeVar("Done")


@dataclass(frozen=True)
class Refused:
    """A booking that stayed as it was, and why."""

    id: UUID
    number: int
    client: str
    reason: str


@dataclass(frozen=True)
class Outcome(Generic[Done]):
    """What was done, in the order it was done, and what was not."""

    done: list[Done]
    refused: list[Refused]


@dataclass(frozen=True)
class _Named:
    id: UUID
    number: int
    client: str
    starts_at: datetime


async def confirm(ctx: Ctx, booking_ids: Iterable[UUID]) -> Outcome[Advanced]:
    """Promise each to its client; what needs a reason is left for somebody to look at one by one.
    Undo: `undo_confirm`. Raises Invalid: too many."""
    ctx.require("bookings.status")
    return await _each(ctx, booking_ids, lambda one: status.confirm(ctx, one.id))


async def cancel(ctx: Ctx, booking_ids: Iterable[UUID], reason: str) -> Outcome[Cancelled]:
    """Cancel each by its own terms. Undo: `undo_cancel` for each. Raises Invalid: too many, no reason."""
    ctx.require("bookings.edit")
    form = Fields()
    form.text("reason", reason, 500, required=True)
    form.finish("Say why they are cancelled; the reason stays with each booking.")
    return await _each(ctx, booking_ids, lambda one: cancel_one(ctx, one.id, reason))


async def assign(
    ctx: Ctx, booking_ids: Iterable[UUID], worker_id: UUID, *, override_reason: str = ""
) -> Outcome[Moved]:
    """Put a worker on each, beside who is there; `override_reason` goes past soft rules.

    Undo: `put_back`. Raises Invalid: too many.
    """
    ctx.require("bookings.assign")

    async def join(one: _Named) -> Moved:
        change = CrewChange(add=[worker_id])
        moved = await reschedule(ctx, one.id, crew=change, override_reason=override_reason)
        if not moved.joined:
            raise Conflict("They are on it already.")
        return moved

    return await _each(ctx, booking_ids, join, joining=[worker_id])


async def move_by_days(
    ctx: Ctx, booking_ids: Iterable[UUID], days: int, *, override_reason: str = ""
) -> Outcome[Moved]:
    """Move each by some days; it keeps its time of day when the clocks change in between, and
    `override_reason` goes past soft rules.

    Undo: `put_back`. Raises Invalid: too many, no days or more than a year.
    """
    ctx.require("bookings.edit")
    if not 1 <= abs(days) <= 366:
        problem = FieldError("days", "Between 1 and 366 days, forwards or back.")
        raise Invalid("Say by how many days.", [problem])

    async def shift(one: _Named) -> Moved:
        day = one.starts_at.astimezone(ctx.zone).date()
        moved = day.fromordinal(day.toordinal() + days)
        start = same_time_on(one.starts_at, moved, ctx.zone)
        return await reschedule(ctx, one.id, start, override_reason=override_reason)

    # Whoever goes first makes room: the last ones when all move on, the first ones when they move back.
    return await _each(ctx, booking_ids, shift, latest_first=days > 0)


async def put_back(
    ctx: Ctx,
    placed: Sequence[tuple[UUID, Placement]],
    only_from: Mapping[UUID, Placement] | None = None,
) -> Outcome[Moved]:
    """Undo moves and assignments: each where and with whom it was, except for those that are no
    longer where `only_from` says. Raises Invalid: too many."""
    ctx.require("bookings.edit", "bookings.assign")
    where, left_at = dict(placed), only_from or {}

    async def back(one: _Named) -> Moved:
        before = where[one.id]
        crew = await holding.crew_of(ctx, one.id)
        change = CrewChange(
            remove=[id for id in crew if id not in before.crew],
            add=[id for id in before.crew if id not in crew],
        )
        changes = change if change.remove or change.add else None
        start = before.starts_at if before.starts_at != one.starts_at else None
        return await reschedule(
            ctx, one.id, start, crew=changes, expect_reason=False, only_from=left_at.get(one.id)
        )

    forwards = any(before.starts_at > one.starts_at for one, before in await _pairs(ctx, where))
    crews = {id for before in where.values() for id in before.crew}
    return await _each(ctx, where, back, joining=crews, latest_first=forwards)


async def message(
    ctx: Ctx, booking_ids: Iterable[UUID], subject: str, text: str
) -> Outcome[Messaged]:
    """Write the same words to the client of each; who cannot be written to is listed. The audit log
    keeps how many. Undo: `take_back`. Raises Invalid: too many, or nothing is said."""
    ctx.require("bookings.edit")
    wording = messaging.checked(subject, text)
    outcome = await _each(ctx, booking_ids, lambda one: messaging.message(ctx, one.id, wording))
    audit.record(
        ctx, "booking.message", "booking", about=wording.subject,
        count=len(outcome.done), left_out=len(outcome.refused),
    )  # fmt: skip
    return outcome


async def take_back(ctx: Ctx, keys: Mapping[UUID, str]) -> Outcome[Messaged]:
    """Take messages back that have not left. Raises Invalid: too many."""
    ctx.require("bookings.edit")
    return await _each(ctx, keys, lambda one: messaging.take_back(ctx, one.id, keys[one.id]))


async def undo_confirm(ctx: Ctx, booking_ids: Iterable[UUID]) -> Outcome[Advanced]:
    """Take confirmations back. Raises Invalid: too many."""
    ctx.require("bookings.status")
    return await _each(ctx, booking_ids, lambda one: status.undo_confirm(ctx, one.id))


async def undo_cancel(ctx: Ctx, booking_ids: Iterable[UUID]) -> Outcome[Advanced]:
    """Take cancellations back. Raises Invalid: too many."""
    ctx.require("bookings.edit")
    return await _each(ctx, booking_ids, lambda one: undo_cancel_one(ctx, one.id))


async def _each(
    ctx: Ctx,
    booking_ids: Iterable[UUID],
    deed: Callable[[_Named], Awaitable[Done]],
    *,
    joining: Iterable[UUID] = (),
    latest_first: bool = False,
) -> Outcome[Done]:
    """Try each booking in a savepoint of its own; the earliest first unless told otherwise."""
    wanted = list(dict.fromkeys(booking_ids))
    if not wanted:
        raise Invalid("Tick at least one booking.")
    if len(wanted) > MOST:
        raise Invalid(f"At most {MOST} bookings at once. Narrow the list down first.")
    await holding.bookings(ctx, wanted, joining=joining)
    done: list[Done] = []
    refused: list[Refused] = []
    for one in sorted(
        await _named(ctx, wanted), key=lambda n: (n.starts_at, n.id), reverse=latest_first
    ):
        try:
            async with ctx.attempt():
                done.append(await deed(one))
        except AppError as why:
            refused.append(Refused(one.id, one.number, one.client, why.detail))
    return Outcome(done, refused)


async def _named(ctx: Ctx, booking_ids: Iterable[UUID]) -> list[_Named]:
    found = await ctx.session.execute(
        select(col(Booking.id), col(Booking.number), col(Client.name), col(Booking.starts_at))
        .join(Client, col(Client.id) == col(Booking.client_id))
        .where(col(Booking.id).in_(sorted(set(booking_ids))), col(Booking.deleted_at).is_(None))
    )
    return [_Named(*row) for row in found]


async def _pairs(ctx: Ctx, where: dict[UUID, Placement]) -> list[tuple[_Named, Placement]]:
    return [(one, where[one.id]) for one in await _named(ctx, where)]

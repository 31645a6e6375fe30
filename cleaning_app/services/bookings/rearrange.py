"""Moving many bookings at once, because somebody looked at them together: the moves of a plan.

What `reschedule` does to one booking, in a number of statements that hardly grows with the moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import BookingStatus
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import NotFound
from cleaning_app.models import Booking, BookingCrew, Client
from cleaning_app.services import live, rota, rows
from cleaning_app.services.bookings import holding, override, telling, warnings
from cleaning_app.services.bookings.reschedule import audit_move, check_status
from cleaning_app.services.bookings.views import Moved, Placement, Warned

Where = tuple[datetime | None, Sequence[UUID]]
"""A start, or None for the one it has, and everybody who is to be on it."""


@dataclass(frozen=True)
class Rearranged:
    """What really went elsewhere, to how many clients that is written, and which soft rules each
    booking breaks now that it did not break before."""

    moved: list[Moved]
    told: int
    broken: dict[UUID, list[Warned]] = field(default_factory=dict[UUID, list[Warned]])


async def rearrange(ctx: Ctx, wanted: Mapping[UUID, Where], *, reason: str) -> Rearranged:
    """Put bookings where a plan wants them. Soft rules are gone past with `reason`; clients of
    confirmed ones that start at another time are told. Undo: the same with each `before`.

    The caller defers the constraints when jobs change places with one another.

    Raises:
        NotFound: one of the bookings is gone.
        Invalid: one of those joining does not exist here or has left.
        Conflict: one is over, or has begun and would start at another time.
        IntegrityError: somebody is elsewhere then.
    """
    ctx.require("bookings.assign")
    ctx.require("bookings.edit")
    held = await _held(ctx, wanted)
    steps = [_step(held[id], *where) for id, where in wanted.items()]
    moved = [move for move in steps if move.before != move.after]
    if not moved:
        return Rearranged([], 0)
    await _write(ctx, [(held[move.id].booking, move) for move in moved])
    moved, broken = await _looked_at(ctx, moved, reason)
    told = await telling.tell_each_moved(
        ctx,
        [
            (held[move.id].booking, move.before.starts_at)
            for move in moved
            if move.before.starts_at != move.after.starts_at
            and held[move.id].booking.status == BookingStatus.CONFIRMED
        ],
    )
    return Rearranged(moved, told, broken)


@dataclass(frozen=True)
class _Held:
    """A booking that is locked, its client's name, and who is on it in the order they joined."""

    booking: Booking
    client: str
    crew: tuple[UUID, ...]


async def _held(ctx: Ctx, ids: Iterable[UUID]) -> dict[UUID, _Held]:
    wanted = sorted(set(ids))
    found = await ctx.session.execute(
        select(Booking, col(Client.name))
        .join(Client, col(Client.id) == col(Booking.client_id))
        .where(col(Booking.id).in_(wanted), col(Booking.deleted_at).is_(None))
        .order_by(col(Booking.id))
        .with_for_update(key_share=True, of=Booking)
        .execution_options(populate_existing=True)
    )
    named = list(found)
    if len(named) < len(wanted):
        raise NotFound(holding.MISSING)
    crews = await holding.crews_of(ctx, wanted)
    return {booking.id: _Held(booking, name, crews[booking.id]) for booking, name in named}


def _step(held: _Held, start: datetime | None, crew: Sequence[UUID]) -> Moved:
    """Whoever stays keeps their place in the crew, as when one booking is moved."""
    booking, minutes = held.booking, held.booking.minutes
    starts_at, _ = holding.checked_span(start or booking.starts_at, minutes)
    check_status(booking, starts_at)
    staying = [id for id in held.crew if id in crew]
    return Moved(
        booking.id, booking.number, held.client,
        before=Placement(booking.starts_at, minutes, held.crew),
        after=Placement(starts_at, minutes, tuple(dict.fromkeys([*staying, *crew]))),
        version=booking.version + 1,
        warnings=[],
        in_series=booking.series_on is not None,
    )  # fmt: skip


async def _write(ctx: Ctx, moved: Sequence[tuple[Booking, Moved]]) -> None:
    """Whoever leaves goes first and whoever joins comes last, as in `placing.place`."""
    moves = [move for _, move in moved]
    everybody = {id for move in moves for id in (*move.before.crew, *move.after.crew)}
    await holding.workers(ctx, everybody, joining={id for move in moves for id in move.joined})
    if leaving := [(move.id, id) for move in moves for id in move.left]:
        on_it = tuple_(col(BookingCrew.booking_id), col(BookingCrew.worker_id))
        await ctx.session.execute(delete(BookingCrew).where(on_it.in_(leaving)))
    for booking, move in moved:
        rows.touched(booking)
        booking.starts_at = move.after.starts_at
        booking.ends_at = move.after.starts_at + timedelta(minutes=move.after.minutes)
        for name in ("starts_at", "ends_at"):  # the same columns in each row make one statement
            flag_modified(booking, name)
    await ctx.session.flush()
    ctx.session.add_all(
        BookingCrew(org_id=ctx.org.id, booking_id=move.id, worker_id=worker_id)
        for move in moves
        for worker_id in move.joined
    )
    await ctx.session.flush()


async def _looked_at(
    ctx: Ctx, moved: Sequence[Moved], reason: str
) -> tuple[list[Moved], dict[UUID, list[Warned]]]:
    """The moves with what is odd about each where it is now, and what of that is new; audited and
    announced."""
    spans = [at.when for move in moved for at in (move.before, move.after)]
    window = Interval(min(span.start for span in spans), max(span.end for span in spans))
    crew = {id for move in moved for id in (*move.before.crew, *move.after.crew)}
    plan = await rota.load(ctx, rota.around(window), only=crew)
    jobs = {job.id: job for job in plan.jobs}
    found: list[Moved] = []
    broken: dict[UUID, list[Warned]] = {}
    news: list[tuple[UUID, str]] = []
    for move in moved:
        was, now = ((at.when, at.crew) for at in (move.before, move.after))
        odd, fresh = warnings.of_move(ctx, plan, jobs.get(move.id), was, now)
        broken[move.id] = fresh
        why = override.expect(ctx, fresh, reason)
        news.append((move.id, audit_move(ctx, move.id, move.before, move.after, **why)))
        found.append(replace(move, warnings=odd))
    await live.announce_each(ctx, "bookings", news)
    return found, broken

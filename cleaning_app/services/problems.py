"""Problems that workers report from a visit; the office sees each until somebody has dealt with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.time_tracking import moment_of_tap
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.models import Booking, BookingProblem, Client, Worker
from cleaning_app.models.visits import PROBLEM_KINDS
from cleaning_app.services import audit, live, rows
from cleaning_app.services.visit_notes import expect_own

KINDS = PROBLEM_KINDS
WORDS = {
    "no_access": "Can't get in",
    "damage": "Something is broken",
    "safety": "Not safe",
    "client_absent": "Client absent",
    "running_late": "Running late",
    "other": "Problem",
}
"""What the office reads; the worker app has its own words in two languages."""

_MISSING = "There is no such problem."


@dataclass(frozen=True)
class Problem:
    """What is wrong at a visit. `resolved_at` is None until somebody has dealt with it; `report_id`
    is the phone's own name for it."""

    id: UUID
    booking_id: UUID
    number: int
    client: str
    worker: str
    kind: str
    text: str
    reported_at: datetime
    resolved_at: datetime | None
    resolved_by: str
    resolution: str
    report_id: UUID | None

    @property
    def words(self) -> str:
        """The kind as the office reads it."""
        return WORDS[self.kind]


async def report(
    ctx: Ctx,
    booking_id: UUID,
    kind: str,
    words: str = "",
    *,
    at: datetime | None = None,
    report_id: UUID | None = None,
) -> UUID:
    """Tell the office that something is wrong at an own booking. "other" needs words.

    Photos sent later with the same `report_id` belong to it; the same report again is the same one.

    Raises:
        NotFound: not theirs. Invalid: unknown kind, no words, too long ago.
    """
    worker_id = ctx.own_worker()
    form = Fields()
    plain = form.text("text", words, 1000, required=kind == "other")
    if kind not in KINDS:
        raise Invalid("Say what is wrong.", [FieldError("kind", "Choose one of the list.")])
    form.finish("This can't be sent.")
    await expect_own(ctx, booking_id, worker_id)
    if known := await reported(ctx, booking_id, report_id):
        return known
    problem = BookingProblem(
        org_id=ctx.org.id,
        booking_id=booking_id,
        worker_id=worker_id,
        kind=kind,
        text=plain,
        reported_at=moment_of_tap(ctx.now(), at, None),
        report_id=report_id,
    )
    ctx.session.add(problem)
    await ctx.session.flush()
    audit.record(ctx, "problem.report", "booking", booking_id, kind=kind)
    await live.announce(ctx, "bookings", booking_id, "problem")
    return problem.id


async def reported(ctx: Ctx, booking_id: UUID, report_id: UUID | None) -> UUID | None:
    """The acting worker's problem that their phone calls so. The caller has checked permission."""
    if report_id is None:
        return None
    return await ctx.session.scalar(
        select(col(BookingProblem.id)).where(
            col(BookingProblem.report_id) == report_id,
            col(BookingProblem.booking_id) == booking_id,
            col(BookingProblem.worker_id) == ctx.own_worker(),
        )
    )


async def resolve(ctx: Ctx, problem_id: UUID, resolution: str = "") -> Problem:
    """Note that a problem has been dealt with; doing it again changes nothing. Raises NotFound."""
    ctx.require("bookings.edit")
    problem = await _changed(ctx, problem_id)
    form = Fields()
    plain = form.text("resolution", resolution, 500)
    form.finish("This can't be saved.")
    if problem.resolved_at is None:
        problem.resolved_at, problem.resolved_by = ctx.now(), ctx.actor.name
        problem.resolution = plain
        await _tell(ctx, problem, "resolve")
    return await _one(ctx, problem_id)


async def reopen(ctx: Ctx, problem_id: UUID) -> Problem:
    """Take `resolve` back. Raises NotFound."""
    ctx.require("bookings.edit")
    problem = await _changed(ctx, problem_id)
    if problem.resolved_at is not None:
        problem.resolved_at, problem.resolved_by, problem.resolution = None, "", ""
        await _tell(ctx, problem, "reopen")
    return await _one(ctx, problem_id)


async def of_booking(ctx: Ctx, booking_id: UUID) -> list[Problem]:
    """The problems of a booking, oldest first."""
    ctx.require("bookings.view")
    return (await load(ctx, [booking_id])).get(booking_id, [])


async def open_ones(ctx: Ctx, limit: int = 20) -> list[Problem]:
    """What nobody has dealt with yet, newest first."""
    ctx.require("bookings.view")
    statement = (
        _problems()
        .where(col(BookingProblem.resolved_at).is_(None))
        .order_by(col(BookingProblem.reported_at).desc())
        .limit(limit)
    )
    return [_problem(row) for row in await ctx.session.execute(statement)]


async def load(ctx: Ctx, booking_ids: Collection[UUID]) -> dict[UUID, list[Problem]]:
    """The problems of some bookings, by booking. The caller has checked permission."""
    if not booking_ids:
        return {}
    statement = (
        _problems()
        .where(col(BookingProblem.booking_id).in_(booking_ids))
        .order_by(col(BookingProblem.reported_at), col(BookingProblem.id))
    )
    by_booking: dict[UUID, list[Problem]] = {}
    for row in await ctx.session.execute(statement):
        problem = _problem(row)
        by_booking.setdefault(problem.booking_id, []).append(problem)
    return by_booking


async def _changed(ctx: Ctx, problem_id: UUID) -> BookingProblem:
    return await rows.locked(ctx, BookingProblem, problem_id, _MISSING)


async def _tell(ctx: Ctx, problem: BookingProblem, verb: str) -> None:
    await ctx.session.flush()
    audit.record(ctx, f"problem.{verb}", "booking", problem.booking_id, kind=problem.kind)
    await live.announce(ctx, "bookings", problem.booking_id, f"problem_{verb}")


async def _one(ctx: Ctx, problem_id: UUID) -> Problem:
    found = await ctx.session.execute(_problems().where(col(BookingProblem.id) == problem_id))
    return _problem(found.one())


def _problems() -> Any:
    return (
        select(BookingProblem, col(Booking.number), col(Client.name), col(Worker.name))
        .join(Booking, col(Booking.id) == col(BookingProblem.booking_id))
        .join(Client, col(Client.id) == col(Booking.client_id))
        .join(Worker, col(Worker.id) == col(BookingProblem.worker_id))
        .execution_options(populate_existing=True)
    )


def _problem(row: Any) -> Problem:
    problem, number, client, worker = row
    return Problem(
        id=problem.id,
        booking_id=problem.booking_id,
        number=number,
        client=client,
        worker=worker,
        kind=problem.kind,
        text=problem.text,
        reported_at=problem.reported_at,
        resolved_at=problem.resolved_at,
        resolved_by=problem.resolved_by,
        resolution=problem.resolution,
        report_id=problem.report_id,
    )

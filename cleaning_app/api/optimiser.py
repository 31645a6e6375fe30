"""The optimiser for other programs: ask for a better day or for stand-ins, look, apply, take back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Day, Query, unset
from cleaning_app.context import Ctx
from cleaning_app.services import optimisation
from cleaning_app.services.optimisation import MODULE, Applied, OtherCrew, Run, Wishes

_Reason = Annotated[str, Field(max_length=500)]
_Stop = Annotated[str, Field(max_length=80, description="`stop` of a move or a job left out.")]


class BetterDay(Body):
    """Which days, what may move and how long to search; what is not given is as on the page."""

    day: Day
    days: Annotated[int, Field(ge=1, le=optimisation.MOST_DAYS)] = unset()
    moves: Literal["times", "crews", "unassigned"] = unset()
    shift: Annotated[int, Field(description="Minutes: 0, 15, 30, 60 or 120.")] = unset()
    overtime: Annotated[int, Field(description="Minutes: 0, 30, 60 or 120.")] = unset()
    lunch: bool = unset()
    seconds: Annotated[int, Field(description="5, 10, 30 or 60.")] = unset()
    pinned: Annotated[
        list[UUID], Field(max_length=500, description="Bookings that stay as they are.")
    ] = unset()
    left_alone: Annotated[
        list[UUID], Field(max_length=500, description="Workers who keep their day as it is.")
    ] = unset()


class WorkerOut(Body):
    """Who is out on a day: from now on if it is today."""

    worker_id: UUID
    day: Day
    kind: Literal["sick", "vacation", "training"] = unset()


class Picked(Body):
    """Which moves to apply; without any, all of them."""

    stops: Annotated[list[_Stop], Field(max_length=1000)] = unset()
    override_reason: _Reason = unset()


class About(Query):
    """One job of a proposal."""

    stop: _Stop


@dataclass(frozen=True)
class Undone:
    """How many jobs are back where they were."""

    moves: int


@endpoint(
    "GET",
    "/v1/admin/optimiser",
    needs="bookings.assign",
    also="bookings.edit",
    module=MODULE,
    answer=list[Run],
)
async def recent(ctx: Ctx) -> list[Run]:
    """The newest runs, without their proposals."""
    return await optimisation.recent(ctx)


@endpoint(
    "POST",
    "/v1/admin/optimiser",
    needs="bookings.assign",
    also="bookings.edit",
    module=MODULE,
    answer=Run,
    status=202,
    idempotency="optional",
)
async def start(ctx: Ctx, body: BetterDay) -> Run:
    """Ask for a better day. A runner searches; look at the run until its `status` is `done`.

    Nothing moves before the proposal is applied. The same asked again while it runs is the same run.
    """
    given = body.given()
    for name in {"pinned", "left_alone"} & given.keys():
        given[name] = tuple(given[name])
    return await optimisation.get(ctx, await optimisation.start(ctx, Wishes(**given)))


@endpoint(
    "POST",
    "/v1/admin/optimiser/absences",
    needs="bookings.assign",
    also="schedule.blocking.manage",
    module=MODULE,
    answer=Run,
    status=202,
    idempotency="optional",
)
async def worker_out(ctx: Ctx, body: WorkerOut) -> Run:
    """Ask who takes over from a worker who is out. The proposal is there within two seconds;
    applying it records the absence too."""
    return await optimisation.get(ctx, await optimisation.worker_out(ctx, **body.given()))


@endpoint(
    "GET",
    "/v1/admin/optimiser/{id}",
    needs="bookings.assign",
    also="bookings.edit",
    module=MODULE,
    answer=Run,
)
async def get(ctx: Ctx, id: UUID) -> Run:
    """One run: how far it is, and its proposal once it is done."""
    return await optimisation.get(ctx, id)


@endpoint(
    "GET",
    "/v1/admin/optimiser/{id}/other-crews",
    needs="bookings.assign",
    also="bookings.edit",
    module=MODULE,
    answer=list[OtherCrew],
)
async def other_crews(ctx: Ctx, id: UUID, query: About) -> list[OtherCrew]:
    """Why not each other crew, the nearest to doing the job first."""
    return await optimisation.other_crews(ctx, id, query.stop)


@endpoint(
    "POST",
    "/v1/admin/optimiser/{id}/cancel",
    needs="bookings.assign",
    also="bookings.edit",
    module=MODULE,
    answer=Run,
)
async def cancel(ctx: Ctx, id: UUID) -> Run:
    """End a search, or put a proposal aside. Nothing is moved."""
    await optimisation.cancel(ctx, id)
    return await optimisation.get(ctx, id)


@endpoint(
    "POST",
    "/v1/admin/optimiser/{id}/apply",
    needs="bookings.assign",
    also="bookings.edit",
    module=MODULE,
    answer=Applied,
    idempotency="optional",
)
async def apply(ctx: Ctx, id: UUID, body: Picked) -> Applied:
    """Carry out a proposal, or the moves of `stops`: all of it or nothing.

    409 when things changed since: `changed` lists booking, client and what is different. Plans for
    a worker who is out are applied as a whole and need `schedule.blocking.manage`. 409
    `needs_reason` when moves break soft rules by now that they did not break when the plan was made
    (a team's day off, a lost skill): `worse` lists them, `others` the stops
    without them. Send those, or an `override_reason`.
    """
    return await optimisation.apply(ctx, id, **body.given())


@endpoint(
    "POST",
    "/v1/admin/optimiser/{id}/undo",
    needs="bookings.assign",
    also="bookings.edit",
    module=MODULE,
    answer=Undone,
)
async def undo(ctx: Ctx, id: UUID) -> Undone:
    """Put every job of an applied proposal back, and end the absence. 409 when one was changed."""
    return Undone(await optimisation.undo(ctx, id))

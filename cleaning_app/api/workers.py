"""Workers for other programs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, FiniteFloat

from cleaning_app.api.answers import Listing
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Line, ListQuery, Text, unset
from cleaning_app.context import Ctx
from cleaning_app.services import listing, workers

MODULE = "module.teams"
_Clock = Annotated[str, Field(pattern=r"^\d\d:\d\d$")]
_Shift = Annotated[list[_Clock], Field(min_length=2, max_length=2)]
_Weekday = Annotated[str, Field(pattern="^(mon|tue|wed|thu|fri|sat|sun)$")]


class WorkerFilters(ListQuery):
    """Sorts: `name`, `created`. Archived workers only with `active=false`."""

    active: bool | None = None
    team_id: UUID | None = None
    skill: str | None = Field(default=None, max_length=60)


class WorkerPatch(Body):
    """What may change about a worker. `skill_ids` replaces all skills.

    `weekly_hours` is {"mon": ["08:00", "17:00"], …}, days off left out; {} for the
    organisation's hours.
    """

    name: Line = unset()
    phone: Annotated[str, Field(max_length=40)] | None = unset()
    email: Annotated[str, Field(max_length=254)] | None = unset()
    team_id: UUID | None = unset()
    hourly_rate_cents: Annotated[int, Field(ge=0, le=1_000_00)] = unset()
    home_lat: Annotated[FiniteFloat, Field(ge=-90, le=90)] | None = unset()
    home_lng: Annotated[FiniteFloat, Field(ge=-180, le=180)] | None = unset()
    weekly_hours: dict[_Weekday, _Shift] = unset()
    notes: Text = unset()
    skill_ids: Annotated[list[UUID], Field(max_length=50)] = unset()


class WorkerChange(WorkerPatch):
    """`is_active: false` archives a worker who left: signed out, out of lists, history kept."""

    is_active: bool = unset()


class WorkerNew(WorkerPatch):
    """A new worker; only the name is needed."""

    name: Line


@endpoint(
    "GET",
    "/v1/admin/workers",
    module=MODULE,
    needs="bookings.view",
    answer=Listing[workers.WorkerRow],
)
async def find(ctx: Ctx, query: WorkerFilters) -> listing.Page[workers.WorkerRow]:
    """List workers by name, with what they have to do in the next seven days."""
    return await workers.find(ctx, query.as_query())


@endpoint(
    "POST",
    "/v1/admin/workers",
    module=MODULE,
    needs="users.manage",
    answer=workers.WorkerDetail,
    status=201,
    idempotency="optional",
)
async def create(ctx: Ctx, body: WorkerNew) -> workers.WorkerDetail:
    """Add a worker."""
    return await workers.get(ctx, await workers.create(ctx, **body.given()))


@endpoint(
    "GET",
    "/v1/admin/workers/{id}",
    module=MODULE,
    needs="bookings.view",
    answer=workers.WorkerDetail,
)
async def get(ctx: Ctx, id: UUID) -> workers.WorkerDetail:
    """One worker, archived ones too. Pay only for who may see it."""
    return await workers.get(ctx, id)


@endpoint(
    "PATCH",
    "/v1/admin/workers/{id}",
    module=MODULE,
    needs="users.manage",
    answer=workers.WorkerDetail,
)
async def update(
    ctx: Ctx, id: UUID, body: WorkerChange, version: int | None
) -> workers.WorkerDetail:
    """Change a worker; what isn't named stays."""
    changes = body.given()
    active = changes.pop("is_active", None)
    await workers.update(ctx, id, version=version, **changes)
    if active is not None:
        await (workers.restore if active else workers.archive)(ctx, id)
    return await workers.get(ctx, id)

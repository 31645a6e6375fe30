"""What waits for an answer: with what stands in the way, and who else is off then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.models import TimeOffRequest, Worker
from cleaning_app.services.availability.in_the_way import InTheWay
from cleaning_app.services.time_off.views import MISSING, Asked, asked

_MOST = 50


@dataclass(frozen=True)
class Waiting:
    """A request with what the office wants to know before it answers.

    `jobs` stand in the way; `also_off` are names of the same team who are off then or asked to be.
    """

    asked: Asked
    jobs: list[InTheWay]
    also_off: list[str]


_JOBS = text(
    """
    SELECT r.id AS request_id, b.id AS booking_id, b.number, c.name AS client, b.starts_at,
           b.ends_at, w.name AS worker
    FROM time_off_requests r
    JOIN workers w ON w.id = r.worker_id
    JOIN worker_time t ON t.worker_id = r.worker_id AND t.kind = 'booking'
         AND t.during && tstzrange(r.starts_at, r.ends_at)
    JOIN bookings b ON b.id = t.booking_id
    JOIN clients c ON c.id = b.client_id
    WHERE r.id = ANY(:ids)
    ORDER BY b.starts_at, b.id
    """
)

_ALSO_OFF = text(
    """
    SELECT r.id AS request_id, mate.name
    FROM time_off_requests r
    JOIN workers w ON w.id = r.worker_id
    JOIN workers mate ON mate.team_id = w.team_id AND mate.id <> w.id
         AND mate.archived_at IS NULL
    WHERE r.id = ANY(:ids)
      AND (EXISTS (SELECT 1 FROM availability_blocks o
                   WHERE o.worker_id = mate.id AND o.deleted_at IS NULL
                     AND o.starts_at < r.ends_at AND o.ends_at > r.starts_at)
           OR EXISTS (SELECT 1 FROM time_off_requests other
                      WHERE other.worker_id = mate.id AND other.status = 'pending'
                        AND other.starts_at < r.ends_at AND other.ends_at > r.starts_at))
    ORDER BY mate.name
    """
)


async def inbox(ctx: Ctx) -> list[Waiting]:
    """The requests that wait, by when the time off begins."""
    ctx.require("schedule.blocking.manage")
    pending = (
        _named()
        .where(col(TimeOffRequest.status) == "pending")
        .order_by(col(TimeOffRequest.starts_at), col(TimeOffRequest.id))
        .limit(_MOST)
    )
    return await _with_surroundings(ctx, _asked(ctx, await ctx.session.execute(pending)))


async def get(ctx: Ctx, request_id: UUID) -> Waiting:
    """One request with its surroundings, whatever became of it. Raises NotFound."""
    ctx.require("schedule.blocking.manage")
    found = await ctx.session.execute(_named().where(col(TimeOffRequest.id) == request_id))
    row: Any = found.one_or_none()
    if row is None:
        raise NotFound(MISSING)
    return (await _with_surroundings(ctx, [asked(row[0], row[1], ctx.zone)]))[0]


async def answered(ctx: Ctx, limit: int = 8) -> list[Asked]:
    """The requests answered last."""
    ctx.require("schedule.blocking.manage")
    statement = (
        _named()
        .where(col(TimeOffRequest.decided_at).is_not(None))
        .order_by(col(TimeOffRequest.decided_at).desc())
        .limit(limit)
    )
    return _asked(ctx, await ctx.session.execute(statement))


def _asked(ctx: Ctx, found: Iterable[Any]) -> list[Asked]:
    return [asked(row, name, ctx.zone) for row, name in found]


def _named() -> Any:
    return (
        select(TimeOffRequest, col(Worker.name))
        .join(Worker, col(Worker.id) == col(TimeOffRequest.worker_id))
        .execution_options(populate_existing=True)
    )


async def _with_surroundings(ctx: Ctx, requests: list[Asked]) -> list[Waiting]:
    ids = [one.id for one in requests]
    jobs: dict[UUID, list[InTheWay]] = {id: [] for id in ids}
    mates: dict[UUID, list[str]] = {id: [] for id in ids}
    if ids:
        for row in (await ctx.session.execute(_JOBS, {"ids": ids})).mappings():
            values = dict(row)
            jobs[values.pop("request_id")].append(InTheWay(**values))
        for row in await ctx.session.execute(_ALSO_OFF, {"ids": ids}):
            mates[row.request_id].append(row.name)
    return [Waiting(one, jobs[one.id], mates[one.id]) for one in requests]

"""What stands in the way of a booking, in plain words, and what would be free instead."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from cleaning_app.context import Ctx
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict
from cleaning_app.services.bookings import alternatives

_IN_THE_WAY = text(
    """
    SELECT t.worker_id, w.name AS worker, lower(t.during) AS starts_at, upper(t.during) AS ends_at,
           t.booking_id, b.number, c.name AS client, o.id AS block_id, o.kind, o.reason,
           (SELECT k.key FROM service_types s JOIN skills k ON k.id = s.skill_id
            WHERE s.id = :service) AS skill
    FROM worker_time t
    JOIN workers w ON w.id = t.worker_id
    LEFT JOIN bookings b ON b.id = t.booking_id
    LEFT JOIN clients c ON c.id = b.client_id
    LEFT JOIN availability_blocks o ON o.id = t.block_id
    WHERE t.worker_id = ANY(:crew) AND t.during && tstzrange(:start, :end)
      AND t.booking_id IS DISTINCT FROM :self
    ORDER BY lower(t.during), t.booking_id
    LIMIT 1
    """
).bindparams(bindparam("crew", type_=ARRAY(Uuid)))


async def describe(
    ctx: Ctx, wanted: Interval, crew: Collection[UUID], *, booking_id: UUID, service_id: UUID
) -> Conflict:
    """The Conflict to raise: who is where until when, and the three nearest free alternatives."""
    found = await ctx.session.execute(
        _IN_THE_WAY,
        {
            "crew": list(crew),
            "start": wanted.start,
            "end": wanted.end,
            "self": booking_id,
            "service": service_id,
        },
    )
    row = found.first()
    if row is None:  # whoever stood there has just gone
        return Conflict("That time was taken a moment ago. Please try again.")
    nearby = await alternatives.for_crew(
        ctx,
        wanted,
        crew,
        instead_of=row.worker_id,
        booking_id=booking_id,
        skill=row.skill or "",
    )
    return Conflict(
        in_words(ctx, row, wanted),
        extra={"conflict": _as_json(row), "alternatives": [free.as_json() for free in nearby]},
    )


def in_words(ctx: Ctx, row: Any, wanted: Interval) -> str:
    """ "Chloé is at Gwen Abbott until 10:00." or "Chloé is off until 17:00: dentist." """
    first_name = row.worker.split()[0]
    until = _clock(ctx, row.ends_at, wanted.start)
    if row.booking_id is not None:
        if row.starts_at > wanted.start:
            from_ = _clock(ctx, row.starts_at, wanted.start)
            return f"{first_name} is at {row.client} from {from_} to {until}."
        return f"{first_name} is at {row.client} until {until}."
    why = f": {row.reason}" if row.reason else f" ({row.kind})" if row.kind != "other" else ""
    return f"{first_name} is off until {until}{why}."


def _clock(ctx: Ctx, at: datetime, wanted: datetime) -> str:
    """A local time, with its day when that is another one; midnight is the end of the day before."""
    local, day = at.astimezone(ctx.zone), wanted.astimezone(ctx.zone).date()
    last = (local - timedelta(seconds=1)).date()
    clock = f"{local.hour}:{local:%M}"
    if local.date() != last:
        return "midnight" if last == day else f"the end of {last.day} {last:%B}"
    return clock if last == day else f"{clock} on {local.day} {local:%B}"


def _as_json(row: Any) -> dict[str, Any]:
    return {
        "booking_id": str(row.booking_id) if row.booking_id else None,
        "number": row.number,
        "client": row.client,
        "block_id": str(row.block_id) if row.block_id else None,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "worker_id": str(row.worker_id),
        "worker": row.worker,
    }

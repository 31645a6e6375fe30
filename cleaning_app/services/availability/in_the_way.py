"""Live bookings inside a stretch somebody wants off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict


@dataclass(frozen=True)
class InTheWay:
    """A live booking inside a block."""

    booking_id: UUID
    number: int
    client: str
    starts_at: datetime
    ends_at: datetime
    worker: str

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, times as ISO 8601 in UTC."""
        return {
            "booking_id": str(self.booking_id),
            "number": self.number,
            "client": self.client,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "worker": self.worker,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> InTheWay:
        """Read what `as_json` made, out of a refusal."""
        start, end = (datetime.fromisoformat(stored[name]) for name in ("starts_at", "ends_at"))
        id = UUID(stored["booking_id"])
        return cls(id, stored["number"], stored["client"], start, end, stored["worker"])


_INSIDE = text(
    """
    SELECT b.id AS booking_id, b.number, c.name AS client, b.starts_at, b.ends_at,
           w.name AS worker
    FROM worker_time t
    JOIN workers w ON w.id = t.worker_id
    JOIN bookings b ON b.id = t.booking_id
    JOIN clients c ON c.id = b.client_id
    WHERE t.during && tstzrange(:start, :end)
      AND (:scope = 'organisation' OR (:scope = 'worker' AND w.id = ANY(:target))
           OR (:scope = 'team' AND w.team_id = ANY(:target)))
    ORDER BY b.starts_at, b.id
    LIMIT 100
    """
).bindparams(bindparam("target", type_=ARRAY(Uuid)))


async def inside(
    ctx: Ctx, start: datetime, end: datetime, scope: str, *targets: UUID | None
) -> list[InTheWay]:
    """Live bookings then of a worker, a team or everybody. The caller has checked permission."""
    target = [id for id in targets if id is not None]
    values = {"start": start, "end": end, "scope": scope, "target": target}
    found = await ctx.session.execute(_INSIDE, values)
    return [InTheWay(**row) for row in found.mappings()]


def refusal(bookings: list[InTheWay]) -> Conflict:
    """Why a worker can't be off then; `extra["bookings"]` lists what they have."""
    first_name = bookings[0].worker.split()[0] if bookings else "The worker"
    jobs = "a job" if len(bookings) == 1 else f"{len(bookings)} jobs"
    return Conflict(
        f"{first_name} has {jobs} then. Move or reassign first.",
        extra={"bookings": [booking.as_json() for booking in bookings]},
    )

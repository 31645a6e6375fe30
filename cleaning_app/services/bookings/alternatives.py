"""Free times near a wish: the same worker at another time, or another qualified one at the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain import slots
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.slots import Interval
from cleaning_app.services import rota

DAYS_AHEAD = 3


@dataclass(frozen=True)
class Alternative:
    """A free slot: who could come, and when."""

    worker_id: UUID
    worker: str
    starts_at: datetime
    ends_at: datetime

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, times as ISO 8601 in UTC."""
        return {
            "worker_id": str(self.worker_id),
            "worker": self.worker,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
        }


async def for_crew(
    ctx: Ctx,
    wanted: Interval,
    crew: Collection[UUID],
    *,
    instead_of: UUID | None = None,
    booking_id: UUID | None = None,
    skill: str = "",
    count: int = 3,
) -> list[Alternative]:
    """The nearest free slots for a booking, within its day and the two after.

    With `instead_of`, that worker at another time or a qualified colleague in their place; the
    rest of the `crew` must be free too. The booking itself is never in its own way. The caller has
    checked permission.
    """
    first = wanted.start.astimezone(ctx.zone).date()
    window = Interval(
        day_start(first, ctx.zone), day_start(first + timedelta(days=DAYS_AHEAD), ctx.zone)
    )
    plan = await rota.load(ctx, window)
    together = [id for id in crew if id != instead_of and id in plan.hands]
    shared = [gap for id in together for gap in plan.busy(id, except_for=booking_id)]
    others = [hand.id for hand in rota.qualified(plan.hands.values(), skill)]
    wished = [instead_of] if instead_of in plan.hands else []
    candidates = [id for id in dict.fromkeys([*wished, *others]) if id and id not in together]
    found = [
        slot
        for id in candidates
        for slot in slots.nearest_alternatives(
            wanted,
            {id: [*shared, *plan.busy(id, except_for=booking_id)]},
            {id: plan.working(id)},
            count,
            buffer_minutes=plan.buffer_minutes,
            not_before=ctx.now(),
        )
    ]
    found.sort(key=lambda slot: (abs(slot[1].start - wanted.start), slot[0] != instead_of))
    return [
        Alternative(id, plan.hands[id].name, free.start, free.end)
        for id, free in _varied(found, instead_of, count)
    ]


def _varied(
    found: list[tuple[UUID, Interval]], favourite: UUID | None, count: int
) -> list[tuple[UUID, Interval]]:
    """The nearest slots, one a worker as long as there are workers, the favourite among them.

    Three times of one colleague a quarter of an hour apart are one alternative, not three.
    """
    best: dict[UUID, tuple[UUID, Interval]] = {}
    for id, free in found:
        best.setdefault(id, (id, free))
    chosen = list(best.values())[:count]
    if favourite is not None and favourite in best and best[favourite] not in chosen:
        chosen[-1] = best[favourite]
    rest = [slot for slot in found if slot not in chosen]
    return chosen + rest[: count - len(chosen)]

"""Who of a series' crew can come to a visit, and in words why somebody can't."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.slots import Interval
from cleaning_app.models import Worker
from cleaning_app.services import rota
from cleaning_app.services.bookings import clash
from cleaning_app.services.rota import Rota


@dataclass(frozen=True)
class Turnout:
    """Who comes, who doesn't, and why not."""

    free: list[UUID] = field(default_factory=list[UUID])
    missing: list[UUID] = field(default_factory=list[UUID])
    reasons: list[str] = field(default_factory=list[str])

    def without(self, worker_id: UUID, reason: str) -> Turnout:
        """The same when somebody was booked elsewhere a moment ago."""
        return Turnout(
            [id for id in self.free if id != worker_id],
            [*self.missing, worker_id],
            [*self.reasons, reason],
        )


@dataclass(frozen=True)
class _InTheWay:
    """What stands in a worker's way, as `clash.in_words` reads it."""

    worker: str
    starts_at: datetime
    ends_at: datetime
    booking_id: UUID | None
    client: str
    kind: str
    reason: str


@dataclass(frozen=True)
class Crews:
    """A crew and what takes its time over a stretch of days."""

    wanted: Sequence[UUID]
    _plan: Rota | None
    _left: dict[UUID, str]

    def turnout(
        self,
        ctx: Ctx,
        when: Interval,
        *,
        of: Sequence[UUID] | None = None,
        except_for: UUID | None = None,
    ) -> Turnout:
        """Who can come then, of everybody or some; a booking is never in its own way."""
        free, missing, reasons = list[UUID](), list[UUID](), list[str]()
        for worker_id in self.wanted if of is None else of:
            reason = self._why_not(ctx, worker_id, when, except_for)
            if reason:
                missing.append(worker_id)
                reasons.append(reason)
            else:
                free.append(worker_id)
        return Turnout(free, missing, reasons)

    def outside(self, when: Interval, of: Sequence[UUID]) -> list[str]:
        """First names of those whose working hours a visit lies outside."""
        plan = self._plan
        if plan is None:
            return []
        return [
            plan.hands[id].first_name
            for id in of
            if id in plan.hands and not any(shift.contains(when) for shift in plan.working(id))
        ]

    def _why_not(self, ctx: Ctx, worker_id: UUID, when: Interval, self_id: UUID | None) -> str:
        if worker_id in self._left:
            return f"{self._left[worker_id]} no longer works here."
        plan = self._plan
        if plan is None or worker_id not in plan.hands:
            return ""
        hand = plan.hands[worker_id]
        for job in plan.near(worker_id, when, except_for=self_id):
            found = _InTheWay(hand.name, job.starts_at, job.ends_at, job.id, job.client, "", "")
            return clash.in_words(ctx, found, when)
        for off in plan.offs:
            if off.concerns(hand) and off.when.overlaps(when):
                found = _InTheWay(
                    hand.name, off.starts_at, off.ends_at, None, "", off.kind, off.reason
                )
                return clash.in_words(ctx, found, when)
        return ""


async def load(ctx: Ctx, wanted: Sequence[UUID], slots: Collection[Interval]) -> Crews:
    """What takes the time of some workers around some visits. The caller has checked permission."""
    if not wanted or not slots:
        return Crews(wanted, None, {})
    span = Interval(min(when.start for when in slots), max(when.end for when in slots))
    left = await ctx.session.execute(
        select(col(Worker.id), col(Worker.name)).where(
            col(Worker.id).in_(wanted), col(Worker.archived_at).is_not(None)
        )
    )
    plan = await rota.load(ctx, span, only=wanted)
    return Crews(wanted, plan, {id: name.split()[0] for id, name in left})

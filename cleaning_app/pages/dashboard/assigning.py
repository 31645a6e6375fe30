"""Putting the suggested worker on a job from the dashboard; what is in the way, and what is free instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from cleaning_app.components import format, toast
from cleaning_app.components.booking.clash import Clashing
from cleaning_app.components.booking.moving import Placing
from cleaning_app.components.booking.override import Overriding
from cleaning_app.components.booking.times import FewIds
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.services import bookings
from cleaning_app.services.bookings import CrewChange, Moved, NeedsReason

_AS_BEFORE = "The job is as it was."


class Assigning(Clashing, Overriding, mixin=True):
    """For the State of the dashboard, whose `load` looks again afterwards."""

    _wish: Placing | None = None

    @handler("bookings.assign", module="module.schedule")
    async def assign(self, ctx: Ctx, booking_id: UUID, worker_id: UUID):
        """Put the suggested worker on a job."""
        return await self._place(ctx, Placing(booking_id, crew=CrewChange(add=[worker_id])))

    async def _place(self, ctx: Ctx, to: Placing, reason: str = "") -> Any:
        """Put somebody on a job, at another time perhaps; what is in the way becomes a dialog."""
        try:
            done = await bookings.reschedule(
                ctx, to.booking, to.start, crew=to.crew, override_reason=reason
            )
        except NeedsReason as refused:
            await self._ask_why(ctx, refused, _AS_BEFORE, to=to)
            return None
        except Conflict as refused:
            self._clashed(ctx, refused, _AS_BEFORE)
            self._wish = to
            return None
        self._no_clash()
        said = "Assigned."
        if done.before.starts_at != done.after.starts_at:
            said = f"{done.client} goes to {format.moment(done.after.starts_at, ctx.zone)}."
        return [toast.done(said, undo=self._back(done)), type(self).load]

    @handler("bookings.assign", module="module.schedule")
    async def take(self, ctx: Ctx, worker_id: UUID, starts_at: datetime):
        """Have one of the free times the dialog offers."""
        if (wish := self._wish) is None:
            raise Invalid("That was settled meanwhile. Try again from the list.")
        taken, change = self.clash.worker_id, wish.crew or CrewChange()
        joins = [id for id in change.add if id != worker_id and str(id) != taken]
        crew = CrewChange(change.remove, [*joins, worker_id])
        # The same time is no move, which not everybody who puts crews together may make.
        now = (await bookings.placement(ctx, wish.booking)).starts_at
        start = None if starts_at == now else starts_at
        self._no_clash()
        return await self._place(ctx, replace(wish, start=start, crew=crew))

    async def _again(self, ctx: Ctx, deed: dict[str, Any], reason: str) -> Any:
        """The assignment that waited for a reason."""
        return await self._place(ctx, deed["to"], reason)

    async def _instead(
        self, ctx: Ctx, deed: dict[str, Any], starts_at: datetime, crew: list[UUID]
    ) -> Any:
        """The job at a time somebody can come without breaking a rule."""
        to: Placing = deed["to"]
        now = (await bookings.placement(ctx, to.booking)).crew
        change = CrewChange([id for id in now if id not in crew], crew)
        return await self._place(ctx, replace(to, start=starts_at, crew=change))

    @handler("bookings.assign", module="module.schedule")
    async def put_back(
        self, ctx: Ctx, booking_id: UUID, starts_at: datetime | None, joined: FewIds, left: FewIds
    ):
        """Undo it: the job is where it was, with whom it had."""
        change = CrewChange(joined, left)
        await bookings.reschedule(ctx, booking_id, starts_at, crew=change, expect_reason=False)
        return [toast.done("Back as it was."), type(self).load]

    def _back(self, done: Moved) -> Any:
        """The event that undoes it."""
        moved = done.before.starts_at != done.after.starts_at
        return type(self).put_back(
            str(done.id),
            done.before.starts_at.isoformat() if moved else None,
            [str(id) for id in done.joined],
            [str(id) for id in done.left],
        )

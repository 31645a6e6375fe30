"""Somebody is out: one key on their row, or a menu entry, and the day is planned anew without them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import reflex as rx

from cleaning_app.components.handler import handler
from cleaning_app.components.shell import Shell
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import optimisation
from cleaning_app.services.optimisation import MODULE


class WorkerOut(rx.State):
    """Asks who takes over; nothing moves before the plan is applied."""

    @handler("schedule.blocking.manage", module=MODULE)
    async def begin(self, ctx: Ctx, worker_id: UUID, day: str = ""):
        """Search stand-ins for a worker on a day, today unless told, and go to the plan."""
        try:
            on = date.fromisoformat(day) if day else ctx.today()
        except ValueError as error:
            raise Invalid("Choose a day.") from error
        run_id = await optimisation.worker_out(ctx, worker_id, on)
        return rx.redirect(f"/schedule/optimise/{run_id}")


def may_plan() -> rx.Var[bool]:
    """Whether the person may use the optimiser here."""
    return Shell.routes.contains("/schedule/optimise")

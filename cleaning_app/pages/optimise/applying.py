"""Carrying out what is ticked, and what is asked when rules stand in the way by now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, pieces, toast
from cleaning_app.components.booking.override import Overriding, override_dialog
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.pages.optimise.rows import MoveRow
from cleaning_app.services import optimisation
from cleaning_app.services.bookings import NeedsReason
from cleaning_app.services.optimisation import MODULE


class Applying(Overriding, mixin=True):
    """For the page of one run. `rest` is how many moves can go ahead when rules that came
    since are in the way of others."""

    id: str = ""
    kind: str = ""
    refused: str = ""
    moves: list[MoveRow] = []
    chosen: list[str] = []
    rest: int = 0

    async def _show(self, ctx: Ctx, run_id: UUID) -> None:
        """Draw the run anew."""
        raise TypeError(f"{type(self).__name__} does not say what to draw anew")

    @handler("bookings.assign", module=MODULE, once=("id",))
    async def apply(self, ctx: Ctx):
        """Carry out what is ticked; all of it or nothing."""
        return await self._apply(ctx, self._ticked())

    @handler("bookings.assign", module=MODULE)
    async def apply_rest(self, ctx: Ctx):
        """Carry out what is ticked but for the moves the dialog names."""
        stops = self._held_back()["rest"]
        self._no_doubt()
        return await self._apply(ctx, stops)

    def _ticked(self) -> list[str] | None:
        """None for all of it, also what the page does not list."""
        return None if len(self.chosen) == len(self.moves) else list(self.chosen)

    async def _again(self, ctx: Ctx, deed: dict[str, Any], reason: str) -> Any:
        return await self._apply(ctx, deed["stops"], reason)

    async def _apply(self, ctx: Ctx, stops: list[str] | None, reason: str = "") -> Any:
        run_id = address.known_id(self.id)
        try:
            done = await optimisation.apply(ctx, run_id, stops, override_reason=reason)
        except NeedsReason as refused:
            return await self._doubtful(ctx, stops, refused)
        except Conflict as refused:
            self.refused = refused.detail
            return None
        self.refused = ""
        await self._show(ctx, run_id)
        told = f" {format.count(done.told, 'client')} will get an e-mail." if done.told else ""
        moved = f"{format.count(done.moves, 'job')} moved.{told}"
        if self.kind == "absence":
            moved = f"Absence recorded. {moved}" if done.moves else "Absence recorded."
        return toast.done(moved, undo=type(self).undo)

    async def _doubtful(self, ctx: Ctx, stops: list[str] | None, refused: NeedsReason) -> None:
        """Ask what to do about moves that break a rule since the plan was made."""
        rest: list[str] = refused.extra["others"]
        self.rest = 0 if self.kind == "absence" else len(rest)
        about = format.count(len(refused.extra["worse"]), "move breaks", "moves break")
        wish = f"{about} a rule that was not in the way when this plan was made."
        await self._ask_why(ctx, refused, wish, stops=stops, rest=rest)

    @handler("bookings.assign", module=MODULE)
    async def undo(self, ctx: Ctx):
        """Put every job back."""
        run_id = address.known_id(self.id)
        back = await optimisation.undo(ctx, run_id)
        await self._show(ctx, run_id)
        return toast.done(f"{format.count(back, 'job is', 'jobs are')} back where they were.")


def doubts(state: Any) -> rx.Component:
    """The dialog that names the moves; once on the page."""
    words = rx.cond(state.rest == 1, "Apply 1 other", "Apply " + state.rest.to_string() + " others")
    others = rx.cond(
        state.rest > 0,
        rx.el.div(
            rx.el.p("What doesn't depend on that can go ahead.", class_name="muted grow"),
            pieces.button(words, on_click=state.apply_rest),
            class_name="row wrap",
        ),
    )
    return override_dialog(state, others, example="They come in all the same")

"""Whether the visit comes back, and how often."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.series.repeats import PRESETS, RepeatForm, Repeats, Wish, rule_from
from cleaning_app.components.series.repeats_view import repeats
from cleaning_app.context import Ctx
from cleaning_app.pages.bookings.new.draft import Draft
from cleaning_app.services import series
from cleaning_app.services.series import Made


class RepeatsCard(Repeats, Draft, mixin=True):
    """The rule, and the series made of it instead of one booking."""

    def _once(self) -> None:
        """Begin with a visit that doesn't come back, unless the address says how often."""
        asked = address.asked(self, "repeats")
        self.repeat = RepeatForm(kind=asked if asked in PRESETS else "")

    async def _follow(self, ctx: Ctx) -> None:
        await super()._follow(ctx)
        await self._foresee(ctx)

    async def _crewed(self, ctx: Ctx) -> None:
        await super()._crewed(ctx)
        await self._foresee(ctx)

    async def _wish(self, ctx: Ctx) -> Wish | None:
        start, minutes = self._start(ctx), self._length()
        if start is None or minutes is None:
            return None
        local = start.astimezone(ctx.zone)
        crew = tuple(address.known_id(id) for id in self.crew)
        return Wish(local.date(), local.time(), minutes, crew)

    async def _made_series(self, ctx: Ctx, start: datetime, **terms: Any) -> Made:
        """Make the series of what is chosen, the first visit at `start`; `terms` are those of every
        visit."""
        local = start.astimezone(ctx.zone)
        return await series.create(
            ctx,
            rule=rule_from(self.repeat, local.date()),
            starts_on=local.date(),
            at=local.time(),
            holiday_policy=self.repeat.holidays,
            **terms,
        )

    def _booked_series(self, made: Made) -> Any:
        """Say what was made, and go there."""
        said = f"{self.repeat_words}: {format.count(made.made, 'visit')} booked."
        if made.conflicts:
            said += f" {format.count(made.conflicts, 'needs', 'need')} a hand."
        undo = type(self).undo_series(str(made.id))
        return [toast.done(said, undo=undo), rx.redirect(f"/series/{made.id}")]

    @handler("bookings.edit")
    async def undo_series(self, ctx: Ctx, series_id: UUID):
        """Take the new series out again with its visits."""
        await series.discard(ctx, series_id)
        return [toast.done("Series taken out again."), rx.redirect("/series")]


def repeats_card(s: Any) -> rx.Component:
    """How often, and the next visits before anything is saved."""
    return pieces.card("Repeats", rx.el.div(repeats(s), class_name="card-body"))

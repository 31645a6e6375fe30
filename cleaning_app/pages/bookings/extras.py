"""The extras of a booking, changed later: what they would come to first, then saved as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, forms, overlay, toast
from cleaning_app.components.booking.extra_lines import (
    ExtraLine,
    Key,
    counts,
    extra_lines,
    extra_list,
    step,
)
from cleaning_app.components.booking.moving import Moves, Placing
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE
from cleaning_app.errors import Conflict
from cleaning_app.services import bookings
from cleaning_app.services.bookings import BookingDetail, CrewChange, Moved, Rechosen


@dataclass
class Reckoning:
    """What the extras as they stand in the form come to. `longer` offers to change the length too."""

    price: str = ""
    price_before: str = ""
    longer: str = ""
    same: bool = True


class EditExtras(Moves, mixin=True):
    """For the State of a booking's page."""

    extra_lines: list[ExtraLine] = []
    reckoning: Reckoning = Reckoning()
    _extras_undo: tuple[Rechosen, Moved | None] | None = None

    @handler("bookings.edit")
    async def ask_extras(self, ctx: Ctx):
        """Open the form: what is chosen first, then what else there is."""
        b = await bookings.get(ctx, self._id())
        self.extra_lines = await extra_lines(ctx, b.extras)
        await self._reckon(ctx, b)
        self.asking = "extras"

    @handler("bookings.edit")
    async def count_extra(self, ctx: Ctx, key: Key, by: int):
        """One more or one less; the price and the length follow."""
        step(self.extra_lines, key, by)
        await self._reckon(ctx, await bookings.get(ctx, self._id()))

    def _wanted(self) -> dict[str, int]:
        return counts(self.extra_lines)

    async def _reckon(self, ctx: Ctx, b: BookingDetail) -> None:
        found = await bookings.weigh_extras(ctx, b.id, self._wanted())
        self.reckoning = Reckoning(
            price=format.money(found.price_cents),
            price_before=format.money(found.price_before_cents),
            longer=_longer(ctx, b, found.more_minutes) if b.status in LIVE else "",
            same=found.is_same,
        )

    @handler("bookings.edit")
    async def save_extras(self, ctx: Ctx, form: dict[str, Any]):
        """Save them, and the length if it is to follow."""
        b, wanted = await bookings.get(ctx, self._id()), self._wanted()
        found = await bookings.weigh_extras(ctx, b.id, wanted)
        if found.is_same:
            self.asking = ""
            return toast.done("Nothing has changed.")
        if form.get("longer") and b.status in LIVE and found.more_minutes:
            minutes = max(15, b.minutes + found.more_minutes)
            to = Placing(b.id, minutes=minutes, extras=wanted)
            return await self._move(ctx, to, self._version)
        done = await bookings.set_extras(ctx, b.id, wanted, version=self._version)
        self.asking = ""
        await self._after(ctx, b.id)
        return self._extras_chosen(done, None)

    def _extras_chosen(self, chosen: Rechosen, done: Moved | None) -> Any:
        """Extras changed: $200.00, 2h 30m."""
        self._extras_undo = (chosen, done)
        said = f"Extras changed: {format.money(chosen.price_cents)}"
        if done is not None:
            said += f", {format.duration(done.after.minutes)}"
        return toast.done(f"{said}.", undo=type(self).undo_extras(chosen.version))

    @handler("bookings.edit")
    async def undo_extras(self, ctx: Ctx, version: Annotated[int, Field(ge=0)]):
        """The extras, the price and the length as they were before the change of that version."""
        if self._extras_undo is None or self._extras_undo[0].version != version:
            raise Conflict("There is nothing to undo any more.")
        (chosen, moved), self._extras_undo = self._extras_undo, None
        await bookings.put_extras_back(ctx, chosen)
        if moved is not None:
            crew = CrewChange(moved.joined, moved.left) if moved.joined or moved.left else None
            await bookings.reschedule(
                ctx, moved.id, moved.before.starts_at, minutes=moved.before.minutes, crew=crew,
                expect_reason=False,
            )  # fmt: skip
        await self._after(ctx, chosen.booking_id)
        return toast.done("The extras are as they were.")


def _longer(ctx: Ctx, b: BookingDetail, more: int) -> str:
    """Make the visit 30m longer too, until 12:30"""
    if not more:
        return ""
    until = format.time(b.starts_at + timedelta(minutes=max(15, b.minutes + more)), ctx.zone)
    way = "longer" if more > 0 else "shorter"
    return f"Make the visit {format.duration(abs(more))} {way} too, until {until}"


def extras_drawer(s: Any) -> rx.Component:
    """Everything on offer with how many, and what it comes to."""
    r = s.reckoning
    total = rx.el.p(
        rx.cond(r.same, "", rx.el.s(r.price_before, class_name="faint")),
        " ",
        rx.el.span(r.price, class_name="strong"),
        " before tax",
        class_name="num",
        role="status",
    )
    return overlay.drawer(
        s.asking == "extras",
        s.ask(""),
        "Extras",
        forms.form(
            extra_list(s.extra_lines, s.count_extra),
            total,
            rx.cond(
                r.longer != "",
                forms.checkbox("longer", r.longer, default_checked=True, key=r.longer),
            ),
            on_submit=s.save_extras,
            on_cancel=s.ask(""),
            submit="Save",
        ),
        label="Extras",
    )

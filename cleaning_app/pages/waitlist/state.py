"""What the waitlist holds: who waits, what is free for them, and what has just become free."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.booking.clash import Clashing
from cleaning_app.components.booking.freed import Freed, freed_of
from cleaning_app.components.booking.override import Overriding
from cleaning_app.components.booking.times import FewIds
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.pages.waitlist.form import AddToWaitlist
from cleaning_app.pages.waitlist.rows import WaitRow, wait_row
from cleaning_app.services import waitlist
from cleaning_app.services.bookings import NeedsReason


class WaitlistState(AddToWaitlist, Clashing, Overriding, LoadState, rx.State):
    """Everybody who waits."""

    rows: list[WaitRow] = []
    may_edit: bool = False
    freed: str = ""
    freed_rows: list[WaitRow] = []
    _freed: Freed | None = None
    _wish: tuple[str, list[str]] = ("", [])

    @handler("bookings.view", module="module.schedule", fills=True)
    async def load(self, ctx: Ctx):
        """Who waits, and what is free for them; first of all who could have the time the address
        names, which has just become free."""
        self.adding = False
        self._no_clash()
        self._no_doubt()
        self._freed = freed_of(self)
        await self._begin_for(ctx)
        await self._fill(ctx)
        self.ready = True

    async def _fill(self, ctx: Ctx) -> None:
        self.rows = [wait_row(ctx, chance) for chance in await waitlist.chances(ctx)]
        self.may_edit = ctx.can("bookings.edit") and ctx.can("bookings.assign")
        self.freed, self.freed_rows = "", []
        if (time := self._freed) is not None:
            found = await waitlist.could_take(ctx, time.when, time.crew)
            self.freed_rows = [wait_row(ctx, chance) for chance in found]
            day = format.short_day(time.when.start.astimezone(ctx.zone).date(), ctx.today())
            self.freed = f"{day}, {format.span(time.when.start, time.when.end, ctx.zone)}"

    @handler("bookings.edit", module="module.schedule", once=("ready",))
    async def book(self, ctx: Ctx, entry_id: UUID, starts_at: datetime, crew: FewIds):
        """Book the free time, and take them off the list."""
        return await self._book(ctx, entry_id, starts_at, crew)

    async def _book(
        self, ctx: Ctx, entry_id: UUID, starts_at: datetime, crew: list[UUID], reason: str = ""
    ) -> Any:
        try:
            async with ctx.attempt():
                saved = await waitlist.book(ctx, entry_id, starts_at, crew, override_reason=reason)
        except NeedsReason as refused:
            deed = {"entry": str(entry_id), "start": starts_at, "crew": crew}
            await self._ask_why(ctx, refused, "Nothing is booked yet.", **deed)
            return None
        except Conflict as refused:
            self._clashed(ctx, refused, "Nothing is booked yet.")
            self._wish = str(entry_id), [str(id) for id in crew]
            return None
        self._no_clash()
        await self._fill(ctx)
        said = f"Booked B-{saved.number:05}. It waits to be confirmed."
        return toast.done(said, undo=WaitlistState.unbook(str(entry_id)))

    @handler("bookings.edit", module="module.schedule")
    async def take(self, ctx: Ctx, worker_id: UUID, starts_at: datetime):
        """Book one of the times that are free instead."""
        entry, crew = self._wish
        if not entry:
            raise Invalid("That was settled meanwhile. Try again from the list.")
        staying = [known_id(id) for id in crew if id not in (self.clash.worker_id, str(worker_id))]
        return await self._book(ctx, known_id(entry), starts_at, [*staying, worker_id])

    async def _again(self, ctx: Ctx, deed: dict[str, Any], reason: str) -> Any:
        """The booking that waited for a reason."""
        return await self._book(ctx, known_id(deed["entry"]), deed["start"], deed["crew"], reason)

    async def _instead(
        self, ctx: Ctx, deed: dict[str, Any], starts_at: datetime, crew: list[UUID]
    ) -> Any:
        """The booking at a time that breaks no rule."""
        return await self._book(ctx, known_id(deed["entry"]), starts_at, crew)

    @handler("bookings.edit", module="module.schedule")
    async def unbook(self, ctx: Ctx, entry_id: UUID):
        """Undo booking it."""
        await waitlist.unbook(ctx, entry_id)
        await self._fill(ctx)
        return toast.done("Back on the waitlist.")

    @handler("bookings.edit", module="module.schedule")
    async def set_closed(self, ctx: Ctx, entry_id: UUID, closed: bool):
        """Take them off the list, or put them back."""
        await (waitlist.close if closed else waitlist.reopen)(ctx, entry_id)
        await self._fill(ctx)
        if not closed:
            return toast.done("Back on the waitlist.")
        undo = WaitlistState.set_closed(str(entry_id), False)
        return toast.done("Taken off the waitlist.", undo=undo)

    @handler("bookings.view", module="module.schedule")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """Somebody changed a booking or the list: look again."""
        await self._fill(ctx)

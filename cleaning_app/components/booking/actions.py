"""What can be done with one booking, once for the board's panel and the booking's own page."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.booking import freed
from cleaning_app.components.booking.candidates import who_could_join
from cleaning_app.components.booking.moving import Moves
from cleaning_app.components.booking.story import story
from cleaning_app.components.booking.times import TimeRow, time_row
from cleaning_app.components.booking.view import booking_view, crew_rows
from cleaning_app.components.booking.words import fees
from cleaning_app.components.handler import handler
from cleaning_app.components.history import Happening
from cleaning_app.components.options import Option
from cleaning_app.components.series.part import read_scope
from cleaning_app.context import Ctx
from cleaning_app.services import bookings, invoices, workers
from cleaning_app.services.bookings import NeedsReason, Placement

MENU = "booking-menu"
"""The id of the menu beside the buttons: where the focus goes when a button has done its work."""


class BookingActions(Moves, mixin=True):
    """Mix in before rx.State; the State decides in `_after` what else to draw anew."""

    cautions: list[str] = []
    happenings: list[Happening] = []
    hands: list[Option] = []
    times: list[TimeRow] = []
    access: str = ""
    cancel_terms: str = ""

    async def _show(self, ctx: Ctx, booking_id: UUID) -> None:
        """Fill in one booking."""
        detail = await bookings.get(ctx, booking_id)
        if self.booking.id != str(booking_id):
            self.access, self.asking = "", ""
        self.booking, self.crew = booking_view(ctx, detail), crew_rows(detail)
        self.cautions = [warned.message for warned in detail.warnings]
        self.happenings = story(ctx, detail.history)
        self._version = detail.version
        await self._show_part(ctx, booking_id)

    async def _after(self, ctx: Ctx, booking_id: UUID) -> None:
        """Draw anew what a change touched."""
        await self._show(ctx, booking_id)

    @handler("bookings.view")
    async def ask(self, ctx: Ctx, what: str):
        """Open a form ("move", "cancel", "crew", "times") or close it ("")."""
        if what == "move":
            self.hands = [Option(str(id), name) for id, name in await workers.names(ctx)]
        if what == "crew":
            self.hands = await who_could_join(ctx, self._id())
        if what == "times":
            found = await bookings.other_times(ctx, self._id())
            self.times = [time_row(ctx, slot) for slot in found]
        if what == "cancel" and ctx.can("bookings.edit"):
            self.cancel_terms = fees(await bookings.cancellation_terms(ctx, self._id()))
        self.asking = what[:10]

    @handler("bookings.status")
    async def confirm(self, ctx: Ctx):
        """Promise it to the client."""
        return await self._confirm(ctx, self._id(), self._version)

    async def _confirm(
        self, ctx: Ctx, booking_id: UUID, version: int | None, reason: str = ""
    ) -> Any:
        try:
            await bookings.confirm(ctx, booking_id, version=version, override_reason=reason)
        except NeedsReason as refused:
            wish = f"{self.booking.client} is not confirmed yet."
            await self._ask_why(ctx, refused, wish, verb="confirm", booking=str(booking_id))
            return None
        await self._after(ctx, booking_id)
        undo = type(self).undo_confirm(str(booking_id))
        return toast.done(f"Confirmed. {self.booking.client} gets an e-mail.", undo=undo)

    @handler("bookings.status")
    async def undo_confirm(self, ctx: Ctx, booking_id: UUID):
        """Take a confirmation back before its e-mail leaves."""
        await bookings.undo_confirm(ctx, booking_id)
        await self._after(ctx, booking_id)
        return toast.done("Not confirmed any more; no e-mail is sent.")

    @handler("bookings.status")
    async def advance(self, ctx: Ctx, step: Literal["confirm", "start", "finish"]):
        """The next step, as its button said."""
        if step == "confirm":
            return await self._confirm(ctx, self._id(), self._version)
        return await (self._start(ctx) if step == "start" else self._finish(ctx))

    async def _again(self, ctx: Ctx, deed: dict[str, Any], reason: str) -> Any:
        """The confirmation or move that waited for a reason."""
        if deed["verb"] == "confirm":
            return await self._confirm(ctx, known_id(deed["booking"]), None, reason)
        return await self._move(ctx, deed["to"], reason=reason)

    @handler("bookings.status")
    async def start(self, ctx: Ctx):
        """The crew has begun."""
        return await self._start(ctx)

    async def _start(self, ctx: Ctx) -> Any:
        await bookings.start(ctx, self._id(), version=self._version)
        return await self._stepped(ctx, "Started.")

    @handler("bookings.status")
    async def finish(self, ctx: Ctx):
        """The work is done."""
        return await self._finish(ctx)

    async def _finish(self, ctx: Ctx) -> Any:
        await bookings.finish(ctx, self._id(), version=self._version)
        return await self._stepped(ctx, "Finished.")

    async def _stepped(self, ctx: Ctx, said: str) -> Any:
        await self._after(ctx, self._id())
        told = toast.done(said, undo=type(self).undo_step(str(self._id())))
        # The last step takes its button away, and the focus must not go with it.
        return told if self.booking.next_step else [told, rx.set_focus(MENU)]

    @handler("bookings.status")
    async def undo_step(self, ctx: Ctx, booking_id: UUID):
        """It was pressed by mistake."""
        await bookings.undo_step(ctx, booking_id)
        await self._after(ctx, booking_id)
        return toast.done("Taken back.")

    @handler("bookings.status")
    async def no_show(self, ctx: Ctx):
        """Nobody was there to open."""
        await bookings.no_show(ctx, self._id(), version=self._version)
        return await self._stepped(ctx, "Marked as no-show.")

    @handler("bookings.edit")
    async def cancel(self, ctx: Ctx, form: dict[str, Any]):
        """Cancel it for a reason."""
        reason, scope = str(form.get("reason", "")), read_scope(form)
        if scope != "one":
            self.asking = ""
            return await self._end_series(ctx, self._id(), scope, reason)
        before = await bookings.placement(ctx, self._id())
        done = await bookings.cancel(ctx, self._id(), reason, version=self._version)
        self.asking = ""
        await self._after(ctx, done.id)
        fee = f" Fee {format.money(done.fee_cents)}." if done.fee_cents else ""
        undo = type(self).undo_cancel(str(done.id))
        return await self._gone(ctx, f"Cancelled.{fee}", undo, before)

    async def _gone(self, ctx: Ctx, said: str, undo: Any, before: Placement) -> Any:
        """Say it, with the way back and whoever waits for such a time."""
        if (free := await freed.offer(ctx, before)) is None:
            return toast.done(said, undo=undo)
        also = free.keeping(toast.done(said, undo=undo))
        return toast.done(f"{said} {free.said}", undo=undo, also=also)

    @handler("bookings.edit")
    async def undo_cancel(self, ctx: Ctx, booking_id: UUID):
        """Take a cancellation back."""
        await bookings.undo_cancel(ctx, booking_id)
        await self._after(ctx, booking_id)
        return toast.done("The booking stands again.")

    @handler("bookings.edit")
    async def delete(self, ctx: Ctx):
        """Take a booking out that was made by mistake."""
        booking_id = self._id()
        before = await bookings.placement(ctx, booking_id)
        await bookings.delete(ctx, booking_id, version=self._version)
        await self._after(ctx, booking_id)
        undo = type(self).restore(str(booking_id))
        return await self._gone(ctx, "Booking deleted.", undo, before)

    @handler("bookings.edit")
    async def restore(self, ctx: Ctx, booking_id: UUID):
        """Bring a deleted booking back."""
        await bookings.restore(ctx, booking_id)
        await self._after(ctx, booking_id)
        return toast.done("Restored.")

    @handler("bookings.edit")
    async def show_access(self, ctx: Ctx):
        """Show keys and codes; the audit log remembers who looked."""
        self.access = await bookings.show_access_notes(ctx, self._id())

    @handler("invoices.edit", module="module.invoices")
    async def bill(self, ctx: Ctx):
        """Write the invoice for it."""
        invoice_id = await invoices.create_from_booking(ctx, self._id())
        return [toast.done("Draft written."), rx.redirect(f"/invoices/{invoice_id}")]

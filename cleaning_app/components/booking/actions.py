"""What can be done with one booking, once for the board's panel and the booking's own page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.booking import freed, words
from cleaning_app.components.booking.candidates import who_could_join
from cleaning_app.components.booking.clash import Alternative, Clash, clash_of
from cleaning_app.components.booking.override import Overriding
from cleaning_app.components.booking.reading import read_minutes, read_start
from cleaning_app.components.booking.story import story
from cleaning_app.components.booking.times import TimeRow, time_row
from cleaning_app.components.booking.view import BookingView, CrewRow, booking_view, crew_rows
from cleaning_app.components.handler import handler
from cleaning_app.components.history import Happening
from cleaning_app.components.options import Option
from cleaning_app.components.series.part import SeriesActions, read_scope
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.services import bookings, invoices, workers
from cleaning_app.services.bookings import CrewChange, ForClient, Moved, NeedsReason

FewIds = Annotated[list[UUID], Field(max_length=40)]
Minutes = Annotated[int, Field(ge=1, le=1500)]
Fee = Annotated[int, Field(ge=0, le=1_000_000_00)] | None
_TICKED = ("on", "true", "True")


class BookingActions(SeriesActions, Overriding, mixin=True):
    """Mix in before rx.State; the State decides in `_after` what else to draw anew."""

    booking: BookingView = BookingView()
    crew: list[CrewRow] = []
    cautions: list[str] = []
    happenings: list[Happening] = []
    hands: list[Option] = []
    times: list[TimeRow] = []
    asking: str = ""
    access: str = ""
    clash: Clash = Clash()
    alternatives: list[Alternative] = []
    _version: int = 0
    _wish_leaves: list[str] = []
    _wish_joins: list[str] = []
    _wish_minutes: int = 0
    _wish_for: str = ""

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

    def _id(self) -> UUID:
        if not self.booking.id:
            raise Invalid("Open a booking first.")
        return known_id(self.booking.id)

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
            self._ask_why(refused, wish, verb="confirm", booking=str(booking_id))
            return None
        await self._after(ctx, booking_id)
        return toast.done(f"Confirmed. {self.booking.client} gets an e-mail.")

    async def _again(self, ctx: Ctx, deed: dict[str, Any], reason: str) -> Any:
        """The confirmation or move that waited for a reason."""
        booking_id = known_id(deed["booking"])
        if deed["verb"] == "confirm":
            return await self._confirm(ctx, booking_id, None, reason)
        return await self._move(
            ctx, booking_id, deed["start"], deed["minutes"], deed["change"],
            reason=reason, for_client=deed["for_client"],
        )  # fmt: skip

    @handler("bookings.status")
    async def start(self, ctx: Ctx):
        """The crew has begun."""
        await bookings.start(ctx, self._id(), version=self._version)
        await self._after(ctx, self._id())
        return toast.done("Started.")

    @handler("bookings.status")
    async def finish(self, ctx: Ctx):
        """The work is done."""
        await bookings.finish(ctx, self._id(), version=self._version)
        await self._after(ctx, self._id())
        return toast.done("Finished.")

    @handler("bookings.status")
    async def no_show(self, ctx: Ctx):
        """Nobody was there to open."""
        await bookings.no_show(ctx, self._id(), version=self._version)
        await self._after(ctx, self._id())
        return toast.done("Marked as no-show.")

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
        said = toast.done(f"Cancelled.{fee}", undo=type(self).undo_cancel(str(done.id)))
        return [said, *await freed.offers(ctx, before)]

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
        said = toast.done("Booking deleted.", undo=type(self).restore(str(booking_id)))
        return [said, *await freed.offers(ctx, before)]

    @handler("bookings.edit")
    async def restore(self, ctx: Ctx, booking_id: UUID):
        """Bring a deleted booking back."""
        await bookings.restore(ctx, booking_id)
        await self._after(ctx, booking_id)
        return toast.done("Restored.")

    @handler("bookings.edit")
    async def move(self, ctx: Ctx, form: dict[str, Any]):
        """Move it by form: everything a drag can do, without dragging."""
        start = read_start(ctx, form, "day", "time")
        worker, now = str(form.get("worker", "")), [row.id for row in self.crew]
        # The form names one worker; a crew of two changes by the crew form.
        stays = len(now) > 1 or now == [worker] or (not now and not worker)
        change = None if stays else CrewChange(
            remove=[known_id(id) for id in now], add=_one_id(worker)
        )  # fmt: skip
        minutes, scope = read_minutes(form, "minutes"), read_scope(form)
        if scope != "one":
            done = await self._carry(
                ctx, self._id(), scope, start, minutes, change.add if change else None
            )
            self.asking = ""
            return done
        asked = form.get("for_client") in _TICKED
        return await self._move(
            ctx, self._id(), start, minutes, change, self._version,
            for_client=ForClient(form.get("waive_fee") in _TICKED) if asked else None,
        )  # fmt: skip

    @handler("bookings.assign")
    async def assign(self, ctx: Ctx, form: dict[str, Any]):
        """Put one more worker on it."""
        if not (joining := _one_id(str(form.get("worker", "")))):
            raise Invalid("Choose a worker.", [FieldError("worker", "Choose a worker.")])
        return await self._move(ctx, self._id(), None, None, CrewChange(add=joining))

    @handler("bookings.assign")
    async def unassign(self, ctx: Ctx, worker_id: UUID):
        """Take a worker off it."""
        return await self._move(ctx, self._id(), None, None, CrewChange(remove=[worker_id]))

    @handler("bookings.edit")
    async def take_time(self, ctx: Ctx, starts_at: datetime, joining: FewIds):
        """Move it to one of the free times."""
        leaving = [known_id(row.id) for row in self.crew if known_id(row.id) not in joining]
        change = CrewChange(leaving, [id for id in joining if str(id) not in self._crew_ids()])
        kept = change if change.remove or change.add else None
        return await self._move(ctx, self._id(), starts_at, None, kept, self._version)

    def _crew_ids(self) -> set[str]:
        return {row.id for row in self.crew}

    async def _move(
        self,
        ctx: Ctx,
        booking_id: UUID,
        start: datetime | None,
        minutes: int | None,
        change: CrewChange | None,
        version: int | None = None,
        *,
        reason: str = "",
        for_client: ForClient | None = None,
    ) -> Any:
        """Reschedule; a clash becomes the dialog with what is free instead, broken soft rules the
        one that asks for a reason."""
        try:
            done = await bookings.reschedule(
                ctx, booking_id, start, minutes=minutes, crew=change, version=version,
                override_reason=reason, for_client=for_client,
            )  # fmt: skip
        except NeedsReason as refused:
            self.asking = ""
            self._ask_why(
                refused, "Nothing has changed yet.", verb="move", booking=str(booking_id),
                start=start, minutes=minutes, change=change, for_client=for_client,
            )  # fmt: skip
            return None
        except Conflict as refused:
            if "alternatives" not in refused.extra:
                raise
            await self._offer(ctx, refused, booking_id, start, minutes, change)
            return None
        self.asking, self.clash, self.alternatives = "", Clash(), []
        await self._after(ctx, booking_id)
        names = dict(await workers.names(ctx))
        said, also = words.moved(ctx, done, names), None
        if done.in_series and done.before != done.after:
            said = f"{said.rstrip('.')}. This visit only"
            also = ("Following too", type(self).carry_on(str(done.id)))
        told = toast.done(said, undo=self._back(done), also=also)
        if done.before.starts_at == done.after.starts_at:
            return told
        return [told, *await freed.offers(ctx, done.before)]

    async def _offer(
        self,
        ctx: Ctx,
        refused: Conflict,
        booking_id: UUID,
        start: datetime | None,
        minutes: int | None,
        change: CrewChange | None,
    ) -> None:
        detail = await bookings.get(ctx, booking_id)
        at = format.moment(start or detail.starts_at, ctx.zone)
        wish = f"{detail.client.name} could not go to {at}. It is where it was."
        self.clash, self.alternatives = clash_of(ctx, refused, wish)
        self.asking = ""
        change = change or CrewChange()
        taken = self.clash.worker_id
        self._wish_for, self._wish_minutes = str(booking_id), minutes or detail.minutes
        self._wish_leaves = [*map(str, change.remove), taken]
        self._wish_joins = [str(id) for id in change.add if str(id) != taken]

    @handler("bookings.assign")
    async def take(self, ctx: Ctx, worker_id: UUID, starts_at: datetime):
        """Book one of the free slots the dialog offers."""
        change = CrewChange(
            remove=[known_id(id) for id in self._wish_leaves if id != str(worker_id)],
            add=[*map(UUID, self._wish_joins), worker_id],
        )
        self.clash, self.alternatives = Clash(), []
        return await self._move(
            ctx, known_id(self._wish_for), starts_at, self._wish_minutes, change
        )

    @handler("bookings.view")
    async def close_clash(self, ctx: Ctx):
        """Leave everything as it is."""
        self.clash, self.alternatives = Clash(), []

    def _back(self, done: Moved) -> Any:
        """The event that undoes a move."""
        return type(self).put_back(
            str(done.id),
            done.before.starts_at.isoformat(),
            done.before.minutes,
            [str(id) for id in done.joined],
            [str(id) for id in done.left],
            done.fee_cents,
        )

    @handler("bookings.edit")
    async def put_back(
        self, ctx: Ctx, booking_id: UUID, starts_at: datetime, minutes: Minutes,
        remove: FewIds, add: FewIds, fee_cents: Fee = None,
    ):  # fmt: skip
        """Undo a move: the same booking back where it was, unless somebody is there by now."""
        change = CrewChange(remove, add) if remove or add else None
        done = await bookings.reschedule(
            ctx, booking_id, starts_at, minutes=minutes, crew=change, expect_reason=False,
            for_client=None if fee_cents is None else ForClient(fee_back_cents=fee_cents),
        )  # fmt: skip
        await self._after(ctx, booking_id)
        return toast.done(f"{done.client} is back where it was.")

    @handler("bookings.edit")
    async def show_access(self, ctx: Ctx):
        """Show keys and codes; the audit log remembers who looked."""
        self.access = await bookings.show_access_notes(ctx, self._id())

    @handler("invoices.edit", module="module.invoices")
    async def bill(self, ctx: Ctx):
        """Write the invoice for it."""
        invoice_id = await invoices.create_from_booking(ctx, self._id())
        return [toast.done("Draft written."), rx.redirect(f"/invoices/{invoice_id}")]


def _one_id(text: str) -> list[UUID]:
    try:
        return [UUID(text)] if text else []
    except ValueError as error:
        raise Invalid("Choose a worker.", [FieldError("worker", "Choose a worker.")]) from error

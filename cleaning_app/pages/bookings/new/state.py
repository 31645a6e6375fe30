"""The booking being made: the cards put together, and the booking made of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, reading, toast
from cleaning_app.components.booking.clash import Clashing
from cleaning_app.components.booking.override import Overriding
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.components.shell import Shell
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.pages.bookings.new.crew import CrewCard
from cleaning_app.pages.bookings.new.draft import known
from cleaning_app.pages.bookings.new.price import PriceCard, read_price
from cleaning_app.pages.bookings.new.repeats import RepeatsCard
from cleaning_app.pages.bookings.new.times import TimesCard
from cleaning_app.pages.bookings.new.visit import VisitCard
from cleaning_app.pages.bookings.new.wait import WaitCard
from cleaning_app.services import bookings, catalogue, waitlist
from cleaning_app.services.bookings import NeedsReason, Saved
from cleaning_app.services.series import Made
from cleaning_app.services.waitlist import Waiting

_DEED = ("client_id", "service_id", "address_id", "crew", "repeat")


class NewBookingState(
    VisitCard,
    RepeatsCard,
    TimesCard,
    WaitCard,
    PriceCard,
    CrewCard,
    Clashing,
    Overriding,
    rx.State,
):
    """A new booking."""

    ready: bool = False
    waits_for: str = ""
    _back: str = ""
    _entry: str = ""
    _form: dict[str, str] = {}

    @handler("bookings.edit")
    async def load(self, ctx: Ctx):
        """Start empty, or with what the address says: client, worker, start, minutes, or somebody
        who is waiting for a time. What was begun outlives a line that was cut."""
        if self.ready and (await self.get_state(Shell)).came_back:
            return
        self.ready, self.problems = False, {}
        self._nobody()
        self._no_doubt()
        self._once()
        self.crew, self.times, self._looked_for = [], [], ()
        self._no_wait(ctx)
        await self._offer(ctx)
        self._no_clash()
        self._back = ""
        kinds = await catalogue.services(ctx)
        self.services = [Option(str(kind.id), kind.name) for kind in kinds]
        self.service_id = self.services[0].value if self.services else ""
        self._begin(ctx)
        self.filled += 1
        self._entry = self.waits_for = ""
        if kinds:
            drawn = address.asked(self, "minutes")
            self.minutes, self._own_length = drawn or str(kinds[0].default_minutes), bool(drawn)
        if worker := address.asked(self, "worker"):
            self.crew = [str(known(worker))]
        if chosen := address.asked(self, "client"):
            await self._choose(ctx, known(chosen))
        else:
            await self._look(ctx, "")
        if entry := address.asked(self, "waiting"):
            await self._begin_with(ctx, await waitlist.entry(ctx, known(entry)))
        await self._follow(ctx)
        self.ready = True

    async def _begin_with(self, ctx: Ctx, one: Waiting) -> None:
        """Somebody from the waitlist: what they wait for, on the first of their days."""
        self._entry = str(one.id)
        self.service_id, self.minutes = str(one.service_id), str(one.minutes)
        self._own_length = True
        self.address_id = str(one.address_id or self.address_id)
        day = max(one.first_day, ctx.today() + timedelta(days=1))
        self.day, self._back = min(day, one.last_day).isoformat(), "/waitlist"
        self.waits_for = f"{one.client} waits for this; booking it takes them off the waitlist."

    def _begin(self, ctx: Ctx) -> None:
        """Day and time: as drawn on the board, else tomorrow at nine."""
        start = address.asked(self, "start")
        self.day = (ctx.today() + timedelta(days=1)).isoformat()
        self.time = "09:00"
        if len(start) >= 16:
            self.day, self.time = start[:10], start[11:16]
            self._back = f"/schedule?day={self.day}"

    @handler("bookings.edit", once=_DEED)
    async def create(self, ctx: Ctx, form: dict[str, Any]):
        """Save the booking, and the client when they are new. Enter in the search for a client
        takes the first who was found."""
        if not self.client_id and not self.is_new_client and str(form.get("find_client", "")):
            return await self._first_match(ctx)
        sent = {name: str(value)[:4000] for name, value in form.items()}
        self._form = sent | self._unseen(sent)
        start = reading.start(ctx, self._form)
        return await self._save(ctx, start, [address.known_id(id) for id in self.crew])

    @handler("bookings.edit", once=_DEED)
    async def take(self, ctx: Ctx, worker_id: UUID, starts_at: datetime):
        """Book one of the free slots the dialog offers."""
        taken = self.clash.worker_id
        crew = [address.known_id(id) for id in self.crew if id not in (taken, str(worker_id))]
        return await self._save(ctx, starts_at, [*crew, worker_id])

    @handler("bookings.edit")
    async def undo(self, ctx: Ctx, booking_id: UUID):
        """Take the new booking out again."""
        await bookings.delete(ctx, booking_id)
        return toast.done("Booking taken out again.")

    @handler("bookings.edit")
    async def wait_again(self, ctx: Ctx, entry_id: UUID):
        """Take the new booking out again; its client waits as before."""
        await waitlist.unbook(ctx, entry_id)
        return [toast.done("Back on the waitlist."), rx.redirect("/waitlist")]

    async def _again(self, ctx: Ctx, deed: dict[str, Any], reason: str) -> Any:
        """The booking that waited for a reason."""
        return await self._save(ctx, deed["start"], deed["crew"], reason)

    async def _instead(
        self, ctx: Ctx, deed: dict[str, Any], starts_at: datetime, crew: list[UUID]
    ) -> Any:
        """The booking at a time that breaks no rule; without a crew if none was chosen."""
        return await self._save(ctx, starts_at, crew if deed["crew"] else [])

    async def _save(self, ctx: Ctx, start: datetime, crew: list[UUID], reason: str = "") -> Any:
        try:
            # A new client must not stay behind when their booking is refused.
            async with ctx.attempt():
                saved = await self._made(ctx, start, crew, reason)
        except NeedsReason as refused:
            nothing = "Nothing is saved yet."
            await self._ask_why(ctx, refused, nothing, start=start, crew=crew)
            return None
        except Conflict as refused:
            wish = "Nothing is saved yet. Take one of these, or change the form."
            self._clashed(ctx, refused, wish)
            return None
        self._no_clash()
        if isinstance(saved, Made):
            return self._booked_series(saved)
        caution = f" {saved.warnings[0].message}" if saved.warnings else ""
        said = f"Booked B-{saved.number:05}.{caution}"
        undo = NewBookingState.undo(str(saved.id))
        if self._entry:
            undo = NewBookingState.wait_again(self._entry)
        return [toast.done(said, undo=undo), rx.redirect(self._back or f"/bookings/{saved.id}")]

    async def _made(self, ctx: Ctx, start: datetime, crew: list[UUID], reason: str) -> Saved | Made:
        form = self._form
        if not self.service_id:
            raise Invalid.field("service_id", "Choose a service.")
        minutes, cents = reading.minutes(form.get("minutes", ""), "minutes"), read_price(form)
        client_id, address_id = await self._made_client(ctx, form)
        terms: dict[str, Any] = {
            "client_id": client_id,
            "address_id": address_id,
            "service_id": address.known_id(self.service_id),
            "minutes": minutes,
            "price_cents": cents,
            "crew": crew,
            "notes": form.get("notes", ""),
            "access_notes": form.get("access_notes", ""),
            "confirmed": form.get("confirmed") in ("on", "true", "True"),
        }
        if self.repeat.kind:
            return await self._made_series(
                ctx, start, home=self._home(), add_ons=dict(self.extras), **terms
            )
        saved = await bookings.create(
            ctx,
            starts_at=start,
            override_reason=reason,
            home=self._home(),
            add_ons=dict(self.extras),
            **terms,
        )
        if self._entry:
            await waitlist.settle(ctx, address.known_id(self._entry), saved.id)
        return saved

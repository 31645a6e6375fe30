"""The booking being made: for whom, what, when, and who could come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, toast
from cleaning_app.components.booking.candidates import in_the_way, way
from cleaning_app.components.booking.clash import Alternative, Clash, clash_of
from cleaning_app.components.booking.reading import read_minutes, read_start
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import AppError, Conflict, FieldError, Invalid
from cleaning_app.money import parse_cents
from cleaning_app.services import bookings, catalogue, clients, listing
from cleaning_app.services.bookings import Candidate, Saved

MOST_SHOWN = 8
_DEED = ("client_id", "service_id", "address_id", "crew")


@dataclass
class CandidateRow:
    """A worker who could come."""

    id: str
    name: str
    initials: str
    note: str
    busy: str
    warning: str
    best: bool


class NewBookingState(LoadState, forms.FormState, rx.State):
    """A new booking."""

    client_id: str = ""
    client_name: str = ""
    is_new_client: bool = False
    matches: list[Option] = []
    places: list[Option] = []
    services: list[Option] = []
    service_id: str = ""
    address_id: str = ""
    day: str = ""
    time: str = ""
    minutes: str = ""
    price: str = ""
    ends: str = ""
    crew: list[str] = []
    people: list[CandidateRow] = []
    clash: Clash = Clash()
    alternatives: list[Alternative] = []
    _back: str = ""
    _form: dict[str, Any] = {}

    @handler("bookings.edit", fills=True)
    async def load(self, ctx: Ctx):
        """Start empty, or with what the address says: client, worker, start, minutes."""
        self.ready, self.problems = False, {}
        self.client_id, self.client_name, self.is_new_client = "", "", False
        self.places, self.address_id, self.crew, self.price = [], "", [], ""
        self.clash, self.alternatives, self._back = Clash(), [], ""
        kinds = await catalogue.services(ctx)
        self.services = [Option(str(kind.id), kind.name) for kind in kinds]
        self.service_id = self.services[0].value if self.services else ""
        self._begin(ctx)
        if kinds:
            self.minutes = address.asked(self, "minutes") or str(kinds[0].default_minutes)
        if worker := address.asked(self, "worker"):
            self.crew = [str(_known(worker))]
        if chosen := address.asked(self, "client"):
            await self._choose(ctx, _known(chosen))
        else:
            await self._look(ctx, "")
        await self._price(ctx)
        await self._weigh(ctx)
        self.ready = True

    def _begin(self, ctx: Ctx) -> None:
        """Day and time: as drawn on the board, else tomorrow at nine."""
        start = address.asked(self, "start")
        self.day = (ctx.today() + timedelta(days=1)).isoformat()
        self.time = "09:00"
        if len(start) >= 16:
            self.day, self.time = start[:10], start[11:16]
            self._back = f"/schedule?day={self.day}"

    async def _look(self, ctx: Ctx, words: str) -> None:
        found = await clients.find(ctx, listing.Query(search=words[:100], limit=6))
        self.matches = [
            Option(str(client.id), f"{client.name} · {client.area}".rstrip(" ·"))
            for client in found.rows
        ]

    async def _choose(self, ctx: Ctx, client_id: UUID) -> None:
        client = await clients.get(ctx, client_id)
        self.client_id, self.client_name = str(client.id), client.name
        self.places = [
            Option(str(a.id), f"{a.street}, {a.area or a.city}") for a in client.addresses
        ]
        self.address_id = self.places[0].value if self.places else ""

    async def _price(self, ctx: Ctx) -> None:
        """What the price list says for this service, day and length."""
        start = _start(ctx, self.day, self.time)
        if not self.service_id or start is None:
            return
        day = start.astimezone(ctx.zone).date()
        kind = await catalogue.service(ctx, address.known_id(self.service_id), on=day)
        minutes = int(self.minutes) if self.minutes.isdigit() else kind.default_minutes
        cents = kind.price.for_minutes(minutes) if kind.price else 0
        self.price = f"{cents // 100}.{cents % 100:02}" if cents else ""

    async def _weigh(self, ctx: Ctx) -> None:
        """Who could come, the best first."""
        start = _start(ctx, self.day, self.time)
        self.people, self.ends = [], ""
        if start is None or not self.minutes.isdigit() or not 15 <= int(self.minutes) <= 1440:
            return
        minutes = int(self.minutes)
        self.ends = format.time(start + timedelta(minutes=minutes), ctx.zone)
        found = await bookings.candidates(
            ctx,
            start,
            minutes,
            service_id=_maybe(self.service_id),
            address_id=_maybe(self.address_id),
        )
        rows = [_row(ctx, one, n == 0 and one.is_free) for n, one in enumerate(found)]
        chosen = [r for r in rows if r.id in self.crew]
        rest = [r for r in rows if r.id not in self.crew]
        self.people = chosen + rest[: max(0, MOST_SHOWN - len(chosen))]

    @handler("bookings.edit", supersedes=True)
    async def look_for_client(self, ctx: Ctx, words: str):
        """Clients that match what was typed."""
        await self._look(ctx, words)

    @handler("bookings.edit")
    async def choose_client(self, ctx: Ctx, client_id: UUID):
        """Book for this client."""
        await self._choose(ctx, client_id)
        await self._weigh(ctx)

    @handler("bookings.edit")
    async def other_client(self, ctx: Ctx):
        """Choose again."""
        self.client_id, self.client_name, self.is_new_client = "", "", False
        self.places, self.address_id = [], ""

    @handler("contacts.edit")
    async def new_client(self, ctx: Ctx):
        """Book for somebody who is no client yet."""
        self.client_id, self.client_name, self.is_new_client = "", "", True
        self.places, self.address_id = [], ""

    @handler("bookings.edit")
    async def set_service(self, ctx: Ctx, service_id: UUID):
        """Another service: its usual length and price."""
        kind = await catalogue.service(ctx, service_id)
        self.service_id, self.minutes = str(kind.id), str(kind.default_minutes)
        await self._price(ctx)
        await self._weigh(ctx)

    @handler("bookings.edit")
    async def set_address(self, ctx: Ctx, address_id: str):
        """Another of the client's places."""
        self.address_id = address_id[:36]
        await self._weigh(ctx)

    @handler("bookings.edit", supersedes=True)
    async def set_time(self, ctx: Ctx, name: str, value: str):
        """Another day, time or length; who is free follows."""
        if name in ("day", "time", "minutes"):
            setattr(self, name, value.strip()[:10])
        await self._price(ctx)
        await self._weigh(ctx)

    @handler("bookings.edit")
    async def toggle(self, ctx: Ctx, worker_id: UUID):
        """Put a worker on it or take them off."""
        chosen = str(worker_id)
        kept = [id for id in self.crew if id != chosen]
        self.crew = kept if chosen in self.crew else [*kept, chosen][:20]

    @handler("bookings.edit", once=_DEED)
    async def create(self, ctx: Ctx, form: dict[str, Any]):
        """Save the booking, and the client when they are new."""
        start = read_start(ctx, form, "day", "time")
        self._form = {name: str(value)[:4000] for name, value in form.items()}
        return await self._save(ctx, start, [address.known_id(id) for id in self.crew])

    @handler("bookings.edit", once=_DEED)
    async def take(self, ctx: Ctx, worker_id: UUID, starts_at: datetime):
        """Book one of the free slots the dialog offers."""
        taken = self.clash.worker_id
        crew = [address.known_id(id) for id in self.crew if id not in (taken, str(worker_id))]
        return await self._save(ctx, starts_at, [*crew, worker_id])

    @handler("bookings.edit")
    async def close_clash(self, ctx: Ctx):
        """Back to the form."""
        self.clash, self.alternatives = Clash(), []

    @handler("bookings.edit")
    async def undo(self, ctx: Ctx, booking_id: UUID):
        """Take the new booking out again."""
        await bookings.delete(ctx, booking_id)
        return toast.done("Booking taken out again.")

    async def _save(self, ctx: Ctx, start: datetime, crew: list[UUID]) -> Any:
        try:
            # A new client must not stay behind when their booking is refused.
            async with ctx.attempt():
                saved = await self._made(ctx, start, crew)
        except Conflict as refused:
            if "alternatives" not in refused.extra:
                raise
            wish = "Nothing is saved yet. Take one of these, or change the form."
            self.clash, self.alternatives = clash_of(ctx, refused, wish)
            return None
        self.clash, self.alternatives = Clash(), []
        caution = f" {saved.warnings[0].message}" if saved.warnings else ""
        said = f"Booked B-{saved.number:05}.{caution}"
        undo = NewBookingState.undo(str(saved.id))
        return [toast.done(said, undo=undo), rx.redirect(self._back or f"/bookings/{saved.id}")]

    async def _made(self, ctx: Ctx, start: datetime, crew: list[UUID]) -> Saved:
        form = self._form
        price = form.get("price", "").strip()
        if not self.service_id:
            raise Invalid("Choose a service.", [FieldError("service_id", "Choose a service.")])
        minutes, cents = read_minutes(form, "minutes"), _cents(price) if price else None
        client_id, address_id = await self._client(ctx)
        return await bookings.create(
            ctx,
            client_id=client_id,
            address_id=address_id,
            service_id=address.known_id(self.service_id),
            starts_at=start,
            minutes=minutes,
            price_cents=cents,
            crew=crew,
            notes=form.get("notes", ""),
            access_notes=form.get("access_notes", ""),
            confirmed=form.get("confirmed") in ("on", "true", "True"),
        )

    async def _client(self, ctx: Ctx) -> tuple[UUID, UUID | None]:
        """The chosen client and address, or the new ones, made now."""
        if self.client_id:
            return address.known_id(self.client_id), _maybe(self.address_id)
        if not self.is_new_client:
            raise Invalid("Choose a client.", [FieldError("client", "Choose a client.")])
        contact = {name: self._form.get(name, "") for name in ("name", "phone", "email")}
        client_id = await clients.create(ctx, **contact)  # pyright: ignore[reportArgumentType]
        place = {name: self._form.get(name, "") for name in ("street", "area", "city")}
        if not any(place.values()):
            return client_id, None
        return client_id, await clients.add_address(ctx, client_id, **place)  # pyright: ignore[reportArgumentType]


def _row(ctx: Ctx, one: Candidate, best: bool) -> CandidateRow:
    return CandidateRow(
        id=str(one.worker_id),
        name=one.worker,
        initials=format.initials(one.worker),
        note=way(one),
        busy=in_the_way(ctx, one),
        warning=" ".join(warned.message for warned in one.warnings),
        best=best and not one.warnings,
    )


def _start(ctx: Ctx, day: str, clock: str) -> datetime | None:
    """The moment typed so far; None while it is no time yet."""
    try:
        return read_start(ctx, {"day": day, "time": clock}, "day", "time")
    except AppError:
        return None


def _cents(text: str) -> int:
    try:
        return parse_cents(text)
    except Invalid as error:
        raise Invalid(error.detail, [FieldError("price_cents", error.detail)]) from error


def _known(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("That link is broken. Start a new booking with N.") from error


def _maybe(text: str) -> UUID | None:
    return _known(text) if text else None

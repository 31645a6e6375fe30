"""For whom: a client that is found, or one made together with the booking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.pages.bookings.new.draft import Draft, maybe
from cleaning_app.services import clients, listing


class ClientCard(Draft, mixin=True):
    """The client and the address."""

    client_name: str = ""
    is_new_client: bool = False
    matches: list[Option] = []
    places: list[Option] = []

    def _nobody(self, *, new: bool = False) -> None:
        self.client_id, self.client_name, self.is_new_client = "", "", new
        self.places, self.address_id = [], ""

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

    async def _made_client(self, ctx: Ctx, form: dict[str, str]) -> tuple[UUID, UUID | None]:
        """The chosen client and address, or the new ones, made now."""
        if self.client_id:
            return known_id(self.client_id), maybe(self.address_id)
        if not self.is_new_client:
            raise Invalid("Choose a client.", [FieldError("client", "Choose a client.")])
        contact = {name: form.get(name, "") for name in ("name", "phone", "email")}
        client_id = await clients.create(ctx, **contact)  # pyright: ignore[reportArgumentType]
        place = {name: form.get(name, "") for name in ("street", "area", "city")}
        if not any(place.values()):
            return client_id, None
        return client_id, await clients.add_address(ctx, client_id, **place)  # pyright: ignore[reportArgumentType]

    @handler("bookings.edit", supersedes=True)
    async def look_for_client(self, ctx: Ctx, words: str):
        """Clients that match what was typed."""
        await self._look(ctx, words)

    @handler("bookings.edit")
    async def choose_client(self, ctx: Ctx, client_id: UUID):
        """Book for this client."""
        await self._choose(ctx, client_id)
        await self._follow(ctx)
        return rx.set_focus("new-booking-service")

    @handler("bookings.edit")
    async def other_client(self, ctx: Ctx):
        """Choose again."""
        self._nobody()
        await self._follow(ctx)

    @handler("contacts.edit")
    async def new_client(self, ctx: Ctx):
        """Book for somebody who is no client yet."""
        self._nobody(new=True)
        await self._follow(ctx)

    @handler("bookings.edit")
    async def set_address(self, ctx: Ctx, address_id: str):
        """Another of the client's places."""
        self.address_id = address_id[:36]
        await self._follow(ctx)


def client_card(s: Any) -> rx.Component:
    """Find a client, or type a new one."""
    shown = rx.cond(s.client_id != "", _chosen(s), rx.cond(s.is_new_client, _new(s), _search(s)))
    return pieces.card("Client", rx.el.div(shown, class_name="card-body stack"))


def _chosen(s: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(s.client_name, class_name="strong"),
            pieces.button("Change", kind="quiet", on_click=s.other_client),
            class_name="row",
        ),
        rx.cond(
            s.places.length() > 0,
            forms.field(
                "Address",
                forms.select(
                    "address_id",
                    s.places,
                    default_value=s.address_id,
                    on_change=s.set_address,
                    key=s.client_id,
                ),
                problem=s.problems["address_id"],
            ),
            rx.el.span("No address yet; the crew will ask where to go.", class_name="warn-text"),
        ),
        class_name="stack",
    )


def _search(s: Any) -> rx.Component:
    wrong = s.problems["client"]
    return rx.fragment(
        forms.text_input(
            "find_client",
            type="search",
            placeholder="Find a client by name, phone or e-mail",
            aria_label="Find a client",
            auto_focus=True,
            on_change=s.look_for_client.debounce(200),
        ),
        rx.el.div(
            rx.foreach(
                s.matches,
                lambda o: rx.el.button(
                    o.label, type="button", class_name="choice", on_click=s.choose_client(o.value)
                ),
            ),
            rx.el.button(
                pieces.icon("plus"),
                "New client",
                type="button",
                class_name="choice",
                on_click=s.new_client,
            ),
            class_name="choices two-up",
        ),
        rx.cond(wrong, rx.el.span(wrong, class_name="bad-text", role="alert")),
    )


def _new(s: Any) -> rx.Component:
    def field(label: str, name: str, **props: Any) -> rx.Component:
        return forms.field(label, forms.text_input(name, **props), problem=s.problems[name])

    return rx.el.div(
        rx.el.div(
            rx.el.span("New client", class_name="strong"),
            pieces.button("Find one instead", kind="quiet", on_click=s.other_client),
            class_name="row",
        ),
        forms.columns(
            field("Name", "name", required=True, max_length=200, auto_focus=True),
            field("Phone", "phone", type="tel"),
            field("E-mail", "email", type="email"),
            field("Street", "street", max_length=200),
            field("Area", "area", max_length=100),
            field("City", "city", max_length=100),
        ),
        class_name="form",
    )

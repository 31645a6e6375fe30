"""For whom: a client that is found, or one who is made together with what is wanted for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import clients, listing

_CONTACT = ("name", "phone", "email", "street", "area", "city")


class PickClient(forms.FormState, mixin=True):
    """The client and the address of a form. `_client_chosen` is called when they are others."""

    client_id: str = ""
    address_id: str = ""
    client_name: str = ""
    is_new_client: bool = False
    matches: list[Option] = []
    places: list[Option] = []
    contact: dict[str, str] = {}

    async def _client_chosen(self, ctx: Ctx) -> None:
        """Work out anew what depends on the client and the address."""

    def _nobody(self, *, new: bool = False) -> None:
        self.client_id, self.client_name, self.is_new_client = "", "", new
        self.places, self.address_id, self.contact = [], "", {}

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

    async def _first_match(self, ctx: Ctx) -> Any:
        """Enter in the search: the first who was found."""
        if not self.matches:
            raise Invalid.field("client", "Nobody is called that.")
        await self._choose(ctx, known_id(self.matches[0].value))
        await self._client_chosen(ctx)
        return rx.set_focus("chosen-client")

    async def _made_client(self, ctx: Ctx, form: dict[str, str]) -> tuple[UUID, UUID | None]:
        """The chosen client and address, or the new ones, made now."""
        if self.client_id:
            place = known_id(self.address_id) if self.address_id else None
            return known_id(self.client_id), place
        if not self.is_new_client:
            raise Invalid.field("client", "Choose a client.")
        contact = {name: form.get(name, "") for name in _CONTACT[:3]}
        client_id = await clients.create(ctx, **contact)  # pyright: ignore[reportArgumentType]
        place = {name: form.get(name, "") for name in _CONTACT[3:]}
        if not any(place.values()):
            return client_id, None
        return client_id, await clients.add_address(ctx, client_id, **place)  # pyright: ignore[reportArgumentType]

    @handler("bookings.edit", supersedes=True)
    async def look_for_client(self, ctx: Ctx, words: str):
        """Clients that match what was typed."""
        await self._look(ctx, words)

    @handler("bookings.edit")
    async def choose_client(self, ctx: Ctx, client_id: UUID):
        """Go on with this client."""
        await self._choose(ctx, client_id)
        await self._client_chosen(ctx)
        return rx.set_focus("chosen-client")

    @handler("bookings.edit")
    async def other_client(self, ctx: Ctx):
        """Choose again."""
        self._nobody()
        await self._client_chosen(ctx)

    @handler("contacts.edit")
    async def set_contact(self, ctx: Ctx, name: str, value: str):
        """A detail of the new client."""
        if name in _CONTACT:
            self.contact = {**self.contact, name: value[:200]}

    @handler("contacts.edit")
    async def new_client(self, ctx: Ctx):
        """Go on with somebody who is no client yet."""
        self._nobody(new=True)
        await self._client_chosen(ctx)

    @handler("bookings.edit")
    async def set_address(self, ctx: Ctx, address_id: str):
        """Another of the client's places."""
        self.address_id = address_id[:36]
        await self._client_chosen(ctx)


def client_fields(s: Any) -> rx.Component:
    """Find a client, or type a new one."""
    return rx.cond(s.client_id != "", _chosen(s), rx.cond(s.is_new_client, _new(s), _search(s)))


def _chosen(s: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(s.client_name, class_name="strong"),
            pieces.button("Change", kind="quiet", on_click=s.other_client, id="chosen-client"),
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
        box = forms.text_input(name, on_blur=lambda typed: s.set_contact(name, typed), **props)
        return forms.field(label, box, problem=s.problems[name])

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

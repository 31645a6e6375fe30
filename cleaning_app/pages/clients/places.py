"""Where a client has cleaned: a card of the client's page, and the form of an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import forms, overlay, pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.pages.clients.form import address_fields, address_of
from cleaning_app.services import clients


@dataclass
class Place:
    """A place to clean; `notes` are its keys and codes once somebody asked to see them."""

    id: str = ""
    label: str = ""
    line: str = ""
    street: str = ""
    area: str = ""
    city: str = ""
    province: str = ""
    postal_code: str = ""
    has_notes: bool = False
    notes: str = ""


class PlacesCard(forms.FormState, mixin=True):
    """The addresses, and the form that adds or changes one."""

    places: list[Place] = []
    place: Place = Place()
    placing: bool = False

    def _places_of(self) -> UUID:
        """Whose page this is."""
        raise NotImplementedError

    def _show_places(self, addresses: list[clients.AddressDetail]) -> None:
        self.places = [_place(one) for one in addresses]

    async def _places_changed(self, ctx: Ctx) -> None:
        self.placing = False
        self._show_places((await clients.get(ctx, self._places_of())).addresses)

    @handler("contacts.edit")
    async def new_place(self, ctx: Ctx):
        """Open an empty form."""
        self.place, self.placing, self.problems = Place(), True, {}

    @handler("contacts.edit")
    async def edit_place(self, ctx: Ctx, address_id: UUID):
        """Open the form for an address."""
        named = [place for place in self.places if place.id == str(address_id)]
        self.place, self.placing, self.problems = (named or [Place()])[0], bool(named), {}

    @handler("contacts.edit")
    async def close_place(self, ctx: Ctx):
        """Close the form."""
        self.placing = False

    @handler("contacts.edit", once=("client.id", "place.id"))
    async def save_place(self, ctx: Ctx, form: dict[str, Any]):
        """Add the address, or change it."""
        typed = address_of(form)
        if not self.place.id:
            await clients.add_address(ctx, self._places_of(), **typed)
        else:
            if form.get("forget_notes"):
                typed["access_notes"] = ""
            await clients.update_address(ctx, known_id(self.place.id), **typed)
        words = "Address saved." if self.place.id else "Address added."
        await self._places_changed(ctx)
        return toast.done(words)

    @handler("contacts.edit")
    async def remove_place(self, ctx: Ctx, address_id: UUID):
        """Take an address out of the list; past visits keep it."""
        await clients.remove_address(ctx, address_id)
        await self._places_changed(ctx)
        return toast.done("Address removed.", undo=type(self).put_place_back(str(address_id)))

    @handler("contacts.edit")
    async def put_place_back(self, ctx: Ctx, address_id: UUID):
        """Undo removing it."""
        await clients.restore_address(ctx, address_id)
        await self._places_changed(ctx)
        return toast.done("Address is back.")

    @handler("contacts.edit")
    async def show_notes(self, ctx: Ctx, address_id: UUID):
        """Show keys and codes; the audit log remembers who looked."""
        notes = await clients.show_access_notes(ctx, address_id)
        for place in self.places:
            if place.id == str(address_id):
                place.notes = notes
        self.places = list(self.places)


def _place(a: clients.AddressDetail) -> Place:
    parts = (a.street, a.area, a.city, a.province, a.postal_code)
    return Place(
        str(a.id), a.label, ", ".join(filter(None, parts)), *parts, has_notes=a.has_access_notes
    )


def places_card(s: Any) -> rx.Component:
    """The addresses, each with what can be done about it."""

    def line(place: Any) -> rx.Component:
        show = rx.el.button(
            "Show keys and codes",
            type="button",
            class_name="link",
            on_click=s.show_notes(place.id),
        )
        hidden = place.has_notes & (place.notes == "") & s.may_edit
        return rx.el.div(
            rx.el.div(
                rx.cond(place.label != "", rx.el.div(place.label, class_name="strong")),
                rx.el.div(place.line),
                rx.cond(hidden, show),
                rx.cond(place.notes != "", pieces.warning(place.notes)),
                class_name="grow",
            ),
            rx.cond(s.may_edit, _menu(s, place)),
            key=place.id,
        )

    return pieces.card(
        "Addresses",
        rx.cond(
            s.places.length() > 0,
            rx.el.div(rx.foreach(s.places, line), class_name="lines"),
            pieces.empty("map-pin", "No address", "Crews need to know where to go."),
        ),
        action=rx.cond(
            s.may_edit, pieces.button("Add address", kind="quiet", on_click=s.new_place)
        ),
    )


def _menu(s: Any, place: Any) -> rx.Component:
    close = {"data-close": "true"}
    return pieces.menu(
        rx.el.span(pieces.icon("ellipsis"), class_name="btn icon quiet"),
        rx.el.button("Edit…", type="button", on_click=s.edit_place(place.id), custom_attrs=close),
        rx.el.button(
            "Remove",
            type="button",
            class_name="danger",
            on_click=s.remove_place(place.id),
            custom_attrs=close,
        ),
        text="What to do with this address",
    )


def place_drawer(s: Any) -> rx.Component:
    """The form of one address."""
    p, wrong = s.place, s.problems
    title = rx.cond(p.id != "", "Edit address", "New address")
    form = forms.form(
        forms.field(
            "Label",
            forms.text_input(
                "label", default_value=p.label, max_length=60, placeholder="Home, office, cabin"
            ),
            problem=wrong["label"],
        ),
        *address_fields(wrong, p),
        forms.field(
            "Keys, codes, pets",
            forms.textarea("access_notes", max_length=1000),
            help=rx.cond(
                p.has_notes,
                "Something is stored and hidden. What you type here replaces it.",
                "Encrypted. The crew sees it on the day; every look is recorded.",
            ),
            problem=wrong["access_notes"],
        ),
        rx.cond(p.has_notes, forms.checkbox("forget_notes", "Forget what is stored")),
        on_submit=s.save_place,
        on_cancel=s.close_place,
        submit=rx.cond(p.id != "", "Save", "Add address"),
    )
    return overlay.drawer(s.placing, s.close_place, title, form, label="Address")

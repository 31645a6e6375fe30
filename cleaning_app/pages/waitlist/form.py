"""Putting a client on the waitlist, found or new."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, forms, overlay, reading, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.booking.client import PickClient, client_fields
from cleaning_app.components.booking.wish import WishForm
from cleaning_app.components.booking.wish_view import wish_fields
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import catalogue, waitlist


class AddToWaitlist(WishForm, PickClient, mixin=True):
    """The form over the waitlist."""

    adding: bool = False
    services: list[Option] = []
    service_id: str = ""
    minutes: str = ""

    async def _fill(self, ctx: Ctx) -> None:
        """Draw the list anew."""
        raise NotImplementedError

    @handler("bookings.edit", module="module.schedule")
    async def begin(self, ctx: Ctx):
        """Open the form, empty."""
        await self._begin(ctx)
        await self._look(ctx, "")

    async def _begin(self, ctx: Ctx) -> None:
        self._nobody()
        self._no_wait(ctx)
        kinds = await catalogue.services(ctx)
        self.services = [Option(str(kind.id), kind.name) for kind in kinds]
        self.service_id = self.services[0].value if self.services else ""
        self.minutes = str(kinds[0].default_minutes) if kinds else ""
        self.adding = True

    async def _begin_for(self, ctx: Ctx) -> None:
        """Open it for the client the address names, as their page links here."""
        if (client := address.asked(self, "client")) and ctx.can("bookings.edit"):
            await self._begin(ctx)
            await self._choose(ctx, known_id(client))

    @handler("bookings.edit")
    async def leave(self, ctx: Ctx):
        """Close the form."""
        self.adding = False

    @handler("bookings.edit")
    async def set_service(self, ctx: Ctx, service_id: UUID):
        """Another service: its usual length."""
        kind = await catalogue.service(ctx, service_id)
        self.service_id, self.minutes = str(kind.id), str(kind.default_minutes)

    @handler("bookings.edit", module="module.schedule", once=("client_id", "service_id", "contact"))
    async def add(self, ctx: Ctx, form: dict[str, Any]):
        """Put them on the list. Enter in the search takes the first client who was found."""
        if not self.client_id and not self.is_new_client and str(form.get("find_client", "")):
            return await self._first_match(ctx)
        if not self.service_id:
            raise Invalid.field("service_id", "Choose a service.")
        minutes, when = reading.minutes(form.get("minutes", ""), "minutes"), self._when()
        client_id, address_id = await self._made_client(ctx, form)
        entry_id = await waitlist.add(
            ctx,
            waitlist.Wish(
                client_id=client_id,
                service_id=known_id(self.service_id),
                minutes=minutes,
                address_id=address_id,
                notes=str(form.get("notes", "")),
                **when,
            ),
        )
        self.adding = False
        await self._fill(ctx)
        return toast.done("On the waitlist.", undo=type(self).set_closed(str(entry_id), True))  # type: ignore[attr-defined]


def add_drawer(s: Any) -> rx.Component:
    """Who, what, when and what else there is to know."""
    what = forms.columns(
        forms.field(
            "Service",
            forms.select("service_id", s.services, value=s.service_id, on_change=s.set_service),
            problem=s.problems["service_id"],
        ),
        forms.field(
            "Minutes",
            forms.text_input(
                "minutes", default_value=s.minutes, input_mode="numeric", key=s.service_id
            ),
            problem=s.problems["minutes"],
        ),
    )
    return overlay.drawer(
        s.adding,
        s.leave,
        "Put on the waitlist",
        forms.form(
            client_fields(s),
            what,
            wish_fields(s),
            forms.field(
                "Notes",
                forms.textarea("notes", max_length=500, rows="2", placeholder="Ring before coming"),
                problem=s.problems["notes"],
            ),
            on_submit=s.add,
            on_cancel=s.leave,
            submit="Put on the list",
        ),
        label="Put on the waitlist",
    )

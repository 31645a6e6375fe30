"""When nothing fits: the client goes on the waitlist instead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.booking.wish import WishForm
from cleaning_app.components.booking.wish_view import wish_fields
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.pages.bookings.new.draft import Draft
from cleaning_app.services import waitlist


class WaitCard(WishForm, Draft, mixin=True):
    """Within which days and hours the client would take a time."""

    @handler("bookings.edit", once=("client_id", "service_id"))
    async def wait(self, ctx: Ctx):
        """Put the client, who may be new, on the waitlist."""
        minutes = self._length()
        if minutes is None:
            raise Invalid("Check the length.", [FieldError("minutes", "Minutes, such as 120.")])
        when = self._when()
        client_id, address_id = await self._made_client(ctx, self.contact)
        wish = waitlist.Wish(
            client_id=client_id,
            service_id=known_id(self.service_id),
            minutes=minutes,
            address_id=address_id,
            **when,
        )
        entry_id = await waitlist.add(ctx, wish)
        undo = type(self).unwait(str(entry_id))
        return [toast.done("On the waitlist.", undo=undo), rx.redirect("/waitlist")]

    @handler("bookings.edit")
    async def unwait(self, ctx: Ctx, entry_id: UUID):
        """Take them off again."""
        await waitlist.close(ctx, entry_id)
        return toast.done("Taken off the waitlist.")


def wait_fields(s: Any) -> rx.Component:
    """Folded away until nothing fits."""
    return rx.el.details(
        rx.el.summary("Nothing fits? Put them on the waitlist"),
        rx.el.div(
            wish_fields(s),
            rx.el.div(
                pieces.button("Put on the waitlist", on_click=s.wait), class_name="form-foot"
            ),
            class_name="form",
        ),
        class_name="fold",
    )

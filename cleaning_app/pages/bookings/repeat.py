"""Making a visit come back, from its own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.series import words
from cleaning_app.components.series.repeats import RepeatForm, Repeats, Wish, rule_from
from cleaning_app.components.series.repeats_view import repeats
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import bookings, series


class RepeatThis(Repeats, mixin=True):
    """For the State of a booking's page."""

    async def _wish(self, ctx: Ctx) -> Wish | None:
        shown = await bookings.get(ctx, known_id(self.booking.id))  # pyright: ignore[reportAttributeAccessIssue]
        local = shown.starts_at.astimezone(ctx.zone)
        return Wish(
            day=local.date(),
            at=local.time(),
            minutes=shown.minutes,
            crew=tuple(member.id for member in shown.crew),
            client_id=shown.client.id,
            service_id=shown.service_id,
            instead_of=shown.id,
        )

    @handler("bookings.edit")
    async def ask_repeat(self, ctx: Ctx):
        """Open the form, weekly to begin with."""
        self.repeat = RepeatForm(kind="week1")
        await self._foresee(ctx)
        self.asking = "repeat"

    @handler("bookings.edit", once=("booking.id", "repeat"))
    async def make_series(self, ctx: Ctx, form: dict[str, Any]):
        """Make it come back."""
        booking_id = known_id(self.booking.id)  # pyright: ignore[reportAttributeAccessIssue]
        wish = await self._wish(ctx)
        if wish is None or not self.repeat.kind:
            raise Invalid.field("repeats", "Choose how often.")
        made = await series.from_booking(
            ctx,
            booking_id,
            rule_from(self.repeat, wish.day),
            holiday_policy=self.repeat.holidays,
        )
        self.asking = ""
        await self._after(ctx, booking_id)  # pyright: ignore[reportAttributeAccessIssue]
        said = f"{self.repeat_words}: {format.count(made.made, 'more visit')} booked."
        undo = type(self).unmake_series(str(made.id), str(booking_id))
        return toast.done(said + words.hand(made.conflicts), undo=undo)

    @handler("bookings.edit")
    async def unmake_series(self, ctx: Ctx, series_id: UUID, booking_id: UUID):
        """Take the new series out again; the visit it was made from stays."""
        await series.discard(ctx, series_id)
        await self._after(ctx, booking_id)  # pyright: ignore[reportAttributeAccessIssue]
        return toast.done("A visit of its own again.")


def one_off(s: Any) -> rx.Component:
    """What the page of a visit that doesn't come back offers."""
    b = s.booking
    return rx.cond(
        b.can_move,
        rx.el.section(
            rx.el.div(
                pieces.icon("repeat", 16),
                rx.el.span("Doesn't repeat", class_name="muted grow"),
                pieces.button("Make it repeat…", kind="quiet", on_click=s.ask_repeat),
                class_name="card-head plain",
            ),
            class_name="card",
            aria_label="Repeats",
        ),
    )


def repeat_drawer(s: Any) -> rx.Component:
    """How often, with what it comes to, before it is saved."""
    return overlay.drawer(
        s.asking == "repeat",
        s.ask(""),
        "Make it repeat",
        forms.form(
            rx.el.p(
                "Time, length, crew, price and notes of this visit are those of every visit.",
                class_name="muted",
            ),
            repeats(s),
            on_submit=s.make_series,
            on_cancel=s.ask(""),
            submit="Make series",
        ),
        label="Make it repeat",
    )

"""What the client thought of a completed visit, on its page: five stars and a sentence."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import address, format, forms, pieces, stars, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import ratings
from cleaning_app.services.ratings import Rating


class RatingState(forms.FormState, rx.State):
    """The rating of the booking whose page is open.

    `drawn` counts how often the form has to be drawn anew because somebody else, or an undo, changed
    what it holds: not after saving, so that the keyboard stays where it is.
    """

    stars: int = 0
    comment: str = ""
    said: str = ""
    can_edit: bool = False
    drawn: int = 0
    _booking: str = ""

    @handler("bookings.view")
    async def show(self, ctx: Ctx, booking_id: UUID):
        """Fill for a booking."""
        held = (self._booking, self.stars, self.comment)
        self._booking, self.can_edit = str(booking_id), ctx.can("bookings.edit")
        await self._fill(ctx)
        if held != (self._booking, self.stars, self.comment):
            self.drawn += 1
            self.problems = {}

    async def _fill(self, ctx: Ctx) -> None:
        found = await ratings.of_booking(ctx, self._id())
        self.stars, self.comment, self.said = 0, "", ""
        if found is not None:
            self.stars, self.comment = found.stars, found.comment
            self.said = f"{found.created_by}, {format.moment(found.created_at, ctx.zone)}"

    def _id(self) -> UUID:
        return address.known_id(self._booking)

    def _back(self, before: Rating | None) -> Any:
        if before is None:
            return RatingState.undo(self._booking, 0, "")
        return RatingState.undo(self._booking, before.stars, before.comment)

    @handler("bookings.edit")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Write down what the client said."""
        chosen = str(form.get("stars") or "0")
        if chosen not in ("1", "2", "3", "4", "5"):
            raise Invalid.field("stars", "Choose one to five stars.")
        words = str(form.get("comment", ""))
        before = await ratings.rate(ctx, self._id(), int(chosen), words)
        self.problems = {}
        await self._fill(ctx)
        return toast.done("Rating saved.", undo=self._back(before))

    @handler("bookings.edit")
    async def remove(self, ctx: Ctx):
        """Take the rating away."""
        before = await ratings.forget(ctx, self._id())
        self.drawn += 1
        await self._fill(ctx)
        return toast.done("Rating removed.", undo=self._back(before))

    @handler("bookings.edit")
    async def undo(
        self,
        ctx: Ctx,
        booking_id: UUID,
        count: Annotated[int, Field(ge=0, le=5)],
        comment: Annotated[str, Field(max_length=500)],
    ):
        """Back to what the visit had before; no stars means that it had no rating."""
        if count:
            await ratings.rate(ctx, booking_id, count, comment)
        else:
            await ratings.forget(ctx, booking_id)
        self.drawn += 1
        await self._fill(ctx)
        return toast.done("The rating is as it was.")


def rating() -> rx.Component:
    """The card; for who may only look, just what was said."""
    s = RatingState
    told = rx.el.div(
        stars.shown(s.stars), rx.el.span(s.comment, class_name="breaks"), class_name="row"
    )
    return rx.cond(
        s.can_edit | (s.stars > 0),
        pieces.card(
            "Client's rating",
            rx.el.div(rx.cond(s.can_edit, _form(), told), class_name="card-body"),
            note=s.said,
        ),
    )


def _form() -> rx.Component:
    s = RatingState
    return rx.el.form(
        stars.choose("stars", s.stars, "Stars"),
        rx.el.input(
            name="comment",
            default_value=s.comment,
            placeholder="What they said (optional)",
            aria_label="What they said",
            max_length=500,
            auto_complete="off",
            class_name="input",
        ),
        rx.el.div(
            pieces.button("Save", type="submit"),
            rx.cond(s.stars > 0, pieces.button("Remove", kind="quiet", on_click=s.remove)),
            class_name="row",
        ),
        rx.cond(
            s.problems["stars"],
            rx.el.span(s.problems["stars"], class_name="problem", role="alert"),
        ),
        rx.cond(
            s.problems["comment"],
            rx.el.span(s.problems["comment"], class_name="problem", role="alert"),
        ),
        on_submit=s.save,
        key=s.drawn.to(str),
        class_name="rating",
        custom_attrs={"noValidate": True},
    )

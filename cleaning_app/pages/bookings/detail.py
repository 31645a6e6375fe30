"""One booking: everything about it, and everything that can be done with it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import address, forms, history, overlay, pieces, reading, toast
from cleaning_app.components.booking import panel
from cleaning_app.components.booking.actions import BookingActions
from cleaning_app.components.booking.deposit import DepositCard
from cleaning_app.components.booking.deposit_view import deposit_card
from cleaning_app.components.booking.onsite import OnSite
from cleaning_app.components.booking.onsite_view import onsite
from cleaning_app.components.booking.rating import RatingState, rating
from cleaning_app.components.handler import handler
from cleaning_app.components.live import live_feed, read_notices
from cleaning_app.components.loading import LoadState, named, shown
from cleaning_app.components.registry import page
from cleaning_app.components.series.part import read_scope
from cleaning_app.components.series.part_view import part_card, scope
from cleaning_app.context import Ctx
from cleaning_app.pages.bookings.extras import EditExtras, extras_drawer
from cleaning_app.pages.bookings.repeat import RepeatThis, one_off, repeat_drawer
from cleaning_app.services import bookings
from cleaning_app.services.series import Terms


class BookingState(RepeatThis, EditExtras, BookingActions, LoadState, forms.FormState, rx.State):
    """One booking's page."""

    @handler("bookings.view", fills=True)
    async def load(self, ctx: Ctx):
        """Fill the page for the booking in the address."""
        self.ready = False
        booking_id = address.path_id(self)
        await self._show(ctx, booking_id)
        self.ready = True
        return _cards(str(booking_id))

    @handler("bookings.edit")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the notes and the price."""
        price = reading.cents(form.get("price", ""), "price")
        notes, scope = str(form.get("notes", "")), read_scope(form)
        before = await bookings.get(ctx, self._id())
        await bookings.update(
            ctx, self._id(), version=self._version, price_cents=price, notes=notes
        )
        self.asking = ""
        terms: Terms = {}
        if price != before.price_cents:
            terms["price_cents"] = price
        if notes.strip() != before.notes:
            terms["notes"] = notes
        if terms and scope != "one":
            return await self._change_series(ctx, self._id(), scope, terms)
        await self._after(ctx, self._id())
        return toast.done("Saved.")

    @handler("bookings.view")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """A colleague changed something: load it again if it is this booking."""
        if any(notice.id == self.booking.id for notice in read_notices(sent)):
            await self._show(ctx, address.known_id(self.booking.id))
            return _cards(self.booking.id)
        return None

    @handler("bookings.view")
    async def feel(self, ctx: Ctx, status: str):
        """After a lost connection, load again."""
        return BookingState.load if status == "reconnected" else None


def _cards(booking_id: str) -> list[Any]:
    """What fills the cards that know only the booking's id."""
    return [card.show(booking_id) for card in (OnSite, DepositCard, RatingState)]


@page(
    "/bookings/[booking_id]",
    title="Booking",
    named=named(BookingState, BookingState.booking.number),
    permission="bookings.view",
    parent="/bookings",
    on_load=BookingState.load,
)
def booking() -> rx.Component:
    everything = pieces.link_button("All bookings", "/bookings")
    return rx.el.div(
        shown(BookingState, _content(), 10, back=everything),
        panel.dialogs(BookingState),
        _edit(),
        repeat_drawer(BookingState),
        extras_drawer(BookingState),
        live_feed(topics=["bookings"], on_notice=BookingState.hear, on_status=BookingState.feel),
        class_name="page",
    )


def _content() -> rx.Component:
    b = BookingState.booking
    edit = rx.cond(
        b.can_edit & ~b.deleted, pieces.button("Edit", on_click=BookingState.ask("edit"))
    )
    return rx.el.div(
        pieces.page_head(
            rx.el.span(b.client, panel.status_badge(b), class_name="row"),
            panel.buttons(BookingState, edit, on_page=True),
            under=rx.fragment(b.number, " · ", b.service, " · ", b.when, " · ", b.planned),
        ),
        panel.cautions(BookingState),
        rx.el.div(
            rx.el.div(
                pieces.card(
                    "Visit",
                    rx.el.div(
                        panel.facts(
                            BookingState, with_people=False, on_extras=BookingState.ask_extras
                        ),
                        panel.price_story(b),
                        class_name="card-body stack",
                    ),
                ),
                _people(),
                deposit_card(),
                rx.cond(b.status == "Completed", rating()),
                onsite(),
                part_card(BookingState, one_off(BookingState)),
                class_name="stack",
            ),
            history.history(BookingState.happenings),
            class_name="side",
        ),
        class_name="stack",
    )


def _people() -> rx.Component:
    b = BookingState.booking

    def member(row: Any) -> rx.Component:
        return rx.el.div(
            pieces.avatar(row.initials),
            rx.el.div(
                pieces.link(row.name, href="/workers/" + row.id, class_name="strong"),
                rx.el.div(row.skills, class_name="faint"),
                class_name="grow",
            ),
            rx.el.span(row.phone, class_name="muted num"),
            panel.take_off(BookingState, row),
        )

    change = rx.cond(
        b.can_assign,
        pieces.button("Change crew", kind="quiet", on_click=BookingState.ask("crew")),
    )
    client = rx.el.div(
        rx.el.span(pieces.icon("house", 14), class_name="avatar"),
        rx.el.div(
            pieces.link(b.client, href="/clients/" + b.client_id, class_name="strong"),
            rx.el.div(b.standing, class_name="faint"),
            rx.cond(b.contact != "", rx.el.div(b.contact, class_name="muted num breaks")),
            class_name="grow",
        ),
    )
    return pieces.card(
        "People",
        rx.el.div(
            client,
            rx.foreach(BookingState.crew, member),
            rx.cond(
                BookingState.crew.length() == 0,
                rx.el.div(rx.el.span("Nobody is on it yet.", class_name="warn-text")),
            ),
            class_name="lines",
        ),
        action=change,
    )


def _edit() -> rx.Component:
    b, wrong = BookingState.booking, BookingState.problems
    return overlay.drawer(
        BookingState.asking == "edit",
        BookingState.ask(""),
        "Edit booking",
        forms.form(
            forms.field(
                "Price before tax",
                forms.money_input("price", default_value=b.price_plain),
                problem=rx.cond(wrong["price"], wrong["price"], wrong["price_cents"]),
            ),
            forms.field(
                "Notes for the crew",
                forms.textarea("notes", default_value=b.notes, max_length=2000),
                problem=wrong["notes"],
            ),
            scope(BookingState),
            on_submit=BookingState.save,
            on_cancel=BookingState.ask(""),
            submit="Save",
        ),
        label="Edit booking",
    )

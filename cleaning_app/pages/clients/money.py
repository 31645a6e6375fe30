"""A client's money on their page: credit, deposits, and whether they are reminded of invoices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import address, format, pieces, toast
from cleaning_app.components.booking.deposit import COLOURS, WORDS
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.services import clients, deposits
from cleaning_app.services.payments import credit


@dataclass
class Held:
    """Credit on an invoice, or a deposit of a booking."""

    id: str
    what: str
    href: str
    status: str
    colour: str
    amount: str


class ClientMoney(rx.State, mixin=True):
    """Mix in on the page of one client."""

    credits: list[Held] = []
    credit_total: str = ""
    deposits: list[Held] = []
    no_reminders: bool = False

    async def _load_money(self, ctx: Ctx, client: clients.ClientDetail) -> None:
        self.no_reminders = client.no_reminders
        self.credits, self.deposits, self.credit_total = [], [], ""
        if not (ctx.can("invoices.view") and ctx.org.has("module.invoices")):
            return
        held = await credit.held(ctx, client.id)
        self.credits = [
            Held(str(one.invoice_id), one.number, f"/invoices/{one.invoice_id}", "", "grey",
                 format.money(one.cents))
            for one in held[:12]
        ]  # fmt: skip
        total = sum(one.cents for one in held)
        self.credit_total = format.money(total) if total else ""
        self.deposits = [
            Held(str(one.id), f"B-{one.booking_number:05}", f"/bookings/{one.booking_id}",
                 WORDS[one.status], COLOURS.get(one.status, "grey"),
                 format.money(one.held_cents or one.amount_cents))
            for one in (await deposits.of_client(ctx, client.id))[:12]
        ]  # fmt: skip

    async def _refresh(self, ctx: Ctx, client_id: Any) -> None:
        """The page's own."""
        raise NotImplementedError

    @handler("contacts.edit")
    async def set_reminders(self, ctx: Ctx, wanted: bool):
        """Remind the client of late invoices, or not."""
        client_id = address.path_id(self)
        await clients.set_reminders(ctx, client_id, wanted)
        await self._refresh(ctx, client_id)
        words = "They are reminded again." if wanted else "They get no reminders of invoices."
        return toast.done(words, undo=type(self).set_reminders(not wanted))


def money_card(state: Any) -> rx.Component:
    """What is held for the client; nothing when nothing is."""
    anything = (state.credits.length() > 0) | (state.deposits.length() > 0)
    return rx.cond(
        anything,
        pieces.card(
            "Credit and deposits",
            rx.el.div(
                rx.foreach(state.credits, lambda one: _line(one, "Credit on ")),
                rx.foreach(state.deposits, lambda one: _line(one, "Deposit for ")),
                class_name="lines",
            ),
            note=rx.cond(
                state.credit_total != "",
                rx.el.span(state.credit_total, " of credit", class_name="num"),
            ),
        ),
    )


def _line(one: Any, words: str) -> rx.Component:
    return rx.el.div(
        rx.el.span(
            words, pieces.link(one.what, href=one.href, class_name="link"), class_name="grow"
        ),
        rx.cond(one.status != "", pieces.badge(one.status, one.colour)),
        rx.el.span(one.amount, class_name="num"),
        key=one.id,
    )


def reminders_item(state: Any) -> rx.Component:
    """For the page's menu."""
    return rx.el.button(
        rx.cond(state.no_reminders, "Remind of invoices again", "No reminders of invoices"),
        on_click=state.set_reminders(state.no_reminders),
        custom_attrs={"data-close": "true"},
    )

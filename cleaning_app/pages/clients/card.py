"""A client's card on file, on their page: asking for it, what may be shown of it, taking it off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import address, format, forms, overlay, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.live import live_feed, read_notices
from cleaning_app.context import Ctx
from cleaning_app.services import card_payments, clients, saved_cards

_MODULE = "module.invoices"


@dataclass
class CardRow:
    """The card in words; `name` is "" without one."""

    name: str = ""
    until: str = ""
    expired: bool = False
    agreed: str = ""
    words: str = ""


class CardOnFile(rx.State, mixin=True):
    """Mix in on the page of one client."""

    card: CardRow = CardRow()
    card_link: str = ""
    sees_card: bool = False
    may_remove_card: bool = False
    removing_card: bool = False

    async def _load_card(self, ctx: Ctx, client: clients.ClientDetail) -> None:
        self.card, self.card_link, self.removing_card = CardRow(), "", False
        self.sees_card = ctx.can("invoices.view") and ctx.org.has(_MODULE)
        self.may_remove_card = ctx.can("invoices.edit")
        if not self.sees_card:
            return
        if (found := await saved_cards.of_client(ctx, client.id)) is not None:
            self.card = _row(ctx, found)
        self.sees_card = card_payments.is_on() or found is not None
        if self.may_remove_card and client.deleted_at is None:
            self.card_link = saved_cards.link_of(ctx, client.id)

    @handler("contacts.view")
    async def hear_of_card(self, ctx: Ctx, sent: list[dict[str, str]]):
        """The client has left a card, or somebody took it off: show what there is now."""
        client_id = address.path_id(self)
        if any(one.id == str(client_id) and one.action == "card" for one in read_notices(sent)):
            await self._load_card(ctx, await clients.get(ctx, client_id))

    @handler("invoices.edit", module=_MODULE)
    async def mail_card_link(self, ctx: Ctx):
        """E-mail the client the link."""
        await saved_cards.ask(ctx, address.path_id(self))
        return toast.done("E-mailed. The card shows here once the client has left it.")

    @handler("invoices.edit", module=_MODULE)
    async def card_link_copied(self, ctx: Ctx):
        """Say that the link is in the clipboard now."""
        return toast.done("Link copied. It is for this client only.")

    @handler("invoices.edit", module=_MODULE)
    async def ask_remove_card(self, ctx: Ctx, on: bool):
        """Open or close the question."""
        self.removing_card = on

    @handler("invoices.edit", module=_MODULE)
    async def remove_card(self, ctx: Ctx, form: dict[str, Any]):
        """Take the card off file."""
        await saved_cards.remove(ctx, address.path_id(self))
        self.card, self.removing_card = CardRow(), False
        return toast.done("Card removed. It can't be charged any more.")


def _row(ctx: Ctx, found: saved_cards.SavedCardView) -> CardRow:
    day = format.day(found.consented_at.astimezone(ctx.zone).date())
    return CardRow(
        f"{found.brand.title()} •••• {found.last4}",
        f"{found.exp_month:02}/{found.exp_year}",
        found.has_expired(ctx.today()),
        f"{found.consented_by}, {day}",
        found.consent,
    )


def card_on_file(state: Any) -> rx.Component:
    """The card; nothing while cards are off and there is none."""
    return rx.cond(
        state.sees_card,
        rx.fragment(
            pieces.card(
                "Card on file",
                rx.el.div(
                    rx.cond(state.card.name != "", _saved(state), _none()),
                    rx.cond(state.card_link != "", _ways(state)),
                    class_name="card-body stack tight",
                ),
            ),
            _question(state),
            live_feed(topics=["clients"], on_notice=state.hear_of_card),
        ),
    )


def _none() -> rx.Component:
    return rx.el.p(
        "None. With one, visits can be paid when they are completed.", class_name="muted"
    )


def _saved(state: Any) -> rx.Component:
    c = state.card
    remove = pieces.button("Remove…", kind="quiet", on_click=state.ask_remove_card(True))
    return rx.fragment(
        rx.el.div(
            rx.el.strong(c.name, class_name="num"),
            rx.cond(
                c.expired,
                pieces.badge("Expired", "red"),
                rx.el.span("until ", c.until, class_name="muted num"),
            ),
            rx.el.span(class_name="grow"),
            rx.cond(state.may_remove_card, remove),
            class_name="row",
        ),
        rx.el.details(
            rx.el.summary("Agreed to by ", c.agreed, class_name="muted"),
            rx.el.p(c.words, class_name="faint"),
        ),
    )


def _ways(state: Any) -> rx.Component:
    copy = [rx.set_clipboard(state.card_link), state.card_link_copied]
    return rx.el.div(
        rx.cond(
            (state.client.email != "") & (state.card.name == ""),
            pieces.button("E-mail a link", icon_name="mail", on_click=state.mail_card_link),
        ),
        pieces.button("Copy link", icon_name="copy", on_click=copy),
        class_name="row wrap",
    )


def _question(state: Any) -> rx.Component:
    close = state.ask_remove_card(False)
    return overlay.dialog(
        state.removing_card,
        close,
        "Remove this card?",
        forms.form(
            rx.el.p(
                "It is taken off at Stripe too. To be charged again, the client has to leave it anew.",
                class_name="muted",
            ),
            on_submit=state.remove_card,
            on_cancel=close,
            cancel="Keep it",
            submit="Remove card",
            kind="danger",
        ),
        label="Remove this card?",
    )

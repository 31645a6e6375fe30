"""Paying by card, on an invoice's page: the link to pay under, and what its bank makes of it."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from cleaning_app.components import pieces, toast
from cleaning_app.components.card_standing import CardStanding, dispute_line, standing_of
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx

_MODULE = "module.invoices"


class CardBox(rx.State):
    """How paying by card stands for the invoice whose page is open."""

    standing: CardStanding = CardStanding()

    @handler("invoices.view", module=_MODULE)
    async def show(self, ctx: Ctx, invoice_id: UUID):
        """Fill the card."""
        self.standing = await standing_of(ctx, "invoice", invoice_id)

    @handler("invoices.view", module=_MODULE)
    async def copied(self, ctx: Ctx):
        """Say that the link is in the clipboard now."""
        return toast.done("Link copied. Whoever has it can pay this invoice.")


def card_box() -> rx.Component:
    """The card; nothing at all where no card was used and none can be."""
    s = CardBox.standing
    copy = pieces.button(
        "Copy payment link", icon_name="copy", on_click=[rx.set_clipboard(s.link), CardBox.copied]
    )
    return rx.cond(
        (s.link != "") | (s.words != "") | (s.disputes.length() > 0),
        pieces.card(
            "Card payment",
            rx.el.div(
                rx.foreach(s.disputes, dispute_line),
                rx.cond(
                    s.link != "",
                    rx.fragment(
                        rx.el.p(
                            "The client pays what is left on Stripe's page. It shows here by itself.",
                            class_name="muted",
                        ),
                        rx.el.div(copy, class_name="row"),
                    ),
                    rx.el.p("There is nothing to pay by card.", class_name="muted"),
                ),
                class_name="card-body stack",
            ),
            action=rx.cond(s.words != "", pieces.badge(s.words, s.colour)),
        ),
    )

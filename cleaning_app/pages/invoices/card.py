"""Paying by card, on an invoice's page: the link to pay under, and what its bank makes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, overlay, pieces, toast
from cleaning_app.components.card_standing import CardStanding, dispute_line, standing_of
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.services import card_payments, invoices

_MODULE = "module.invoices"


class CardBox(rx.State):
    """How paying by card stands for the invoice whose page is open."""

    standing: CardStanding = CardStanding()
    owed: str = ""
    may_charge: bool = False
    asking: bool = False
    _invoice_id: str = ""

    @handler("invoices.view", module=_MODULE)
    async def show(self, ctx: Ctx, invoice_id: UUID):
        """Fill the card."""
        self._invoice_id, self.asking = str(invoice_id), False
        self.standing = await standing_of(ctx, "invoice", invoice_id)
        self.owed = format.money(await invoices.balance_of(ctx, invoice_id))
        self.may_charge = ctx.can("payments.record") and ctx.can("invoices.edit")

    @handler("payments.record", module=_MODULE)
    async def ask(self, ctx: Ctx, on: bool):
        """Open or close the question."""
        self.asking = on

    @handler("payments.record", module=_MODULE)
    async def charge(self, ctx: Ctx, form: dict[str, Any]):
        """Charge the card on file."""
        invoice_id = address.known_id(self._invoice_id)
        await card_payments.charge_now(ctx, invoice_id)
        self.asking = False
        self.standing = await standing_of(ctx, "invoice", invoice_id)
        return toast.done("The card is being charged. What comes of it shows here.")

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
                        rx.el.div(
                            copy,
                            rx.cond(
                                (s.on_file != "") & CardBox.may_charge,
                                pieces.button(
                                    rx.el.span("Charge ", s.on_file, "…"),
                                    on_click=CardBox.ask(True),
                                ),
                            ),
                            class_name="row wrap",
                        ),
                        _question(),
                    ),
                    rx.el.p("There is nothing to pay by card.", class_name="muted"),
                ),
                class_name="card-body stack",
            ),
            action=rx.cond(s.words != "", pieces.badge(s.words, s.colour)),
        ),
    )


def _question() -> rx.Component:
    s = CardBox
    return overlay.dialog(
        s.asking,
        s.ask(False),
        "Charge the card on file",
        forms.form(
            rx.el.p(
                s.owed,
                " is taken from ",
                s.standing.on_file,
                " now, without the client being there.",
            ),
            on_submit=s.charge,
            on_cancel=s.ask(False),
            submit=rx.el.span("Charge ", s.owed),
        ),
        label="Charge the card on file",
    )

"""Paying by card, on an invoice's page: the link to pay under, and what its bank makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.services import card_payments

_MODULE = "module.invoices"
_STATES = {
    "opening": ("Page opened", "blue"),
    "open": ("Page opened", "blue"),
    "processing": ("Under way", "amber"),
    "succeeded": ("Paid", "green"),
    "failed": ("Declined", "red"),
}


@dataclass
class Dispute:
    """A payment that a bank wants back; `deadline` is "" when there is nothing to do."""

    title: str
    deadline: str
    result: str


class CardBox(rx.State):
    """How paying by card stands for the invoice whose page is open."""

    link: str = ""
    words: str = ""
    colour: str = "grey"
    disputes: list[Dispute] = []

    @handler("invoices.view", module=_MODULE)
    async def show(self, ctx: Ctx, invoice_id: UUID):
        """Fill the card."""
        found = await card_payments.standing(ctx, "invoice", invoice_id)
        self.link = found.link
        self.words, self.colour = _STATES.get(found.last, ("", "grey"))
        self.disputes = [_dispute(ctx, one) for one in found.disputes]

    @handler("invoices.view", module=_MODULE)
    async def copied(self, ctx: Ctx):
        """Say that the link is in the clipboard now."""
        return toast.done("Link copied. Whoever has it can pay this invoice.")


def _dispute(ctx: Ctx, one: card_payments.DisputeView) -> Dispute:
    reason = format.words(one.reason).lower()
    title = f"{format.money(one.amount_cents)} disputed: {reason}"
    if one.evidence_due_at is not None:
        deadline = f"Answer in Stripe by {format.moment(one.evidence_due_at, ctx.zone)}"
        return Dispute(title, deadline, "")
    results = {"won": "Won: the money came back.", "lost": "Lost: the money stays with the client."}
    return Dispute(title, "", results.get(one.status, "The bank is looking at it."))


def card_box() -> rx.Component:
    """The card; nothing at all where no card was used and none can be."""
    s = CardBox
    copy = pieces.button(
        "Copy payment link", icon_name="copy", on_click=[rx.set_clipboard(s.link), s.copied]
    )
    return rx.cond(
        (s.link != "") | (s.words != "") | (s.disputes.length() > 0),
        pieces.card(
            "Card payment",
            rx.el.div(
                rx.foreach(s.disputes, _dispute_line),
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


def _dispute_line(one: rx.Var[Dispute]) -> rx.Component:
    return pieces.warning(
        rx.el.div(one.title, class_name="strong"),
        rx.cond(one.deadline != "", rx.el.div(one.deadline, class_name="bad-text")),
        rx.cond(one.result != "", rx.el.div(one.result)),
    )

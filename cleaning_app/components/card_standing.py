"""How paying by card stands for an invoice or a deposit, in words: for the cards of their pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, pieces
from cleaning_app.context import Ctx
from cleaning_app.services import card_payments

_STATES = {
    "opening": ("Page opened", "blue"),
    "open": ("Page opened", "blue"),
    "charging": ("Being charged", "amber"),
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


@dataclass
class CardStanding:
    """`link` is the address to pay under, "" while none can; `words` how the newest try stands;
    `on_file` the card that can be charged at once."""

    link: str = ""
    on_file: str = ""
    words: str = ""
    colour: str = "grey"
    disputes: list[Dispute] = field(default_factory=list[Dispute])


async def standing_of(ctx: Ctx, kind: Literal["invoice", "deposit"], id: UUID) -> CardStanding:
    """How it stands now."""
    found = await card_payments.standing(ctx, kind, id)
    words, colour = _STATES.get(found.last, ("", "grey"))
    disputes = [_dispute(ctx, one) for one in found.disputes]
    return CardStanding(found.link, found.on_file, words, colour, disputes)


def _dispute(ctx: Ctx, one: card_payments.DisputeView) -> Dispute:
    reason = format.words(one.reason).lower()
    title = f"{format.money(one.amount_cents)} disputed: {reason}"
    if one.evidence_due_at is not None:
        deadline = f"Answer in Stripe by {format.moment(one.evidence_due_at, ctx.zone)}"
        return Dispute(title, deadline, "")
    results = {"won": "Won: the money came back.", "lost": "Lost: the money stays with the client."}
    return Dispute(title, "", results.get(one.status, "The bank is looking at it."))


def dispute_line(one: rx.Var[Dispute]) -> rx.Component:
    """One dispute, with its deadline."""
    return pieces.warning(
        rx.el.div(one.title, class_name="strong"),
        rx.cond(one.deadline != "", rx.el.div(one.deadline, class_name="bad-text")),
        rx.cond(one.result != "", rx.el.div(one.result)),
    )

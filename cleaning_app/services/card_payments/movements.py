"""What one payment of Stripe's means in rows of ours: pure, whatever order news come in.

The same picture always gives the same movements, so applying one twice, or an older one before a
newer, changes nothing in the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cleaning_app.integrations.stripe import Dispute, Intent, Refund
from cleaning_app.services import card_labels

Status = Literal["pending", "succeeded", "failed"]

_OF_REFUND: dict[str, Status] = {
    "pending": "pending",
    "requires_action": "pending",
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "failed",
}


@dataclass(frozen=True)
class Movement:
    """One row: `cents` signed, `ref` Stripe's id for it, `row_id` our own row if it has one already.

    `at` is None where Stripe doesn't say when: then it is when we first heard of it.
    """

    ref: str
    kind: Literal["payment", "refund", "dispute"]
    cents: int
    status: Status
    at: datetime | None
    fee_cents: int = 0
    row_id: str = ""
    note: str = ""


def of_intent(intent: Intent) -> list[Movement]:
    """Every movement of money a payment has caused so far, the payment itself first."""
    payment = _payment(intent)
    if payment is None:
        return []
    refunds = [_refund(one) for one in intent.refunds]
    moves = [move for dispute in intent.disputes for move in _dispute(dispute)]
    return [payment, *refunds, *moves]


def state_of(intent: Intent) -> str:
    """The status of the try at paying (`CardPayment.status`) that follows from its payment."""
    if intent.status in ("succeeded", "processing"):
        return intent.status
    if intent.status == "canceled":
        return "ended"
    return "failed" if intent.failure else "open"


def _payment(intent: Intent) -> Movement | None:
    charge = intent.charge
    if intent.status == "succeeded" and charge is not None:
        # It counts for the day it came into our balance: a slow method's charge is days older, and
        # that day's tax period may have been filed meanwhile.
        at = charge.settled_at or charge.at
        return Movement(intent.id, "payment", charge.cents, "succeeded", at, charge.fee_cents)
    if intent.status == "processing":
        at = charge.at if charge else intent.created_at
        return Movement(intent.id, "payment", intent.cents, "pending", at)
    if intent.failure:
        return Movement(
            intent.id, "payment", intent.cents, "failed", None, note=_said(intent.failure)
        )
    return None


def _refund(refund: Refund) -> Movement:
    return Movement(
        refund.id,
        "refund",
        -refund.cents,
        _OF_REFUND.get(refund.status, "pending"),
        refund.at,
        row_id=refund.labels.get(card_labels.REFUND, ""),
    )


def _dispute(dispute: Dispute) -> list[Movement]:
    reason = dispute.reason.replace("_", " ")
    return [
        Movement(
            move.id,
            "dispute",
            move.cents,
            "succeeded",
            move.at,
            move.fee_cents,
            note=f"Disputed: {reason}" if move.cents < 0 else "Dispute won: it came back",
        )
        for move in dispute.moves
        if move.cents
    ]


_WORDS = {
    "insufficient_funds": "Not enough money on the card",
    "expired_card": "The card has expired",
    "incorrect_cvc": "The security code was wrong",
    "authentication_required": "The client's bank wants them to confirm it",
    "lost_card": "The bank refused the card",
    "stolen_card": "The bank refused the card",
}


def _said(code: str) -> str:
    return _WORDS.get(code, "The bank declined it")

"""From Stripe's JSON to our results."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cleaning_app.integrations.stripe.results import (
    BalanceMove,
    Card,
    Charge,
    Dispute,
    Intent,
    Refund,
    Session,
)

Json = dict[str, Any]


def session(told: Json) -> Session:
    """A Checkout Session."""
    return Session(
        id=told["id"],
        url=told.get("url") or "",
        status=told["status"],
        expires_at=_at(told["expires_at"]),
        intent_id=_id(told.get("payment_intent")),
        setup_id=_id(told.get("setup_intent")),
        labels=told.get("metadata") or {},
    )


def intent(told: Json, refunds: list[Json], disputes: list[Json]) -> Intent:
    """A PaymentIntent with its latest charge expanded, its refunds and disputes."""
    failure: Json = told.get("last_payment_error") or {}
    taken: Json | str | None = told.get("latest_charge")
    return Intent(
        id=told["id"],
        status=told["status"],
        cents=told["amount"],
        currency=told["currency"].upper(),
        created_at=_at(told["created"]),
        labels=told.get("metadata") or {},
        failure=failure.get("decline_code") or failure.get("code") or "",
        charge=charge(taken) if isinstance(taken, dict) else None,
        refunds=tuple(refund(one) for one in refunds),
        disputes=tuple(dispute(one) for one in disputes),
    )


def charge(told: Json) -> Charge:
    """A Charge, its balance transaction expanded or not."""
    settled: Json | str | None = told.get("balance_transaction")
    known: Json = settled if isinstance(settled, dict) else {}
    return Charge(
        id=told["id"],
        cents=told["amount"],
        at=_at(told["created"]),
        fee_cents=known.get("fee", 0),
        settled_at=_at(known["created"]) if known else None,
        is_disputed=bool(told.get("disputed")),
    )


def refund(told: Json) -> Refund:
    """A Refund."""
    return Refund(
        id=told["id"],
        cents=told["amount"],
        status=told.get("status") or "pending",
        at=_at(told["created"]),
        labels=told.get("metadata") or {},
    )


def dispute(told: Json) -> Dispute:
    """A Dispute with its balance transactions."""
    evidence: Json = told.get("evidence_details") or {}
    due = evidence.get("due_by")
    return Dispute(
        id=told["id"],
        status=told["status"],
        reason=told["reason"],
        cents=told["amount"],
        at=_at(told["created"]),
        evidence_due_at=_at(due) if due and told["status"] in OPEN_DISPUTES else None,
        moves=tuple(
            BalanceMove(move["id"], move["amount"], move["fee"], _at(move["created"]))
            for move in told.get("balance_transactions") or ()
        ),
    )


def card(told: Json) -> Card | None:
    """A saved PaymentMethod as a card; None for another kind."""
    details: Json | None = told.get("card")
    if not details:
        return None
    owner: Json = told.get("billing_details") or {}
    return Card(
        method_id=told["id"],
        customer_id=_id(told.get("customer")),
        owner=owner.get("name") or "",
        brand=details.get("brand") or "card",
        last4=details.get("last4") or "",
        exp_month=details.get("exp_month") or 1,
        exp_year=details.get("exp_year") or 2000,
    )


OPEN_DISPUTES = ("needs_response", "warning_needs_response")
"""Statuses in which something can still be said against a dispute."""


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _id(value: Any) -> str:
    """The id of something that may be expanded, an id, or nothing."""
    if isinstance(value, dict):
        return str(value["id"])  # pyright: ignore[reportUnknownArgumentType]
    return str(value or "")

"""Stripe: taking cards, giving back, and what it says happened."""

from cleaning_app.integrations.stripe.client import Stripe, is_on, opened
from cleaning_app.integrations.stripe.failures import Declined, Missing
from cleaning_app.integrations.stripe.results import (
    BalanceMove,
    Card,
    Charge,
    Dispute,
    Intent,
    Refund,
    Session,
)

__all__ = [
    "BalanceMove",
    "Card",
    "Charge",
    "Declined",
    "Dispute",
    "Intent",
    "Missing",
    "Refund",
    "Session",
    "Stripe",
    "is_on",
    "opened",
]

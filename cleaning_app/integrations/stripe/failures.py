"""What a refusal of Stripe's means, one error for each meaning."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import stripe

from cleaning_app.integrations.failures import (
    Permanent,
    ProviderError,
    Temporary,
    Uncertain,
    retry_after,
)


class Declined(Permanent):
    """The card was not charged: the bank said no, or wants to hear from its owner first.

    `code` is Stripe's word for it ("insufficient_funds"), `intent_id` the payment it was tried for.
    """

    def __init__(self, code: str, intent_id: str) -> None:
        super().__init__(f"The card was declined ({code}).")
        self.code = code
        self.intent_id = intent_id


class Missing(Permanent):
    """Stripe has nothing under this id."""


def meaning(error: stripe.StripeError, now: datetime) -> ProviderError:
    """The error of ours for an error of the SDK's. Repeats no words of Stripe's, only codes: its
    sentences may name people."""
    status, headers = error.http_status, error.headers or {}
    code = str(error.code or type(error).__name__)
    if isinstance(error, stripe.APIConnectionError):
        return _unheard(error)
    if isinstance(error, stripe.CardError):
        return _declined(error)
    if isinstance(error, stripe.RateLimitError) or status == 429:
        return Temporary(
            "Stripe asked us to slow down", retry_after(headers.get("retry-after"), now)
        )
    if isinstance(error, (stripe.AuthenticationError, stripe.PermissionError)):
        # A wrong key is ours to mend, not a fault of this call: it waits instead of dying.
        return Temporary(f"Stripe refused our key ({status})")
    if status == 409:
        return Temporary("Stripe is still busy with the same call")
    if status is None or status >= 500:
        return Uncertain(f"Stripe had a fault of its own ({status})")
    if status == 404 or code == "resource_missing":
        return Missing("Stripe has nothing under this id")
    return Permanent(f"Stripe refused it ({status}, {code})")


def _unheard(error: stripe.APIConnectionError) -> ProviderError:
    """Whether the call can have arrived, by what broke."""
    why = type(error.__cause__).__name__
    if why in ("ConnectError", "ConnectTimeout", "PoolTimeout"):
        return Temporary(f"Stripe can't be reached ({why})")
    return Uncertain(f"Stripe's answer got lost ({why})")


def _declined(error: stripe.CardError) -> Declined:
    body = cast("dict[str, Any]", error.json_body or {})
    told: dict[str, Any] = body.get("error") or {}
    intent: dict[str, Any] = told.get("payment_intent") or {}
    code = told.get("decline_code") or told.get("code") or "card_declined"
    if told.get("code") == "authentication_required":
        code = "authentication_required"
    return Declined(str(code), str(intent.get("id", "")))

"""Stripe's API through its own SDK: the few calls we make, each with a time limit.

https://docs.stripe.com/api. A call that writes carries our key, so that making it twice has one
effect; Stripe keeps keys for at least a day. What passes (429, 5xx, a lost connection) is tried
again here a little, for whoever waits in front of a screen; the outbox tries again later.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import stripe
from stripe import HTTPXClient, StripeClient

from cleaning_app.clock import SystemClock
from cleaning_app.integrations.failures import ProviderError, Temporary, Uncertain
from cleaning_app.integrations.stripe import reading
from cleaning_app.integrations.stripe.failures import Missing, meaning
from cleaning_app.integrations.stripe.reading import Json
from cleaning_app.integrations.stripe.results import Card, Intent, Refund, Session
from cleaning_app.settings import Settings

SECONDS = 15.0
TRIES = 3
FIRST_WAIT = 0.4
LONGEST_WAIT = 4.0
"""What Stripe may ask a waiting person for; for longer the call is given up and tried later."""

_OURS_TO_MEND = (stripe.AuthenticationError, stripe.PermissionError)

Labels = Mapping[str, str]


class Stripe:
    """The calls, over one pool of connections."""

    def __init__(self, sdk: StripeClient) -> None:
        self._api = sdk.v1

    async def open_payment(self, params: Mapping[str, Any], key: str) -> Session:
        """A page on which somebody pays, or saves a card. `params` are a Checkout Session's."""
        return reading.session(
            await _told(lambda: self._api.checkout.sessions.create_async(_any(params), _keyed(key)))
        )

    async def session(self, session_id: str) -> Session:
        """A payment page as it stands now. Raises Missing."""
        return reading.session(
            await _told(lambda: self._api.checkout.sessions.retrieve_async(session_id))
        )

    async def expire(self, session_id: str) -> Session:
        """Close a payment page; one that was used or has ended stays what it is."""
        try:
            return reading.session(
                await _told(lambda: self._api.checkout.sessions.expire_async(session_id))
            )
        except Missing:
            raise
        except ProviderError as refused:
            if isinstance(refused, (Temporary, Uncertain)):
                raise
            return await self.session(session_id)

    async def intent(self, intent_id: str) -> Intent:
        """One payment with its charge, refunds and disputes as they are now. Raises Missing."""
        expand: Any = {"expand": ["latest_charge.balance_transaction"]}
        told = await _told(lambda: self._api.payment_intents.retrieve_async(intent_id, expand))
        charge: Json = told.get("latest_charge") or {}
        refunds: list[Json] = []
        disputes: list[Json] = []
        if charge:
            of_it: Any = {"payment_intent": intent_id, "limit": 100}
            refunds = (await _told(lambda: self._api.refunds.list_async(of_it)))["data"]
            if charge.get("disputed"):
                disputes = (await _told(lambda: self._api.disputes.list_async(of_it)))["data"]
        return reading.intent(told, refunds, disputes)

    async def refund(self, intent_id: str, cents: int, labels: Labels, key: str) -> Refund:
        """Give back part or all of a payment."""
        params: Any = {"payment_intent": intent_id, "amount": cents, "metadata": dict(labels)}
        return reading.refund(
            await _told(lambda: self._api.refunds.create_async(params, _keyed(key)))
        )

    async def customer(self, labels: Labels, key: str) -> str:
        """A customer to keep cards under; only our own ids are written on it."""
        params: Any = {"metadata": dict(labels)}
        return (await _told(lambda: self._api.customers.create_async(params, _keyed(key))))["id"]

    async def saved_by(self, setup_id: str) -> Card | None:
        """The card that a setup saved; None while it hasn't, or for another kind of method. Raises
        Missing."""
        told = await _told(lambda: self._api.setup_intents.retrieve_async(setup_id))
        method_id = told.get("payment_method")
        if not method_id or told["status"] != "succeeded":
            return None
        method = await _told(lambda: self._api.payment_methods.retrieve_async(str(method_id)))
        return reading.card(method)

    async def charge(self, params: Mapping[str, Any], key: str) -> str:
        """Charge a saved card while its owner is away; the payment's id.

        Raises:
            Declined: the bank said no, or wants to hear from the owner.
        """
        told = await _told(
            lambda: self._api.payment_intents.create_async(_any(params), _keyed(key))
        )
        return told["id"]

    async def forget(self, method_id: str, key: str) -> None:
        """Take a card off its customer; it can never be charged again. Raises Missing."""
        await _told(lambda: self._api.payment_methods.detach_async(method_id, options=_keyed(key)))


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[Stripe]:
    """Stripe with its connections, until the block ends."""
    stripe.enable_telemetry = False
    # It would write bodies and Stripe's sentences into our log, and those name people.
    logging.getLogger("stripe").setLevel(logging.CRITICAL)
    http = HTTPXClient(timeout=SECONDS)
    sdk = StripeClient(
        settings.secret("stripe_secret_key"),
        base_addresses={"api": settings.stripe_api_base.rstrip("/")},
        http_client=http,
        max_network_retries=0,  # its own retries know no 429 and no Retry-After
    )
    try:
        yield Stripe(sdk)
    finally:
        await http.close_async()


def is_on(settings: Settings) -> bool:
    """Whether cards are taken at all."""
    return settings.stripe_secret_key is not None


async def _told(call: Callable[[], Awaitable[Any]]) -> Json:
    """Make a call, again if that may help, and give its answer as plain JSON."""
    for attempt in range(1, TRIES + 1):
        try:
            return (await call()).to_dict()
        except stripe.StripeError as error:
            meant = meaning(error, SystemClock().now())
            wait = None if isinstance(error, _OURS_TO_MEND) else _wait(meant, attempt)
            if wait is None:
                raise meant from error
            await asyncio.sleep(wait)
    raise AssertionError("the last try returns or raises")


def _wait(meant: ProviderError, attempt: int) -> float | None:
    """Seconds until another try: what Stripe asks for, or 0.4, 0.8 … ± a half; None to give up."""
    if attempt >= TRIES or not isinstance(meant, (Temporary, Uncertain)):
        return None
    grown = FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + random.random())  # noqa: S311 - only spreads load
    wish = meant.retry_after if isinstance(meant, Temporary) else None
    wait = max(grown, wish.total_seconds()) if wish else grown
    return wait if wait <= LONGEST_WAIT else None


def _keyed(key: str) -> Any:
    return {"idempotency_key": key}


def _any(params: Mapping[str, Any]) -> Any:
    """The SDK's parameter types are TypedDicts of hundreds of names; the double checks ours."""
    return dict(params)

"""The kinds of message the outbox carries, and what each can promise.

Exactly-once delivery does not exist; exactly-once effect needs the other side's help. So every kind
says how much help it gets (`domain.deliveries.Promise`) and what happens when a call is cut off.

stripe  keyed. Stripe gives the same answer to the same key, for a day at least.
email   blind. Neither SMTP nor SendGrid deduplicates. Sent again with the same Message-ID, and the
        doubt is counted on the row: two reminders are better than none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from cleaning_app.domain.deliveries import Promise, WhenUncertain
from cleaning_app.services.card_payments import sending as cards
from cleaning_app.services.messages import delivery as email
from cleaning_app.services.outbox_leases import Leased
from cleaning_app.settings import Settings, get_settings

Deliver = Callable[[Leased], Awaitable[str]]
"""Makes one call to the provider and returns its receipt, or raises one of its failures."""


@dataclass(frozen=True)
class Kind:
    """How one kind of message is delivered.

    `opened` yields the function that makes the call, with its connections; `at_once` is how many
    calls run side by side in one runner; `seconds` ends a call that hangs. While `off` answers yes,
    messages are skipped, and `off_because` is noted on them as the reason.
    """

    name: str
    purpose: str
    promise: Promise
    opened: Callable[[], AbstractAsyncContextManager[Deliver]]
    at_once: int
    when_uncertain: WhenUncertain = WhenUncertain.RESEND
    seconds: float = 45.0
    off: Callable[[], bool] = lambda: False
    off_because: str = ""


def _email(settings: Settings) -> Kind:
    return Kind(
        name="email",
        purpose="One of the product's e-mails to one address",
        promise=Promise.BLIND,
        opened=email.opened,
        # SMTP servers dislike many connections of one client; SendGrid's API does not mind.
        at_once=8 if settings.email_mode == "smtp" else 32,
        off=email.off,
        off_because=email.OFF,
    )


def _stripe(_: Settings) -> Kind:
    return Kind(
        name="stripe",
        purpose="A refund to a card, a charge of a saved one, a payment page to close",
        promise=Promise.KEYED,
        opened=cards.opened,
        at_once=8,
        seconds=60.0,
        off=cards.off,
        off_because=cards.OFF,
    )


_makers: list[Callable[[Settings], Kind]] = [_email, _stripe]


def register(make: Callable[[Settings], Kind]) -> None:
    """Add a kind that another module brings."""
    _makers.append(make)


def table() -> dict[str, Kind]:
    """Every kind by name, as this process's settings make it."""
    made = (make(get_settings()) for make in _makers)
    return {kind.name: kind for kind in made}

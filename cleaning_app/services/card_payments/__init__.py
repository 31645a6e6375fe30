"""Paying by card through Stripe: pages to pay on, what Stripe says, what the books make of it.

The addresses a client pays under are `services.card_links`.

targets     what is paid: an invoice or a deposit
pages       opening Stripe's page for one, and closing it when it is no longer wanted
inbox       events of Stripe's as they come, leased to whoever works through them
following   from an event to the payment it is about
movements   what a payment of Stripe's means in rows of ours
applying    writing those rows
syncing     asking Stripe about one payment, and applying the answer
standing    what the office sees of it
status      whether cards are taken at all
calls       one call to Stripe that waits in the outbox
sending     what is asked of Stripe through the outbox: refunds, pages to close, cards to forget
charging    the same for a charge of a client's card on file (`services.saved_cards`)
by_hand     asking for such a charge from an invoice's page
stuck       charges the outbox gave up: tried again, and in the end told to people
events      what came in, for the system page
"""

from cleaning_app.services.card_links import MISSING, Link, address, is_on, read_link, visitor, way
from cleaning_app.services.card_payments import events
from cleaning_app.services.card_payments.by_hand import charge_now
from cleaning_app.services.card_payments.following import work_through
from cleaning_app.services.card_payments.inbox import CHANNEL, receive
from cleaning_app.services.card_payments.pages import Outcome, Page, open_page, outcome
from cleaning_app.services.card_payments.standing import DisputeView, Standing, standing
from cleaning_app.services.card_payments.status import Status, status

__all__ = [
    "CHANNEL",
    "MISSING",
    "DisputeView",
    "Link",
    "Outcome",
    "Page",
    "Standing",
    "Status",
    "address",
    "charge_now",
    "events",
    "is_on",
    "open_page",
    "outcome",
    "read_link",
    "receive",
    "standing",
    "status",
    "visitor",
    "way",
    "work_through",
]

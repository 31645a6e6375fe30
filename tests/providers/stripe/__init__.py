"""Stripe as it behaves: Checkout, payments, refunds, disputes, saved cards, fees, signed webhooks.

It keeps everything in memory, checks what Stripe checks (key, version, form encoding, required
fields, idempotency keys), and can be slow, drop connections, refuse. People's side of it (`pay`,
`decline`, `save_card`, `dispute` …) are methods, or the page under `/c/pay/…` for a browser.

world        the door, and whatever was made so far
money        payments, refunds, disputes
checkout     pages to pay on or to save a card on
saved_cards  customers, their cards, and charging them while they are away
"""

from tests.providers.stripe.saved_cards import StripeDouble
from tests.providers.stripe.world import KEY, WEBHOOK_SECRET, sign

__all__ = ["KEY", "WEBHOOK_SECRET", "StripeDouble", "sign"]

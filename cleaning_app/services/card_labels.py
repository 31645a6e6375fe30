"""What we write on things of Stripe's (`metadata`), to know again whose they are."""

from __future__ import annotations

from typing import Final

ORGANISATION: Final = "organisation"
PAYMENT: Final = "card_payment"
"""The id of a try at paying (`CardPayment`)."""
REFUND: Final = "payment"
"""On a refund: the id of our row of it (`Payment`)."""
SAVED_CARD: Final = "saved_card"
"""The id of a page on which a card is left (`SavedCard`)."""

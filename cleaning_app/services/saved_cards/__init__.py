"""A client's card on file: left on a page of Stripe's under words of consent, charged for finished
visits, taken off again. The number is with Stripe only.

consent   the words
asking    the link under which a card is left, and the e-mail with it
opening   Stripe's page for it
settling  writing down the card that was left
find      the card of a client
removing  taking it off
charging  asking for a charge; `card_payments.charging` makes it
"""

from cleaning_app.services.saved_cards.asking import ask, link_of
from cleaning_app.services.saved_cards.find import SavedCardView, of_client
from cleaning_app.services.saved_cards.opening import open_page, outcome
from cleaning_app.services.saved_cards.removing import remove

__all__ = ["SavedCardView", "ask", "link_of", "of_client", "open_page", "outcome", "remove"]

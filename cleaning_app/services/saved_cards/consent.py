"""What a client agrees to who leaves a card: kept with the card, word for word."""

from __future__ import annotations

_WORDS = {
    "en": (
        "I allow {company} to keep this card with Stripe and to charge it for each of my visits"
        " once the visit is completed. I can end this at any time by telling {company}."
    ),
    "fr": (
        "J’autorise {company} à conserver cette carte chez Stripe et à la débiter pour chacune de"
        " mes visites une fois celle-ci terminée. Je peux y mettre fin en tout temps en avisant"
        " {company}."
    ),
}


def words(company: str, language: str) -> str:
    """The consent in the client's language."""
    return _WORDS.get(language, _WORDS["en"]).format(company=company.strip()[:200])

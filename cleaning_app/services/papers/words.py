"""What stands on papers and on the pay page, in the languages clients read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from cleaning_app.money import dollars

LANGUAGES: Final = ("en", "fr")
THIN: Final = "\N{NARROW NO-BREAK SPACE}"
_NBSP: Final = "\N{NO-BREAK SPACE}"

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "invoice": ("Invoice", "Facture"),
    "credit_note": ("Credit note", "Note de crédit"),
    "statement": ("Statement", "Relevé de compte"),
    "receipt": ("Receipt", "Reçu"),
    "refund": ("Refund", "Remboursement"),
    "transfer": ("Deposit or credit used", "Dépôt ou crédit utilisé"),
    "transfer_back": ("Credit moved", "Crédit déplacé"),
    "dispute": ("Taken back by the bank", "Repris par la banque"),
    "dispute_won": ("Returned by the bank", "Rendu par la banque"),
    "deposit": ("Deposit", "Dépôt"),
    "for_booking": ("For booking", "Pour la réservation"),
    "credit_number": ("Credit note number", "Numéro de note de crédit"),
    "credited_to": ("Credited to", "Crédité à"),
    "reason": ("Reason", "Motif"),
    "number": ("Invoice number", "Numéro de facture"),
    "issued": ("Issued", "Date"),
    "due": ("Due", "Échéance"),
    "due_by": ("due", "à payer d’ici le"),
    "from": ("From", "De"),
    "bill_to": ("Bill to", "Facturer à"),
    "received_from": ("Received from", "Reçu de"),
    "given_back_to": ("Given back to", "Remboursé à"),
    "account_of": ("Account of", "Compte de"),
    "gst_number": ("GST/HST", "TPS/TVH"),
    "description": ("Description", "Description"),
    "quantity": ("Qty", "Qté"),
    "price": ("Unit price", "Prix unitaire"),
    "tax": ("Tax", "Taxe"),
    "provincial_tax": ("Provincial tax", "Taxe provinciale"),
    "amount": ("Amount", "Montant"),
    "subtotal": ("Subtotal", "Sous-total"),
    "discount": ("Discount", "Rabais"),
    "of_base": ("on", "sur"),
    "no_tax": ("No tax", "Sans taxe"),
    "total": ("Total", "Total"),
    "paid": ("Paid", "Payé"),
    "paid_on": ("paid", "payé le"),
    "paid_back": ("given back", "remboursé le"),
    "closing_on": ("Balance to pay", "Solde à payer"),
    "credited": ("Credited", "Crédité"),
    "balance": ("Balance due", "Solde à payer"),
    "nothing_due": ("Nothing left to pay", "Rien à payer"),
    "credit": ("Credit", "Crédit"),
    "credit_of_account": ("In your favour", "En votre faveur"),
    "how_to_pay": ("How to pay", "Comment payer"),
    "pay_online": ("Pay online", "Payer en ligne"),
    "see_online": ("See and pay online", "Voir et payer en ligne"),
    "etransfer_to": ("Interac e-Transfer to", "Virement Interac à"),
    "terms": ("Terms", "Conditions"),
    "notes": ("Notes", "Remarques"),
    "page": ("Page", "Page"),
    "of": ("of", "de"),
    "draft": ("Draft", "Brouillon"),
    "void": ("Void", "Annulée"),
    "overdue": ("Overdue", "En retard"),
    "period": ("Period", "Période"),
    "as_of": ("As of", "Au"),
    "opening": ("Opening balance", "Solde d’ouverture"),
    "closing": ("Balance", "Solde"),
    "date": ("Date", "Date"),
    "charges": ("Charges", "Facturé"),
    "payments": ("Payments", "Paiements"),
    "running": ("Balance", "Solde"),
    "payment": ("Payment", "Paiement"),
    "nothing_happened": (
        "Nothing was billed or paid in this period.",
        "Rien n’a été facturé ni payé pendant cette période.",
    ),
    "ageing": ("What is owed, by age", "Montants dus, selon l’ancienneté"),
    "current": ("Not due yet", "Non échu"),
    "1-30": ("1–30 days late", "1 à 30 jours"),
    "31-60": ("31–60 days late", "31 à 60 jours"),
    "61-90": ("61–90 days late", "61 à 90 jours"),
    "90+": ("Over 90 days late", "Plus de 90 jours"),
    "method": ("Method", "Mode"),
    "received": ("Received", "Reçu le"),
    "given_back": ("Given back", "Remboursé le"),
    "for_invoice": ("For invoice", "Pour la facture"),
    "invoice_total": ("Invoice total", "Total de la facture"),
    "left_to_pay": ("Left to pay", "Reste à payer"),
    "in_full": ("The invoice is paid in full.", "La facture est entièrement payée."),
    "thanks": ("Thank you.", "Merci."),
    "reference": ("Reference", "Référence"),
    "card": ("Card", "Carte"),
    "etransfer": ("E-transfer", "Virement"),
    "cash": ("Cash", "Comptant"),
    "cheque": ("Cheque", "Chèque"),
    "other": ("Payment", "Paiement"),
    "download": ("Download PDF", "Télécharger le PDF"),
    "pay_by_card": ("Pay by card", "Payer par carte"),
    "is_draft": (
        "This invoice is still being written. Please come back when it has been sent.",
        "Cette facture est encore en préparation. Revenez quand elle aura été envoyée.",
    ),
    "is_void": (
        "This invoice was taken back. There is nothing to pay.",
        "Cette facture a été annulée. Il n’y a rien à payer.",
    ),
    "is_paid": ("Paid, thank you.", "Payée, merci."),
    "mention": ("Please mention", "Veuillez mentionner"),
    "deposit_for": ("Deposit for booking", "Dépôt pour la réservation"),
    "deposit_then": (
        "It is taken off your invoice after the visit.",
        "Il sera déduit de votre facture après la visite.",
    ),
    "deposit_paid": ("Received, thank you.", "Reçu, merci."),
    "deposit_over": (
        "Nothing is asked for any more. There is nothing to pay.",
        "Ce dépôt n’est plus demandé. Il n’y a rien à payer.",
    ),
    "card_on_file": ("Your card on file", "Votre carte au dossier"),
    "card_none": ("No card yet", "Aucune carte"),
    "card_why": (
        "Leave a card, and each visit is paid when it is completed.",
        "Laissez une carte, et chaque visite est payée une fois terminée.",
    ),
    "card_saved": ("Saved, thank you. Valid until", "Enregistrée, merci. Valide jusqu’à"),
    "card_leave": ("Leave a card", "Laisser une carte"),
    "card_other": ("Use another card", "Utiliser une autre carte"),
    "card_off": (
        "Cards can’t be taken at the moment.",
        "Les cartes ne sont pas acceptées pour le moment.",
    ),
    "card_consent": ("What you agree to", "Ce que vous acceptez"),
    "card_number": (
        "The number of your card stays with Stripe.",
        "Le numéro de votre carte reste chez Stripe.",
    ),
    "questions_card": ("Questions?", "Des questions ?"),
    "visit": ("Visit", "Visite"),
    "time": ("Time", "Heure"),
    "questions_visit": ("Questions about this visit?", "Des questions sur cette visite ?"),
    "questions": ("Questions about this invoice?", "Des questions sur cette facture ?"),
}  # fmt: skip

_MONTHS: Final = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}  # fmt: skip
_SHORT_MONTHS: Final = {
    "en": tuple(name[:3] for name in _MONTHS["en"]),
    "fr": (
        "janv.", "févr.", "mars", "avr.", "mai", "juin",
        "juill.", "août", "sept.", "oct.", "nov.", "déc.",
    ),
}  # fmt: skip


def in_language(language: str) -> dict[str, str]:
    """Every word by its key; a language that is not ours is English."""
    place = LANGUAGES.index(known(language))
    return {key: both[place] for key, both in _WORDS.items()}


def known(language: str) -> str:
    """The language, if papers are written in it; else English."""
    return language if language in LANGUAGES else "en"


def money(cents: int, language: str = "en", currency: str = "CAD") -> str:
    """$1,234.50, or 1 234,50 $; other currencies than Canadian dollars are named."""
    text = dollars(cents)
    if language == "fr":
        plain = text.replace("$", "").replace(",", THIN).replace(".", ",")
        text = f"{plain}{_NBSP}$"
    return text if currency == "CAD" else f"{text}{_NBSP}{currency}"


def day(value: date, language: str = "en", *, short: bool = False) -> str:
    """24 November 2026, or 24 Nov 2026 when short; in French the first of a month is its 1er."""
    months = (_SHORT_MONTHS if short else _MONTHS)[known(language)]
    number = "1er" if language == "fr" and value.day == 1 else str(value.day)
    return f"{number}{_NBSP}{months[value.month - 1]}{_NBSP}{value.year}"


def hour(value: datetime, language: str = "en") -> str:
    """9:00 am, or 9 h 00, of a moment in its own zone."""
    if language == "fr":
        return f"{value.hour}{_NBSP}h{_NBSP}{value:%M}"
    return f"{value.hour % 12 or 12}:{value:%M}{_NBSP}{'am' if value.hour < 12 else 'pm'}"


def quantity(value: Decimal, language: str = "en") -> str:
    """2, 2.5; in French 2,5."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",") if language == "fr" else text

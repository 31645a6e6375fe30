"""How the public pages of invoices and deposits look: plain HTML in the company's name, nothing that
runs."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from cleaning_app.context import Ctx
from cleaning_app.domain.deposits import DepositStatus
from cleaning_app.services.deposits import Offer
from cleaning_app.services.papers import InvoicePaper, shown, words
from cleaning_app.services.papers.invoice_paper import Paying
from cleaning_app.services.papers.paper import Company
from cleaning_app.services.saved_cards import SavedCardView, consent

_FOLDER: Final = Path(__file__).parent / "templates"

PRIVATE: Final = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",  # the address is the key
}
POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_CAME: Final = (DepositStatus.PAID, DepositStatus.USED, DepositStatus.KEPT)
_COLOURS: Final = {"draft": "", "void": "red", "overdue": "red", "paid": "green"}


def page(paper: InvoicePaper, *, path: str, card: str | None) -> HTMLResponse:
    """The page of an invoice. `path` is its own address, `card` where it is paid by card."""
    values: dict[str, Any] = {
        "d": shown(paper),
        "path": path,
        "card": card,
        "colour": _COLOURS.get(paper.status, "blue"),
    }
    return _answer("pay.html", values | _head(paper.company), 200)


def deposit(
    ctx: Ctx, offer: Offer, company: Company, pay: Paying, card: str | None
) -> HTMLResponse:
    """The page of a deposit. `card` is where it is paid by card, `pay` how otherwise."""
    language = words.known(ctx.org.language)
    said = words.in_language(language)
    starts, ends = offer.starts_at.astimezone(ctx.zone), offer.ends_at.astimezone(ctx.zone)
    number = f"B-{offer.booking_number:05}"
    cents = offer.missing_cents or offer.amount_cents
    values: dict[str, Any] = {
        "w": said,
        "language": language,
        "company": company,
        "number": number,
        "what": f"{said['deposit_for']} {number}",
        "sum": words.money(cents, language, ctx.org.currency),
        "is_owed": offer.missing_cents > 0,
        "is_paid": offer.status in _CAME,
        "card": card,
        "etransfer": pay.etransfer,
        "instructions": pay.instructions,
        "service": offer.service,
        "day": words.day(starts.date(), language),
        "time": f"{words.hour(starts, language)} – {words.hour(ends, language)}",
    }
    return _answer("deposit.html", values | _head(company), 200)


def save_card(ctx: Ctx, company: Company, card: SavedCardView | None, go: str) -> HTMLResponse:
    """The page on which a client leaves a card. `go` leads to Stripe's, "" while cards are off."""
    language = words.known(ctx.org.language)
    values: dict[str, Any] = {
        "w": words.in_language(language),
        "language": language,
        "company": company,
        "consent": consent.words(ctx.org.name, language),
        "card": f"{card.brand.title()} •••• {card.last4}" if card else "",
        "until": f"{card.exp_month:02}/{card.exp_year}" if card else "",
        "go": go,
    }
    return _answer("save_card.html", values | _head(company), 200)


def _head(company: Company) -> dict[str, str]:
    # The picture stands among the text: one request, and the answer may not be kept anywhere.
    logo = base64.b64encode(company.logo).decode() if company.logo else ""
    return {"logo": logo, "initial": company.name.strip()[:1].upper()}


def missing() -> HTMLResponse:
    """The same for every address at which there is nothing."""
    return _answer("pay_missing.html", {}, 404)


def _answer(template: str, values: dict[str, Any], status: int) -> HTMLResponse:
    text = _environment().get_template(template).render(values)
    return HTMLResponse(text, status, PRIVATE | {"Content-Security-Policy": POLICY})


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

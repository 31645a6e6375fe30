"""Where a client pays by card: a link that leads to Stripe's page, and what is said afterwards."""

from __future__ import annotations

import html
from typing import Annotated

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.forms import redirect
from cleaning_app.api.page import page
from cleaning_app.clock import SystemClock
from cleaning_app.errors import Conflict, NotFound, Unavailable
from cleaning_app.money import dollars
from cleaning_app.services import card_payments
from cleaning_app.services.card_payments import Outcome

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{60,90}$")]
_PRIVATE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",  # the address is the key
}


@endpoint("GET", "/card/{token}", open=True, door="pay", module="", in_document=False)
async def pay(request: Request, token: Token) -> Response:
    """Lead a client to Stripe's page for what is left of their invoice or deposit."""
    try:
        link = card_payments.read_link(token)
        identity = await card_payments.visitor(link)
        opened = await card_payments.open_page(identity, link, SystemClock())
    except NotFound:
        return said("Nothing here", "This link leads nowhere. Ask for a new one.", 404)
    except Conflict as refused:
        return said("Nothing to pay", refused.detail)
    except Unavailable as refused:
        return said("Not just now", refused.detail, 503)
    return redirect(opened.url)


@endpoint("GET", "/card/{token}/done", open=True, door="pay", module="", in_document=False)
async def done(request: Request, token: Token) -> Response:
    """Where Stripe leads a client back to after paying."""
    return await _outcome(token)


@endpoint("GET", "/card/{token}/back", open=True, door="pay", module="", in_document=False)
async def back(request: Request, token: Token) -> Response:
    """Where Stripe leads a client back to who turned round."""
    return await _outcome(token)


async def _outcome(token: str) -> Response:
    try:
        link = card_payments.read_link(token)
        identity = await card_payments.visitor(link)
        found = await card_payments.outcome(identity, link, SystemClock())
    except NotFound:
        return said("Nothing here", "This link leads nowhere. Ask for a new one.", 404)
    title, words, may_pay = _words(found, identity.org.name)
    return said(title, words, pay=link.path if may_pay else "")


def _words(found: Outcome, company: str) -> tuple[str, str, bool]:
    """Title, sentence, and whether paying is offered."""
    if found.state == "paid":
        rest = f" {dollars(found.owed_cents)} is left." if found.owed_cents else ""
        said = f"{company} has received {dollars(found.paid_cents)} for {found.number}.{rest}"
        return "Thank you", said, bool(found.owed_cents)
    if found.state == "under_way":
        said = f"Your payment for {found.number} is on its way. Some banks take a few days."
        return "Thank you", said, False
    if not found.owed_cents:
        return "Nothing to pay", f"Nothing is owed on {found.number}.", False
    left = f"{dollars(found.owed_cents)} for {found.number} is still to be paid."
    if found.state == "declined":
        return "Your bank said no", f"The card was not charged. {left}", True
    return "Not paid yet", f"Nothing was charged. {left}", True


def said(title: str, words: str, status: int = 200, *, pay: str = "") -> Response:
    """A card with one sentence, and a button to pay when there is anything."""
    body = f"<p>{html.escape(words)}</p>"
    if pay:
        body += f'<p><a class="btn primary" href="{html.escape(pay)}" rel="nofollow">Pay by card</a></p>'
    return page(title, body, status=status, headers=_PRIVATE)

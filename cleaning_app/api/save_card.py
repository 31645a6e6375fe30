"""Where a client leaves a card on file: a page of ours with the words of consent, then Stripe's."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api import pay_page
from cleaning_app.api.card import Token, said
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.forms import redirect
from cleaning_app.clock import SystemClock
from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.errors import NotFound, Unavailable
from cleaning_app.services import card_payments, saved_cards
from cleaning_app.services.card_payments import MISSING, Link
from cleaning_app.services.papers import letterhead


@endpoint("GET", "/save-card/{token}", open=True, door="pay", module="", in_document=False)
async def show(request: Request, token: Token) -> Response:
    """What a client agrees to who leaves a card, and whether there is one."""
    return await _page(request, token)


@endpoint("GET", "/save-card/{token}/done", open=True, door="pay", module="", in_document=False)
async def done(request: Request, token: Token) -> Response:
    """Where Stripe leads a client back to who has left a card."""
    return await _page(request, token)


@endpoint("GET", "/save-card/{token}/go", open=True, door="pay", module="", in_document=False)
async def go(request: Request, token: Token) -> Response:
    """Lead a client to Stripe's page on which the card is left."""
    try:
        link, identity = await _client(token)
        return redirect(await saved_cards.open_page(identity, link, SystemClock()))
    except NotFound:
        return pay_page.missing()
    except Unavailable as refused:
        return said("Not just now", refused.detail, 503)


async def _page(request: Request, token: str) -> Response:
    try:
        link, identity = await _client(token)
        card = await saved_cards.outcome(identity, link, SystemClock())
        async with unit(identity, request_id=request.scope["request_id"]) as ctx:
            company = await letterhead.company(ctx)
            go = f"{link.page}/go" if card_payments.is_on() else ""
            return pay_page.save_card(ctx, company, card, go)
    except NotFound:
        return pay_page.missing()


async def _client(token: str) -> tuple[Link, Identity]:
    link = card_payments.read_link(token)
    if link.kind != "client":
        raise NotFound(MISSING)
    return link, await card_payments.visitor(link)

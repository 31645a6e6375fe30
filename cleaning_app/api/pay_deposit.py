"""The public page of a deposit: for whoever has its link, without a sign-in and without a script."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api import pay_page
from cleaning_app.api.card import Token
from cleaning_app.api.endpoint import endpoint
from cleaning_app.db import unit
from cleaning_app.errors import NotFound
from cleaning_app.services import card_payments, deposits, organisations
from cleaning_app.services.papers import letterhead
from cleaning_app.services.papers.invoice_paper import paying


@endpoint("GET", "/deposit/{token}", open=True, door="pay", module="", in_document=False)
async def show(request: Request, token: Token) -> Response:
    """What is asked for, for which visit, and how to pay it."""
    try:
        link = card_payments.read_link(token)
        if link.kind != "deposit":
            return pay_page.missing()
        identity = await card_payments.visitor(link)
        async with unit(identity, request_id=request.scope["request_id"]) as ctx:
            offer = await deposits.offer(ctx, link.id)
            settings = await organisations.settings(ctx)
            company = await letterhead.of_settings(ctx.org.name, settings)
            pay = await paying(ctx, settings)
            card = card_payments.way(link, offer.missing_cents)
            return pay_page.deposit(ctx, offer, company, pay, card.path if card else None)
    except NotFound:
        return pay_page.missing()

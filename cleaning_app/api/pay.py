"""The public page of an invoice: for whoever has its link, without a sign-in and without a script."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api import pay_page
from cleaning_app.api.answers import disposition
from cleaning_app.api.endpoint import endpoint
from cleaning_app.db import unit
from cleaning_app.errors import NotFound
from cleaning_app.services import card_payments, invoices, papers
from cleaning_app.services.card_payments import Link
from cleaning_app.services.invoices.links import MISSING
from cleaning_app.services.papers import InvoicePaper

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,100}$")]
MODULE = "module.invoices"


@endpoint("GET", "/pay/{token}", open=True, door="pay", module="", in_document=False)
async def show(request: Request, token: Token) -> Response:
    """An invoice as its client sees it: what it is for, what is left, how to pay.

    A link that is unknown and one that was ended get the same answer.
    """
    try:
        paper, card = await _found(token, request.scope["request_id"])
    except NotFound:
        return pay_page.missing()
    return pay_page.page(paper, path=f"/pay/{token}", card=card)


@endpoint(
    "GET", "/pay/{token}/pdf", open=True, door="pay", module="", in_document=False,
    media_type="application/pdf",
)  # fmt: skip
async def pdf(request: Request, token: Token) -> Response:
    """The same invoice as PDF; a draft has none yet."""
    try:
        paper, _ = await _found(token, request.scope["request_id"])
    except NotFound:
        return pay_page.missing()
    if paper.status == "draft":
        return pay_page.missing()
    made = await papers.typeset(paper)
    headers = {"Content-Disposition": disposition(paper.filename), **pay_page.PRIVATE}
    return Response(made, headers=headers, media_type="application/pdf")


async def _found(token: str, request_id: str) -> tuple[InvoicePaper, str | None]:
    """The invoice behind a link and where it is paid by card, if it is.

    Raises:
        NotFound: nothing is, or invoices are switched off there.
    """
    identity, invoice_id = await invoices.by_token(token)
    if not identity.org.has(MODULE):
        raise NotFound(MISSING)
    async with unit(identity, request_id=request_id) as ctx:
        paper = await papers.invoice(ctx, invoice_id)
    owed = paper.balance_cents if paper.is_owed else 0
    card = card_payments.way(Link("invoice", identity.org.id, invoice_id), owed)
    return paper, card.path if card else None

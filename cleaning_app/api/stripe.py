"""Stripe's webhook: an event is checked and kept, nothing more; the jobs process follows it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.problems import TooLarge
from cleaning_app.clock import SystemClock
from cleaning_app.services import card_payments

MOST_BYTES = 1024 * 1024


@endpoint("POST", "/v1/webhooks/stripe", open=True, module="", in_document=False)
async def receive(request: Request) -> Response:
    """Take in one event, signed by Stripe in `Stripe-Signature` over the raw body.

    200 once it is kept; the same event again is 200 too. 400 for a signature that doesn't fit or is
    older than five minutes; nothing was kept then. 413 above 1 MiB.
    """
    body = await request.body()
    if len(body) > MOST_BYTES:
        raise TooLarge("At most 1024 KiB are taken here.")
    header = request.headers.get("stripe-signature", "")
    await card_payments.receive(body, header, SystemClock().now())
    return Response(status_code=200, headers={"Cache-Control": "no-store"})

"""The figures for Prometheus."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cleaning_app import client_address, crypto, metrics, rate_limits
from cleaning_app.api.endpoint import endpoint
from cleaning_app.errors import Unauthenticated
from cleaning_app.services import database_metrics
from cleaning_app.settings import get_settings


@endpoint("GET", "/metrics", open=True, module="", media_type="text/plain", tag="watching")
async def scrape(request: Request) -> Response:
    """Metrics in Prometheus' text format.

    Needs `Authorization: Bearer METRICS_TOKEN`; there is nothing here when METRICS_ENABLED is
    false.
    """
    settings = get_settings()
    if not settings.metrics_enabled or settings.metrics_token is None:
        raise HTTPException(404)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected = settings.metrics_token.get_secret_value()
    if not (crypto.same(token.strip(), expected) & (scheme.lower() == "bearer")):
        await rate_limits.check_address(client_address.of(request.scope), "credentials")
        raise Unauthenticated("Send the metrics token: Authorization: Bearer …")
    await database_metrics.refresh()
    return Response(metrics.render(), media_type=metrics.CONTENT_TYPE)

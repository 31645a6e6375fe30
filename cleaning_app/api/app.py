"""The HTTP door: every declared route behind the same layers, beside the dashboard on one port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route, WebSocketRoute

from cleaning_app import db, metrics
from cleaning_app.api import problems, routes
from cleaning_app.api.live import live
from cleaning_app.api.middleware.body_size import BodySize
from cleaning_app.api.middleware.first_use import FirstUse
from cleaning_app.api.middleware.security import SecurityHeaders
from cleaning_app.api.middleware.watch import Watch
from cleaning_app.api.serve import handler_of
from cleaning_app.errors import AppError
from cleaning_app.services import live_feed, presence


def create() -> Starlette:
    """The app that `rx.App(api_transformer=…)` puts the dashboard into.

    Whoever runs it also runs `lifespan`: an app inside another one is not told of start and end.
    """
    served: list[BaseRoute] = [
        Route(endpoint.path, handler_of(endpoint), methods=[endpoint.method], name=endpoint.name)
        for endpoint in routes.ENDPOINTS
    ]
    return Starlette(
        routes=[
            *served,
            WebSocketRoute("/live", live),
            Route("/v1/{path:path}", _nothing_here, methods=routes.METHODS, name="nothing_here"),
        ],
        middleware=[Middleware(layer) for layer in (Watch, SecurityHeaders, BodySize, FirstUse)],
        exception_handlers={
            AppError: _refused,
            HTTPException: _refused,
            ValidationError: _refused,
            TimeoutError: _refused,
        },
        lifespan=lambda _app: lifespan(),
    )


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """What has to run while the door is open: the live feed and who is there; and closing the
    database's pool."""
    metrics.watch_pool("app", lambda: db.pool("app"))
    running = [
        asyncio.create_task(live_feed.run(), name="live feed"),
        asyncio.create_task(presence.run(), name="presence"),
    ]
    try:
        yield
    finally:
        for task in running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await db.dispose()


async def _nothing_here(request: Request) -> Response:
    """So that a wrong API address or method is a problem document and not the dashboard's page."""
    known = [
        route
        for route in request.app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is Match.PARTIAL
    ]
    if known:
        allowed = sorted(set().union(*(route.methods or () for route in known)))
        raise HTTPException(405, headers={"Allow": ", ".join(allowed)})
    raise HTTPException(404)


async def _refused(request: Request, error: Exception) -> Response:
    return problems.response(request, error)

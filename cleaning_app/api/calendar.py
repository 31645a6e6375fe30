"""A worker's jobs for their phone's calendar, at an address that is a secret of its own."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api.endpoint import endpoint
from cleaning_app.services import calendar_feeds

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,100}$")]


@endpoint(
    "GET", "/calendar/{token}.ics", open=True, door="calendar", module="",
    media_type="text/calendar",
)  # fmt: skip
async def feed(request: Request, token: Token) -> Response:
    """A worker's own jobs as an iCalendar file, from four weeks back to twelve ahead.

    Whoever knows the address reads it; it is made, made anew and closed on the worker's phone and
    on their page. An unknown address and a closed one get the same answer.
    """
    found = await calendar_feeds.read(token)
    headers = {"ETag": found.etag, "Cache-Control": "private, max-age=300"}
    if found.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="jobs.ics"'
    return Response(found.body, headers=headers, media_type="text/calendar; charset=utf-8")

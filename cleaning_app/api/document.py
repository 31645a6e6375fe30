"""The API described: OpenAPI for programs, a page for people, both from the declared routes."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api import openapi, reference
from cleaning_app.api.endpoint import endpoint


@endpoint("GET", "/openapi.json", answer=dict[str, Any], open=True, door="documents", module="")
async def openapi_json(request: Request) -> Response:
    """This API as an OpenAPI 3.1 document."""
    return Response(to_json(_document()), media_type="application/json")


@endpoint("GET", "/reference", open=True, door="documents", module="", in_document=False)
async def read(request: Request) -> Response:
    """This API for people to read."""
    return reference.page_of(_document())


@cache
def _document() -> dict[str, Any]:
    return openapi.document()

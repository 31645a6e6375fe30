"""Refusals and faults as application/problem+json (RFC 9457), or a plain page for people.

A problem never carries a traceback, SQL, or anything the caller did not already send or may see.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from pydantic import ValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api.page import page
from cleaning_app.errors import AppError, FieldError, Invalid, Unavailable

MEDIA_TYPE = "application/problem+json"
_RESERVED = {"type", "title", "status", "detail", "request_id", "errors"}

log = structlog.get_logger("api")


class TooLarge(AppError):
    """The body is larger than this address takes."""

    status = 413
    title = "Too large"
    code = "too_large"


class BadRequest(AppError):
    """The request itself is malformed, before anything in it could be wrong."""

    status = 400
    title = "Malformed request"
    code = "bad_request"


def response(request: Request, error: Exception) -> Response:
    """The answer to what went wrong, whatever it was."""
    if isinstance(error, ValidationError):
        error = from_validation(error)
    if isinstance(error, TimeoutError):
        error = Unavailable("This took too long and was given up. Nothing was saved; try again.")
    if isinstance(error, AppError):
        if error.status >= 500:
            log.warning("not possible now", cause=_cause(error))
        return _render(request, error.status, error.title, error.code, error.detail, error)
    if isinstance(error, HTTPException):
        title = HTTPStatus(error.status_code).phrase
        code = title.lower().replace(" ", "_")
        answer = _render(request, error.status_code, title, code, _WORDS.get(code, title))
        answer.headers.update(error.headers or {})
        return answer
    log.error("unexpected error", exc_info=error)
    detail = "Something went wrong on our side. Nothing was saved; trying again is safe."
    return _render(request, 500, "Something went wrong", "error", detail)


def _cause(error: AppError) -> str:
    """What stands behind a refusal of ours, in one line for the log."""
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {str(cause).partition(chr(10))[0]}"


_WORDS = {
    "not_found": "There is nothing at this address.",
    "method_not_allowed": "This address does not take that method.",
}


def from_validation(error: ValidationError) -> Invalid:
    """What pydantic found, field by field, without repeating the values."""
    fields = [
        FieldError(".".join(str(part) for part in item["loc"]) or "body", item["msg"])
        for item in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    return Invalid("Some of the values can't be used.", errors=fields[:50])


def _render(
    request: Request,
    status: int,
    title: str,
    code: str,
    detail: str,
    error: AppError | None = None,
) -> Response:
    request_id = request.scope.get("request_id", "-")
    extra = error.extra if error else {}
    headers = _headers(request, status, extra)
    if _wants_page(request):
        words = f"<p>{html.escape(detail)}</p>" + _list(error)
        back = '<p><a href="/">Back to the dashboard</a></p>'
        return page(title, words + back, status=status, headers=headers)
    body = {
        "type": f"/reference#{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": request_id,
        "errors": [
            {"field": e.field, "message": e.message} for e in (error.errors if error else [])
        ],
        **{name: value for name, value in extra.items() if name not in _RESERVED},
    }
    return Response(
        to_json(body, fallback=str), status_code=status, headers=headers, media_type=MEDIA_TYPE
    )


def _headers(request: Request, status: int, extra: Mapping[str, Any]) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = _challenge(request)
    if "retry_after" in extra:
        headers["Retry-After"] = str(extra["retry_after"])
    elif status == 503:
        headers["Retry-After"] = "5"
    return headers


def _challenge(request: Request) -> str:
    """A browser that holds our cookie must not be asked for a Basic password on top."""
    bearer = 'Bearer realm="cleaning"'
    return bearer if "cookie" in request.headers else f'Basic realm="cleaning", {bearer}'


def _wants_page(request: Request) -> bool:
    """Whether a person is looking: browsers ask for HTML first when somebody follows a link."""
    return request.headers.get("accept", "").startswith("text/html")


def _list(error: AppError | None) -> str:
    if error is None or not error.errors:
        return ""
    items = (f"<li>{html.escape(f'{e.field}: {e.message}')}</li>" for e in error.errors)
    return f"<ul>{''.join(items)}</ul>"

"""What a request brings, checked before anything is done with it: path, query, body, headers."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)
from starlette.requests import Request

from cleaning_app.api import uploads
from cleaning_app.api.endpoint import Endpoint
from cleaning_app.api.problems import BadRequest
from cleaning_app.errors import FieldError, Invalid, NotFound
from cleaning_app.money import MOST_CENTS
from cleaning_app.services import listing

_KEY = re.compile(r"[\x21-\x7e]{1,120}")
_VERSION = re.compile(r'"(\d{1,9})"')
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def _plausible(value: Any) -> Any:
    """Keeps moments where adding a day or changing the zone can't leave the calendar."""
    if not _FIRST_YEAR <= value.year < _LAST_YEAR:
        raise ValueError(f"must lie between {_FIRST_YEAR} and {_LAST_YEAR}")
    return value


Day = Annotated[date, AfterValidator(_plausible)]
Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]
Cents = Annotated[int, Field(ge=0, le=MOST_CENTS)]
Amount = Annotated[int, Field(ge=1, le=MOST_CENTS)]
SignedAmount = Annotated[int, Field(ge=-MOST_CENTS, le=MOST_CENTS)]
Text = Annotated[str, Field(max_length=2000)]
Line = Annotated[str, Field(max_length=200)]
Clock = Annotated[
    str,
    Field(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="Wall-clock time where the organisation is, such as 09:00.",
    ),
]


def unset() -> Any:
    """Default of a field that may be left out; `given()` then leaves it out too."""
    return Field(default_factory=lambda: None)


class Body(BaseModel):
    """A JSON object with exactly the known fields, each of exactly the right type."""

    model_config = ConfigDict(extra="forbid", strict=True, str_max_length=20_000)

    def given(self) -> dict[str, Any]:
        """The fields the caller named, for services that leave the others alone."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Query(BaseModel):
    """The part of an address after the question mark; unknown names are refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, str_max_length=500)


class Days(Query):
    """Days in the organisation's zone, both included, at most five years."""

    first_day: Day = Field(alias="from")
    last_day: Day = Field(alias="to")


class ListQuery(Query):
    """What every list takes; nouns add their filters as further fields."""

    cursor: str = Field(default="", max_length=500, description="`next_cursor` of the page before.")
    limit: int = Field(default=50, ge=1, le=listing.MAX_LIMIT)
    sort: str = Field(default="", max_length=40, description="A field, with `-` for descending.")
    search: str = Field(default="", max_length=100)

    def as_query(self, **override: Any) -> listing.Query:
        """The same as services want it: filters by name, as text."""
        named = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        general = {"after": named.pop("cursor"), "limit": named.pop("limit")}
        general |= {"sort": named.pop("sort"), "search": named.pop("search")}
        filters = {name: _text(value) for name, value in named.items() if value != ""}
        return listing.Query(**(general | {"filters": filters} | override))


def _text(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


async def arguments(endpoint: Endpoint, request: Request) -> dict[str, Any]:
    """Everything the handler asked for, except `ctx` and `request`.

    Raises:
        NotFound: an id in the path is none.
        Invalid: query or body have wrong fields, each named.
        BadRequest: the body is not JSON, or If-Match can't be read.
    """
    found: dict[str, Any] = {}
    for name, kind in endpoint.path_params.items():
        found[name] = _from_path(kind, request.path_params[name])
    if endpoint.query is not None:
        found["query"] = _query(endpoint.query, request)
    if endpoint.body is not None:
        found["body"] = await _body(endpoint.body, request)
    if "upload" in endpoint.wants:
        found["upload"] = await uploads.read(request)
    if "version" in endpoint.wants:
        found["version"] = _version(request)
    return found


def _from_path(kind: Any, text: str) -> Any:
    try:
        return TypeAdapter(kind).validate_strings(text)
    except ValidationError:
        raise NotFound("There is nothing at this address.") from None


def _query(model: type[BaseModel], request: Request) -> BaseModel:
    pairs = request.query_params.multi_items()
    names = [name for name, _ in pairs]
    if twice := {name for name in names if names.count(name) > 1}:
        raise Invalid(
            "Give each parameter once.",
            errors=[FieldError(name[:60], "is given more than once") for name in sorted(twice)],
        )
    return model.model_validate_strings(dict(pairs))


async def _body(model: type[BaseModel], request: Request) -> BaseModel:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise BadRequest("Send a JSON object: Content-Type: application/json.")
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        if any(item["type"] == "json_invalid" for item in error.errors(include_input=False)):
            raise BadRequest("The body is not valid JSON.") from None
        raise


def _version(request: Request) -> int | None:
    """The version in If-Match; None without the header or with `*` (RFC 9110 §13.1.1)."""
    header = request.headers.get("if-match", "*").strip()
    if header == "*":
        return None
    match = _VERSION.fullmatch(header)
    if match is None:
        raise BadRequest('If-Match takes one ETag of ours, such as "3", or *.')
    return int(match[1])


def idempotency_key(endpoint: Endpoint, request: Request) -> str | None:
    """The Idempotency-Key header, where the route knows it.

    Raises:
        BadRequest: it is required and missing, or not 1–120 printable characters.
    """
    if endpoint.idempotency == "no":
        return None
    key = request.headers.get("idempotency-key")
    if key is None and endpoint.idempotency == "required":
        raise BadRequest("This needs an Idempotency-Key header: any fresh text per deed.")
    if key is not None and _KEY.fullmatch(key) is None:
        raise BadRequest("An Idempotency-Key is 1 to 120 printable characters without spaces.")
    return key
